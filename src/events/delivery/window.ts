/** What waits to be told and is in memory: the oldest, so many events and so many bytes at most. Whatever comes after them waits on disk. */
import type { EntityEvent } from '../../model/event';

/** An event with its place in the order of telling. */
export interface Waiting {
  readonly sequence: number;
  readonly event: EntityEvent;
}

/** Events, and characters of their payloads as JSON, in memory per node at most. */
const MOST_EVENTS = 1_000;
const MOST_CHARACTERS = 8_000_000;

export class Window {
  readonly #waiting: { readonly waiting: Waiting; readonly size: number }[] = [];
  #characters = 0;

  get length(): number {
    return this.#waiting.length;
  }

  /** Whether it takes another one, whatever its size. */
  get hasRoom(): boolean {
    return this.#waiting.length < MOST_EVENTS && this.#characters < MOST_CHARACTERS;
  }

  push(waiting: Waiting): void {
    const size = JSON.stringify(waiting.event.payload).length;
    this.#characters += size;
    this.#waiting.push({ waiting, size });
  }

  /** Takes the oldest, at most so many. */
  take(most: number): Waiting[] {
    const taken = this.#waiting.splice(0, most);
    for (const { size } of taken) this.#characters -= size;
    return taken.map(({ waiting }) => waiting);
  }
}
