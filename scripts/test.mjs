/**
 * `npm test`: all tests, in a fresh clone too. A first argument that names a folder below `test/` runs only what is in it; the others go to
 * mocha: `npm test -- nodes --grep badge`.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { NODE, prepare, ROOT, toolEnvironment } from './prepare.mjs';
import { installRuntimes } from './runtimes.mjs';

/** Where Chromium may be; the editor's tests need one. */
const BROWSERS = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];

/** The folders whose tests take longest; beginning with them, the processes end at about the same time. */
const LONGEST = ['contract', 'editor', 'matrix', 'chaos', 'nodes'];
/** Processes that share the files of a whole run: most tests wait for a server, a browser or a Node-RED for most of their time. */
const JOBS = process.env.ICURE_TEST_JOBS ?? '2';

prepare();
const [first, ...others] = process.argv.slice(2);
const isFolder = first !== undefined && existsSync(join(ROOT, 'test', first));
const folders = isFolder ? [first] : testedFolders();
if (folders.includes('matrix')) await installRuntimes();
const browser = findBrowser() ?? installBrowser();

const isWhole = process.argv.length === 2;
const options = [
  ...['--reporter', './dist/test/support/reporter.js', '--timeout', '60000', '--slow', '5000'],
  ...(isWhole && JOBS !== '1' ? ['--parallel', '--jobs', JOBS] : []),
  ...folders.map((folder) => `dist/test/${folder}/**/*.test.js`),
  ...(isFolder ? others : process.argv.slice(2)),
];
const { status } = spawnSync(NODE, [join(ROOT, 'node_modules', 'mocha', 'bin', 'mocha.js'), ...options], {
  cwd: ROOT,
  stdio: 'inherit',
  env: { ...toolEnvironment(), CHROMIUM_PATH: browser },
});
process.exit(status ?? 1);

/** The folders with tests, in the order in which they are to run. */
function testedFolders() {
  const names = readdirSync(join(ROOT, 'dist', 'test')).filter((name) =>
    readdirSync(join(ROOT, 'dist', 'test', name), { recursive: true }).some((file) => file.endsWith('.test.js')),
  );
  return [...LONGEST, ...names.filter((name) => !LONGEST.includes(name))];
}

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
