/** What works on one checkpoint, from its opening until it is closed or starts over. */
import { lookThrough } from '../catch-up/look-through';
import { PersistentStore } from '../catch-up/persistent-store';
import type { CheckpointKeeper } from '../checkpoint/keeper';
import { unlessStopped } from '../stopping';
import type { EventSource } from '../subscription';
import type { EntityEvent } from '../../model/event';
import { FailureError, type Failure } from '../../model/failure';
import { Admitter } from './admitter';
import { Outbox } from './outbox';
import { DeliveryPlan, type FeedWish } from './plan';
import { readAgain } from './reference';
import type { Tally } from './tally';

export interface EngineParts {
  readonly wish: FeedWish;
  readonly source: EventSource;
  readonly keeper: CheckpointKeeper;
  readonly tally: Tally;
  readonly send: (event: EntityEvent, sequence: number) => void;
  /** There is more to tell than before. */
  readonly onTold: () => void;
  readonly onTrouble: (failure: Failure) => void;
  /** Aborted when the feed is closed. */
  readonly closing: AbortSignal;
}

export class Engine {
  readonly admitter: Admitter;
  readonly outbox: Outbox;
  readonly #plan: DeliveryPlan;
  readonly #stopping = new AbortController();
  /** See `AdmissionRules`. */
  #isComplete = false;
  /** What an earlier one left: the newest sequence number, and how many references. */
  #left = { newest: 0, count: 0 };

  private constructor(private readonly parts: EngineParts) {
    const { wish, source, keeper, tally, send, onTold, onTrouble, closing } = parts;
    const { entity, filter, delivery } = wish;
    this.#plan = new DeliveryPlan(wish);
    this.outbox = new Outbox({
      checkpoint: keeper,
      maxInFlight: delivery.acknowledge ? delivery.maxInFlight : undefined,
      read: (references) => source.withStore(closing, (store) => readAgain(store, entity, filter, references)),
      send,
      onTrouble,
    });
    this.admitter = new Admitter({
      checkpoint: keeper,
      rules: (kind) => this.#plan.rules(kind, this.#isComplete),
      tell: (events) => {
        this.outbox.push(events);
        onTold();
      },
      onDuplicate: () => {
        tally.duplicate();
      },
      onCollapsed: () => {
        tally.collapsed();
      },
    });
  }

  /**
   * Reads what an earlier one left, and tells nothing yet.
   * @throws FailureError `closed`
   */
  static async open(parts: EngineParts): Promise<Engine> {
    const { keeper } = parts;
    const engine = new Engine(parts);
    const [lookedFor, newest, count] = await Promise.all([
      keeper.lookedFor(),
      keeper.lastSequence(),
      keeper.countReferences(),
    ]);
    engine.#isComplete = engine.#plan.isComplete(lookedFor);
    engine.#left = { newest, count };
    return engine;
  }

  /** Takes up what an earlier one left. */
  start(): void {
    const { newest, count } = this.#left;
    this.admitter.start(newest);
    this.outbox.resume(count, newest);
  }

  /** Aborted when it is stopped. */
  get stopping(): AbortSignal {
    return this.#stopping.signal;
  }

  /** What was known is known no more: the checkpoint has been set aside. */
  beginAnew(): void {
    this.#isComplete = this.#plan.isComplete(undefined);
  }

  /**
   * Looks through what is stored.
   * @throws FailureError `closed` as soon as it is stopped, whatever the server does
   */
  async look(onProgress: (done: number, total: number) => void, stopping: AbortSignal): Promise<void> {
    const { wish, source, keeper } = this.parts;
    const signal = AbortSignal.any([stopping, this.#stopping.signal]);
    const lookedFor = await keeper.lookedFor();
    const looking = lookThrough({
      entity: wish.entity,
      filter: wish.filter,
      thoroughness: this.#plan.thoroughness(lookedFor),
      looksForOther: this.#plan.looksForOther(lookedFor),
      store: new PersistentStore(source, signal),
      checkpoint: keeper,
      admission: this.admitter,
      room: () => this.outbox.room(),
      onProgress: (done, total) => {
        // A look that was given up goes on until the server has answered.
        if (!signal.aborted) onProgress(done, total);
      },
      stopping: signal,
    });
    await unlessStopped(signal, looking);
    if (signal.aborted) throw new FailureError('closed', 'The node was closed.');
    if (lookedFor !== this.#plan.lookingFor) await keeper.setLookedFor(this.#plan.lookingFor);
    this.#isComplete = true;
  }

  /**
   * Resolves when all that was told is written down.
   * @param isFlowStopped see `Outbox.stop`
   */
  async stop(isFlowStopped = true): Promise<void> {
    this.#stopping.abort();
    this.outbox.stop(isFlowStopped);
    await this.admitter.close();
    await this.outbox.close();
  }
}
