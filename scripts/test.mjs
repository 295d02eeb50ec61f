/**
 * `npm test`: all tests, in a fresh clone too. A first argument that names a folder below `test/` runs only what is in it; the others go to
 * mocha: `npm test -- nodes --grep badge`.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { NODE, prepare, ROOT, toolEnvironment } from './prepare.mjs';

/** Where Chromium may be; the editor's tests need one. */
const BROWSERS = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];

prepare();
const browser = findBrowser() ?? installBrowser();
const mocha = join(ROOT, 'node_modules', 'mocha', 'bin', 'mocha.js');
const [first, ...others] = process.argv.slice(2);
const isFolder = first !== undefined && existsSync(join(ROOT, 'test', first));
const specification = `dist/test/${isFolder ? `${first}/**` : '**'}/*.test.js`;
const options = ['--reporter', './dist/test/support/reporter.js', '--timeout', '60000', '--slow', '5000'];
const { status } = spawnSync(NODE, [mocha, ...options, specification, ...(isFolder ? others : process.argv.slice(2))], {
  cwd: ROOT,
  stdio: 'inherit',
  env: { ...toolEnvironment(), CHROMIUM_PATH: browser },
});
process.exit(status ?? 1);

function findBrowser() {
  return BROWSERS.find((path) => path !== undefined && path !== '' && existsSync(path));
}

/** On Debian as root, as in CI, the browser installs itself; elsewhere a person has to say where it is. */
function installBrowser() {
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    console.log('Installing Chromium for the tests of the editor …');
    const options = {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    };
    spawnSync('apt-get', ['update'], options);
    spawnSync('apt-get', ['install', '--yes', '--no-install-recommends', 'chromium'], options);
  }
  const browser = findBrowser();
  if (browser !== undefined) return browser;
  console.error('The tests of the editor need Chromium: install it, or say where it is with CHROMIUM_PATH.');
  process.exit(1);
}
