/** Watches the nodes from outside: when each has looked through what is stored, from beginning to end. */
import { setTimeout as delay } from 'node:timers/promises';
import type { NodeRedProcess } from '../support/node-red-process';
import { CATCH_UP_EVERY, LISTENERS } from './flow';

/** Of a look that came to its end; as `performance.now()` tells it. */
export interface Look {
  /** Not after it began: when it was last seen not to have begun. */
  readonly begun: number;
  /** Not before it ended. */
  readonly ended: number;
}

/** ms between two glances. What is shorter is overlooked. */
const GLANCE = 150;
/** ms in which every node begins a look: three times as long as they wait between two. */
const LOOKED_FOR_SURE = 3 * CATCH_UP_EVERY * 60_000;

export class Looks {
  readonly #ended = new Map<string, Look[]>();
  readonly #begun = new Map<string, number>();
  /** Nodes that had nothing left to tell when they were looked at last. */
  readonly #calm = new Set<string>();
  #isOver = false;
  #lastGlance = performance.now();
  #watching: Promise<void> = Promise.resolve();

  constructor(private readonly nodeRed: NodeRedProcess) {}

  start(): void {
    this.#watching = this.#watch();
  }

  async end(): Promise<void> {
    this.#isOver = true;
    await this.#watching;
  }

  of(node: string): readonly Look[] {
    return this.#ended.get(node) ?? [];
  }

  /** Whether every node has looked through everything since then, and has nothing left to tell. A look that is too short to be seen has ended by and by. */
  areAllDoneSince(time: number): boolean {
    return this.unfinishedSince(time).length === 0;
  }

  /** The ids of the nodes that have not, see `areAllDoneSince`. */
  unfinishedSince(time: number): readonly string[] {
    const isLongAgo = performance.now() - time > LOOKED_FOR_SURE;
    return LISTENERS.map(({ id }) => id).filter((id) => {
      const hasLooked = this.of(id).some(({ begun }) => begun > time) || (isLongAgo && !this.#begun.has(id));
      return !hasLooked || !this.#calm.has(id);
    });
  }

  async #watch(): Promise<void> {
    while (!this.#isOver) {
      await delay(GLANCE);
      const time = performance.now();
      const metrics = await this.#metrics();
      for (const { id } of LISTENERS) this.#note(id, metrics.get(id) ?? []);
      this.#lastGlance = time;
    }
  }

  #note(id: string, samples: readonly string[]): void {
    const has = (sample: RegExp): boolean => samples.some((line) => sample.test(line));
    if (['backlog', 'in_flight'].every((name) => has(new RegExp(`^icure_feed_${name}.* 0$`)))) this.#calm.add(id);
    else this.#calm.delete(id);
    const begun = this.#begun.get(id);
    if (has(/"running"\} 1$/)) {
      if (begun === undefined) this.#begun.set(id, this.#lastGlance);
      return;
    }
    // A look that ended in any other way, with the process for example, has not come to its end.
    if (begun !== undefined && has(/"idle"\} 1$/)) {
      this.#ended.set(id, [...this.of(id), { begun, ended: performance.now() }]);
    }
    this.#begun.delete(id);
  }

  /** The lines of the metrics by node; none while Node-RED is away. */
  async #metrics(): Promise<Map<string, string[]>> {
    const text = await fetch(`${this.nodeRed.url}/icure/metrics`, { headers: { connection: 'close' } })
      .then((response) => response.text())
      .catch(() => '');
    const lines = new Map<string, string[]>();
    for (const line of text.split('\n')) {
      const node = /node="(?<node>[^"]+)"/.exec(line)?.groups?.node;
      if (node !== undefined) lines.set(node, [...(lines.get(node) ?? []), line]);
    }
    return lines;
  }
}
