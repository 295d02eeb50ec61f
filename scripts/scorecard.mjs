/**
 * Runs Node-RED's own scorecard on this package and fails on any failing check, and on any "Unable to parse", since the checks of node
 * types pass without having looked then. The tool itself exits with 0 whatever it found.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NODE, ROOT } from './prepare.mjs';

/** Not a development dependency: it brings hundreds of packages that nobody else needs. */
const TOOL = 'node-red-dev@0.1.6';
const CACHE = join(ROOT, 'node_modules', '.cache', 'scorecard');
const OUTPUT = join(CACHE, 'scorecard.json');

const command = join(CACHE, 'node_modules', 'node-red-dev', 'bin', 'run');
if (!existsSync(command)) {
  mkdirSync(CACHE, { recursive: true });
  writeFileSync(join(CACHE, 'package.json'), '{ "private": true }');
  const options = ['--no-audit', '--no-fund', '--loglevel=error', '--ignore-scripts'];
  const installed = spawnSync('npm', ['install', TOOL, ...options], { cwd: CACHE, stdio: 'inherit' });
  if (installed.status !== 0) process.exit(1);
}

const preload = join(ROOT, 'scripts', 'scorecard-offline.cjs');
const run = spawnSync(NODE, ['--require', preload, command, 'validate', '--path', ROOT, '--output', OUTPUT], {
  encoding: 'utf8',
});
const report = `${run.stdout}${run.stderr}`;
console.log(report);
const failed = Object.entries(JSON.parse(readFileSync(OUTPUT, 'utf8'))).filter(([, { test }]) => test === false);
if (failed.length > 0 || /unable to parse/i.test(report) || run.status !== 0) {
  console.error(`The scorecard fails: ${failed.map(([id]) => id).join(', ') || 'see above'}.`);
  process.exit(1);
}
