/** Shows a node's status no more often than the editor can follow. */
import type { Node, NodeStatus } from 'node-red';

/** ms between two statuses of a node, at least: two a second. The editor follows about 1,000 a second of a whole runtime. */
export const STATUS_INTERVAL = 500;

export class PacedStatus {
  /** Makes the status that is to be shown next; undefined: the last one is still right. */
  #pending: (() => NodeStatus) | undefined;
  #pause: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(private readonly node: Node) {}

  /**
   * Shows a status at once, or, when another was shown just before, as soon as it may. Of several in between only the last one is shown.
   * @param make called when it is shown, so that it is as things are then
   */
  show(make: () => NodeStatus): void {
    if (this.#closed) return;
    if (this.#pause !== undefined) {
      this.#pending = make;
      return;
    }
    this.node.status(make());
    this.#wait();
  }

  /** As `show`, but not before a pause: what is over by then is never seen. */
  showSoon(make: () => NodeStatus): void {
    if (this.#closed) return;
    this.#pending = make;
    if (this.#pause === undefined) this.#wait();
  }

  /** From now on nothing is shown: the badge belongs to the node that takes this one's place. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#pause);
  }

  #wait(): void {
    this.#pause = setTimeout(() => {
      this.#pause = undefined;
      const pending = this.#pending;
      this.#pending = undefined;
      if (pending !== undefined) this.show(pending);
    }, STATUS_INTERVAL);
  }
}
