/**
 * Gets a clone ready to run: installs and builds what is missing or older than its source. Plain Node without any package, since it runs
 * before there is one.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** Made by the build as its last step, so that its age tells the age of all that was built. */
export const BUILD_STAMP = join(ROOT, 'dist', '.built');
const SOURCES = [
  'nodes',
  'help',
  'src',
  'sandbox',
  'tryout',
  'bench',
  'test',
  'examples',
  'icons',
  'scripts/build.mjs',
  'package.json',
  'tsconfig.json',
  'tsconfig.editor.json',
];

/** Node 24 comes with the development dependencies, so that a machine with Node 20 can run Node-RED 5. */
export const NODE = join(ROOT, 'node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node');

/** The environment in which the project's own tools, that Node among them, come first. */
export function toolEnvironment() {
  return { ...process.env, PATH: [join(ROOT, 'node_modules', '.bin'), process.env.PATH].join(delimiter) };
}

/** Installs and builds what is needed; ends the process, with the step's exit code, when a step fails. */
export function prepare() {
  if (changed(join(ROOT, 'package-lock.json')) > changed(join(ROOT, 'node_modules', '.package-lock.json'))) {
    step('Installing packages (only the first time)', 'npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  }
  if (Math.max(...SOURCES.map((source) => newest(join(ROOT, source)))) > changed(BUILD_STAMP)) {
    step('Building', NODE, [join(ROOT, 'scripts', 'build.mjs')]);
  }
}

function step(title, command, args) {
  console.log(`${title} …`);
  const { status, error } = spawnSync(command, args, {
    cwd: ROOT,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (status === 0) return;
  console.error(`${title} failed${error ? `: ${error.message}` : ''}.`);
  process.exit(status ?? 1);
}

/** When a file was last written, in ms since the epoch; 0 for a file that is not there. */
function changed(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** When the newest file in or at `path` was written. */
function newest(path) {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return 0;
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}
