/**
 * Preloaded into the tests' process and so into each of its worker threads: lets a test throw an exception inside a worker that nothing
 * there catches, as a defect of an SDK would.
 */
import { BroadcastChannel, isMainThread } from 'node:worker_threads';

const CHANNEL = 'icure-test-crash';

if (!isMainThread) {
  const channel = new BroadcastChannel(CHANNEL);
  channel.onmessage = () => {
    channel.close();
    setImmediate(() => {
      throw new Error('Thrown on request of a test, with health data in it: glucose of Marie Peeters.');
    });
  };
  channel.unref();
}

/** Throws an uncaught exception in every worker thread of this process. */
export function crashWorkers(): void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage('crash');
  channel.close();
}
