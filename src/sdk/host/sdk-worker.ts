/** A worker thread with a driver in it. Whoever starts it listens to its messages and to its exit. */
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Failure } from '../../model/failure';

export const CRASHED: Failure = {
  code: 'sdk-crashed',
  message: 'The thread that runs the iCure SDK ended unexpectedly; it is started again.',
};

export function startWorker(): Worker {
  // SDKs print to the console, sometimes whole answers of the server with health data in them: that must not reach Node-RED's log.
  const worker = new Worker(join(__dirname, 'worker.js'), {
    stdout: true,
    stderr: true,
    // An SDK leaves much behind at once. With these limits it is collected early; without, the heap grows by a hundred megabytes (bench/storing.ts).
    resourceLimits: { maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 1_024 },
  });
  worker.stdout.resume();
  worker.stderr.resume();
  // The exit that follows an error tells all that matters; without this listener the error would end Node-RED.
  worker.on('error', () => undefined);
  return worker;
}
