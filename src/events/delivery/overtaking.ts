/**
 * Deletions that may have overtaken the creation: each event type comes through a socket of its own. Such a deletion waits a moment for what it may have
 * overtaken.
 */
import type { EntityEvent } from '../../model/event';

/** ms that it waits. A creation takes longer than its deletion when many others are decrypted before it. */
const PATIENCE = 5_000;

export class Overtaking {
  readonly #waiting = new Map<string, { readonly event: EntityEvent; readonly timer: NodeJS.Timeout }>();

  /** @param onOver gets a deletion for which nothing has come */
  constructor(private readonly onOver: (deletion: EntityEvent) => void) {}

  wait(deletion: EntityEvent): void {
    if (this.#waiting.has(deletion.id)) return;
    const timer = setTimeout(() => {
      this.#waiting.delete(deletion.id);
      this.onOver(deletion);
    }, PATIENCE);
    this.#waiting.set(deletion.id, { event: deletion, timer });
  }

  /** The deletion that has waited for something of the entity, if there is one: it is its turn now. */
  take(id: string): EntityEvent | undefined {
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) return undefined;
    clearTimeout(waiting.timer);
    this.#waiting.delete(id);
    return waiting.event;
  }

  /** Nothing waits any more. */
  close(): void {
    for (const { timer } of this.#waiting.values()) clearTimeout(timer);
    this.#waiting.clear();
  }
}
