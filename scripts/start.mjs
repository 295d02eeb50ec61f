/** `npm start`: everything needed to see events in a flow, without an account. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { NODE, prepare, ROOT, toolEnvironment } from './prepare.mjs';

prepare();
const child = spawn(NODE, [join(ROOT, 'dist', 'tryout', 'start.js')], { stdio: 'inherit', env: toolEnvironment() });
// Ctrl-C reaches the child as well; it ends all that it started and then itself.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code) => {
  process.exitCode = code ?? 0;
  process.exit();
});
