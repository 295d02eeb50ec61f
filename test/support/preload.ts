/**
 * Preloaded into a Node-RED that a test runs, and so into each of its worker threads: lets the test throw an exception inside a worker that
 * nothing there catches, as a defect of an SDK would, and see what is left open.
 */
import { BroadcastChannel, isMainThread } from 'node:worker_threads';

const CHANNEL = 'icure-test-crash';

/** The message that makes the worker threads crash. */
export const CRASH_WORKERS = 'crash-workers';

/** The message that is answered with the number of active resources of each kind. */
export const TELL_RESOURCES = 'tell-resources';

if (!isMainThread) {
  const channel = new BroadcastChannel(CHANNEL);
  channel.onmessage = () => {
    channel.close();
    setImmediate(() => {
      throw new Error('Thrown on request of a test, with health data in it: glucose of Marie Peeters.');
    });
  };
  channel.unref();
} else if (process.send !== undefined) {
  process.on('message', (message) => {
    if (message === CRASH_WORKERS) crashWorkers();
    if (message === TELL_RESOURCES) process.send?.(countResources());
  });
}

function crashWorkers(): void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage('crash');
  channel.close();
}

function countResources(): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo()) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}
