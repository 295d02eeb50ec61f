/** `npm run chaos`: builds what is needed and runs `test/chaos/run.ts`, whose options it takes. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { NODE, prepare, ROOT, toolEnvironment } from './prepare.mjs';

prepare();
const run = join(ROOT, 'dist', 'test', 'chaos', 'run.js');
const { status } = spawnSync(NODE, [run, ...process.argv.slice(2)], {
  cwd: ROOT,
  stdio: 'inherit',
  env: toolEnvironment(),
});
process.exit(status ?? 1);
