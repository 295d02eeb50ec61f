/** `npm start`: everything needed to see events in a flow, without an account. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { clearInterval, setInterval } from 'node:timers';
import { NODE, prepare, ROOT, toolEnvironment } from './prepare.mjs';

/** ms between two looks whether npm is still there. */
const LOOK = 500;

prepare();
const child = spawn(NODE, [join(ROOT, 'dist', 'tryout', 'start.js')], { stdio: 'inherit', env: toolEnvironment() });
// Ctrl-C reaches the child as well; it ends all that it started and then itself.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
// npm's shell passes no signal on: whoever ends npm leaves this process without its parent.
const parent = process.ppid;
const watch = setInterval(() => {
  if (process.ppid === parent) return;
  clearInterval(watch);
  child.kill('SIGTERM');
}, LOOK);
child.on('exit', (code) => {
  clearInterval(watch);
  process.exitCode = code ?? 0;
  process.exit();
});
