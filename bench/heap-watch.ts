/**
 * Preloaded into a Node-RED that a benchmark runs, and so into each of its worker threads: tells how much the heaps of all threads together have grown
 * at most since they were asked to begin, and how much they have decrypted.
 */
import { webcrypto } from 'node:crypto';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { BroadcastChannel, isMainThread, threadId } from 'node:worker_threads';

/** ms between two looks at the heap. */
const INTERVAL = 10;
const CHANNEL = 'icure-bench-heap';
/** Thread ids that are watched: 0 is Node-RED's own. */
const THREADS = 64;

/** Asks for what follows; sent over the process's IPC channel. */
export const BEGIN = 'begin to watch the heap';
/** Answered with a `HeapGrowth`. */
export const TELL = 'tell the growth of the heap';

/** Bytes by which the heap has grown at most. */
export interface HeapGrowth {
  /** What Node-RED's own thread kept when the watch began, after a collection of garbage. */
  readonly baseline: number;
  /** Of all threads together, at one moment. */
  readonly all: number;
  /** Of Node-RED's own thread. */
  readonly main: number;
  /** Of the other threads together, at one moment. */
  readonly workers: number;
  /** How often WebCrypto was asked to decrypt something, in all threads. */
  readonly decryptions: number;
}

/** On the prototype: an SDK may take methods from there. */
const cipher = Object.getPrototypeOf(webcrypto.subtle) as object;
const decrypt = Reflect.get(cipher, 'decrypt') as (...asked: unknown[]) => Promise<ArrayBuffer>;
Object.defineProperty(cipher, 'decrypt', {
  value: function (this: unknown, ...asked: unknown[]) {
    if (decryptions !== undefined) decryptions[threadId] = (decryptions[threadId] ?? 0) + 1;
    return Reflect.apply(decrypt, this, asked);
  },
});

const channel = new BroadcastChannel(CHANNEL);
let baseline = 0;
/** Each thread writes the growth of its heap to its place. */
let growths: Float64Array | undefined;
let decryptions: Float64Array | undefined;
let highest: Pick<HeapGrowth, 'all' | 'main' | 'workers'> = { all: 0, main: 0, workers: 0 };

function begin(shared: SharedArrayBuffer): void {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  baseline = process.memoryUsage().heapUsed;
  growths = new Float64Array(shared, 0, THREADS);
  decryptions = new Float64Array(shared, THREADS * Float64Array.BYTES_PER_ELEMENT, THREADS);
  highest = { all: 0, main: 0, workers: 0 };
}

setInterval(() => {
  if (growths === undefined) return;
  growths[threadId] = process.memoryUsage().heapUsed - baseline;
  const [main = 0, ...others] = growths;
  const workers = others.reduce((sum, growth) => sum + growth, 0);
  highest = {
    all: Math.max(highest.all, main + workers),
    main: Math.max(highest.main, main),
    workers: Math.max(highest.workers, workers),
  };
}, INTERVAL).unref();

channel.onmessage = (event) => {
  const { data } = event as { data: unknown };
  if (data instanceof SharedArrayBuffer) begin(data);
};
channel.unref();

if (isMainThread && process.send !== undefined) {
  process.on('message', (message) => {
    if (message === BEGIN) {
      const shared = new SharedArrayBuffer(2 * THREADS * Float64Array.BYTES_PER_ELEMENT);
      begin(shared);
      channel.postMessage(shared);
    }
    if (message === TELL) {
      const decrypted = decryptions?.reduce((sum, count) => sum + count, 0) ?? 0;
      process.send?.({ baseline, ...highest, decryptions: decrypted } satisfies HeapGrowth);
    }
  });
}
