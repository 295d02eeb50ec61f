/** Shows a node's status no more often than the editor can follow. */
import type { Node, NodeStatus } from 'node-red';

/** Statuses of a node within `WINDOW` ms, at most. The editor follows about 1,000 a second of a whole runtime. */
const MOST = 2;
const WINDOW = 1_000;

/** ms in which what is over soon is not shown at all. */
const SOON = 500;

export class PacedStatus {
  /** Makes the status that is to be shown next; undefined: the last one is still right. */
  #pending: (() => NodeStatus) | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** When the last ones were shown, the oldest first; as `performance.now()` tells it. */
  #shownAt: readonly number[] = [];
  #closed = false;

  constructor(private readonly node: Node) {}

  /**
   * Shows a status at once, or, when many were shown just before, as soon as it may. Of several in between only the last one is shown.
   * @param make called when it is shown, so that it is as things are then
   */
  show(make: () => NodeStatus): void {
    if (this.#closed) return;
    this.#pending = make;
    const wait = this.#wait();
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (wait > 0) this.#showIn(wait);
    else this.#showPending();
  }

  /** As `show`, but not before a pause: what is over by then is never seen. */
  showSoon(make: () => NodeStatus): void {
    if (this.#closed) return;
    this.#pending = make;
    if (this.#timer === undefined) this.#showIn(Math.max(SOON, this.#wait()));
  }

  /** From now on nothing is shown: the badge belongs to the node that takes this one's place. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  /** ms until another one may be shown. */
  #wait(): number {
    const [oldest] = this.#shownAt;
    return oldest === undefined || this.#shownAt.length < MOST ? 0 : oldest + WINDOW - performance.now();
  }

  #showIn(time: number): void {
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#showPending();
    }, time);
  }

  #showPending(): void {
    if (this.#pending === undefined) return;
    const status = this.#pending();
    this.#pending = undefined;
    this.#shownAt = [...this.#shownAt.slice(1 - MOST), performance.now()];
    this.node.status(status);
  }
}
