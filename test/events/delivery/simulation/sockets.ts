/** The channels of one feed: they lose what happens while they are down; while they are up they delay, repeat, reorder and drop, as far as they are told to. */
import type { EventType } from '../../../../src/model/entities';
import type { EntityEvent } from '../../../../src/model/event';
import type { SupervisorState } from '../../../../src/events/supervisor';
import type { Subscription } from '../../../../src/events/subscription';
import type { Entities, View, Written } from './entities';
import type { Chance, Note, Turns } from './turns';

/** Per cent of the events, and turns. */
export interface SocketFaults {
  drop: number;
  repeat: number;
  reorder: number;
  delay: number;
}

const DOWN: SupervisorState = {
  kind: 'waiting',
  failure: { code: 'closed', message: 'The connection was closed.' },
  retryIn: 1_000,
};

interface Channel {
  readonly type: EventType;
  isUp: boolean;
  queue: EntityEvent[];
  isPumping: boolean;
}

export class Sockets {
  readonly #channels: readonly Channel[];
  #isClosed = false;
  /** What the feed has taken, with the version that it is of. */
  readonly taken: EntityEvent[] = [];

  constructor(
    private readonly entities: Entities,
    private readonly view: View,
    private readonly subscription: Subscription,
    private readonly faults: SocketFaults,
    private readonly chance: Chance,
    private readonly turns: Turns,
    private readonly log: Note,
  ) {
    this.#channels = subscription.eventTypes.map((type) => ({ type, isUp: false, queue: [], isPumping: false }));
    this.#report({ kind: 'connecting' });
  }

  get isUp(): boolean {
    return this.#channels.every(({ isUp }) => isUp);
  }

  get isIdle(): boolean {
    return this.#channels.every(({ queue, isPumping }) => queue.length === 0 && !isPumping);
  }

  announce({ id, state, type }: Written): void {
    const entity = this.entities.all.get(id);
    const channel = this.#channels.find((one) => one.type === type);
    if (type === undefined || entity === undefined || channel?.isUp !== true) return;
    if (!entity.passes(state, this.view) || this.chance.happens(this.faults.drop)) return;
    channel.queue.push(entity.event(type, state));
    void this.#pump(channel);
  }

  /** Opens all that are down. */
  open(): void {
    for (const channel of this.#channels) channel.isUp = !this.#isClosed;
    this.#report({ kind: this.#isClosed ? 'stopped' : 'live' });
  }

  /** Breaks one of them, or all; what is on its way is lost. */
  break(all: boolean): void {
    for (const channel of all ? this.#channels : [this.chance.pick(this.#channels)]) {
      channel.isUp = false;
      channel.queue = [];
    }
    this.#report(DOWN);
  }

  /** Nothing is told any more. */
  close(): void {
    this.#isClosed = true;
    for (const channel of this.#channels) {
      channel.isUp = false;
      channel.queue = [];
    }
  }

  #report(state: SupervisorState): void {
    if (!this.#isClosed) this.subscription.onState(state);
  }

  async #pump(channel: Channel): Promise<void> {
    if (channel.isPumping) return;
    channel.isPumping = true;
    while (channel.queue.length > 0) {
      await this.turns.after(this.chance.below(this.faults.delay + 1));
      const place = this.chance.happens(this.faults.reorder) ? this.chance.below(channel.queue.length) : 0;
      const [event] = channel.queue.splice(place, 1);
      if (event === undefined) break;
      if (this.chance.happens(this.faults.repeat)) {
        channel.queue.splice(this.chance.below(channel.queue.length + 1), 0, structuredClone(event));
      }
      this.log(`${event.id} is heard: ${event.type} ${event.rev ?? JSON.stringify(event.payload.modified)}`);
      await this.subscription.onEvent(structuredClone(event));
      if (!this.#isClosed) this.taken.push(event);
    }
    channel.isPumping = false;
  }
}
