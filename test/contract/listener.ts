/** An account that listens as a config node does: it keeps its session and its channels up by itself. */
import assert from 'node:assert/strict';
import { AccountClient } from '../../src/account/client';
import type { SupervisorState } from '../../src/events/supervisor';
import type { EntityName, EventType } from '../../src/model/entities';
import type { EntityEvent } from '../../src/model/event';
import { hostedDriver } from '../../src/sdk/host/host';
import type { AccountSettings } from '../../src/sdk/port';
import { eventually } from '../support/eventually';
import { filterFor } from '../support/sessions';

/** ms; short, so that a test tries often. */
const BACKOFF = { shortest: 50, longest: 300 };

/** ms; an account comes back only after what a person has to put right has been tried again, too. */
const RECOVERY = 30_000;

export class Listener {
  readonly events: EntityEvent[] = [];
  readonly states: SupervisorState[] = [];
  readonly #client: AccountClient;

  /** @param wishes what to listen to, each with an event type of its own */
  constructor(settings: AccountSettings, wishes: readonly (readonly [EntityName, EventType])[]) {
    this.#client = new AccountClient(hostedDriver, settings, BACKOFF);
    const current = new Map<number, SupervisorState>();
    wishes.forEach(([entity, eventType], index) => {
      this.#client.subscribe({
        entity,
        eventTypes: [eventType],
        filter: filterFor(entity),
        onEvent: (event) => {
          this.events.push(event);
          return Promise.resolve();
        },
        onProblem: () => undefined,
        onState: (state) => {
          current.set(index, state);
          this.states.push(state);
          this.live = [...current.values()].every(({ kind }) => kind === 'live');
        },
      });
    });
  }

  /** Whether everything that was asked for is live. */
  live = false;

  /** How often a try has failed. */
  get failures(): number {
    return this.states.filter(({ kind }) => kind === 'waiting' || kind === 'failed').length;
  }

  /** Why tries have failed, each reason once. */
  get reasons(): Set<string> {
    return new Set(this.states.flatMap((state) => ('failure' in state ? [state.failure.code] : [])));
  }

  async untilLive(): Promise<void> {
    await eventually(
      () => `everything is live; it is ${JSON.stringify(this.states.at(-1))}`,
      () => {
        assert(this.live);
      },
      RECOVERY,
    );
  }

  async untilDown(): Promise<void> {
    await eventually('the outage is noticed', () => {
      assert.equal(this.live, false);
    });
  }

  /** Waits for the event of an entity, which must be the only one. */
  async heard(id: string): Promise<EntityEvent> {
    const event = await eventually('the event is there', () => {
      const found = this.events.find((candidate) => candidate.id === id);
      assert(found);
      return found;
    });
    assert.equal(this.events.filter((candidate) => candidate.id === id).length, 1);
    return event;
  }

  close(): Promise<void> {
    return this.#client.close();
  }
}
