/** Counts what a feed has done since it was started. */
import type { EventType } from '../../model/entities';
import type { EntityEvent } from '../../model/event';
import type { FeedSnapshot } from './feed-snapshot';

type Counts = Pick<
  FeedSnapshot,
  'told' | 'redelivered' | 'duplicates' | 'collapsed' | 'unreadable' | 'reconnects' | 'lastEventAt'
>;

export class Tally {
  readonly #told: Record<EventType, number> = { CREATE: 0, UPDATE: 0, DELETE: 0 };
  #redelivered = 0;
  #unreadable = 0;
  #duplicates = 0;
  #collapsed = 0;
  #connections = 0;
  #lastEventAt: string | undefined;

  told(event: EntityEvent): void {
    this.#told[event.type] += 1;
    if (event.redelivered === true) this.#redelivered += 1;
    if (!event.decrypted) this.#unreadable += 1;
    this.#lastEventAt = new Date().toISOString();
  }

  duplicate(): void {
    this.#duplicates += 1;
  }

  collapsed(): void {
    this.#collapsed += 1;
  }

  connected(): void {
    this.#connections += 1;
  }

  counts(): Counts {
    return {
      told: { ...this.#told },
      redelivered: this.#redelivered,
      duplicates: this.#duplicates,
      collapsed: this.#collapsed,
      unreadable: this.#unreadable,
      reconnects: Math.max(0, this.#connections - 1),
      lastEventAt: this.#lastEventAt,
    };
  }
}
