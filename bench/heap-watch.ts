/**
 * Preloaded into a Node-RED that a benchmark runs, and so into each of its worker threads: tells how much the heaps of all threads together have grown
 * at most since they were asked to begin.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { BroadcastChannel, isMainThread, threadId } from 'node:worker_threads';

/** ms between two looks at the heap. */
const INTERVAL = 10;
const CHANNEL = 'icure-bench-heap';

/** Asks for what follows; sent over the process's IPC channel. */
export const BEGIN = 'begin to watch the heap';
/** Answered with the bytes by which the heaps have grown at most. */
export const TELL = 'tell the growth of the heap';

interface Reading {
  readonly thread: number;
  readonly peak: number;
}

const channel = new BroadcastChannel(CHANNEL);
let baseline = 0;
let peak = 0;

function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
}

setInterval(() => {
  peak = Math.max(peak, process.memoryUsage().heapUsed);
}, INTERVAL).unref();

const begin = (): void => {
  collectGarbage();
  baseline = process.memoryUsage().heapUsed;
  peak = baseline;
};

const readings = new Map<number, number>();

channel.onmessage = (event) => {
  const { data } = event as { data: unknown };
  if (data === BEGIN) begin();
  else if (data === TELL) channel.postMessage({ thread: threadId, peak: peak - baseline } satisfies Reading);
  else if (isMainThread) readings.set((data as Reading).thread, (data as Reading).peak);
};
channel.unref();

if (isMainThread && process.send !== undefined) {
  process.on('message', (message) => {
    if (message === BEGIN) {
      begin();
      channel.postMessage(BEGIN);
    }
    if (message === TELL) {
      readings.clear();
      channel.postMessage(TELL);
      // The other threads answer as soon as their event loops turn.
      setTimeout(() => {
        const workers = [...readings.values()].reduce((sum, growth) => sum + growth, 0);
        process.send?.({ main: peak - baseline, workers });
      }, 500).unref();
    }
  });
}
