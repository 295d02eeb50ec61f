/**
 * Installs the versions of Node and Node-RED that the package is tested on besides those of its development dependencies. They live apart:
 * among the development dependencies, the command `node` would be any of them.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './prepare.mjs';

const WANTED = join(ROOT, 'test', 'matrix', 'runtimes');
const CACHE = join(ROOT, 'node_modules', '.cache', 'matrix');
const LOCK = 'package-lock.json';
/** What was installed, as of the last time that it went well. */
const INSTALLED = join(CACHE, 'installed.json');

/** Installs what `test/matrix/runtimes` asks for, unless that has been done. @throws Error when npm cannot */
export async function installRuntimes() {
  const wanted = readFileSync(join(WANTED, LOCK), 'utf8');
  if (existsSync(INSTALLED) && readFileSync(INSTALLED, 'utf8') === wanted) return;
  mkdirSync(CACHE, { recursive: true });
  for (const file of ['package.json', LOCK]) cpSync(join(WANTED, file), join(CACHE, file));
  const options = ['--no-audit', '--no-fund', '--loglevel=error'];
  const npm = spawn('npm', ['ci', ...options], {
    cwd: CACHE,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
  const [code] = await once(npm, 'exit');
  if (code !== 0)
    throw new Error('The versions of Node and Node-RED for the tests in test/matrix cannot be installed.');
  writeFileSync(INSTALLED, wanted);
}
