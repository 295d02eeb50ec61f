/**
 * What a node gets: the events that it hears live and those that it finds when it looks through what is stored, each once and in order, handed over as its
 * flow can follow. Together with a checkpoint nothing is lost, whatever ends the connection, Node-RED or the machine.
 */
import { CatchUp, type CatchUpState } from '../catch-up/catch-up';
import { lookThrough, type Thoroughness } from '../catch-up/look-through';
import { PersistentStore } from '../catch-up/persistent-store';
import { CheckpointKeeper, type OpenCheckpoint, type OpenedCheckpoint } from '../checkpoint/keeper';
import { unlessStopped } from '../stopping';
import type { EventSource } from '../subscription';
import type { SupervisorState } from '../supervisor';
import type { DeliverySettings } from '../../model/delivery-settings';
import { type EntityName, type EventType } from '../../model/entities';
import type { EntityEvent } from '../../model/event';
import { FailureError, isPermanent, toFailure, type Failure } from '../../model/failure';
import { filterToJson, type Filter } from '../../model/filter';
import type { AdmissionRules } from './admission';
import { Admitter } from './admitter';
import type { FeedSnapshot } from './feed-snapshot';
import { Outbox } from './outbox';
import { readAgain } from './reference';

export interface FeedWish {
  readonly entity: EntityName;
  readonly eventTypes: readonly EventType[];
  readonly filter: Filter;
  readonly delivery: DeliverySettings;
}

/** How a feed is. */
export interface FeedState {
  /** Of the connection; or why the checkpoint cannot be used. */
  readonly connection: SupervisorState;
  readonly catchUp: CatchUpState;
  readonly backlog: number;
  readonly inFlight: number;
  /** Why the checkpoint began empty, if it was set aside. */
  readonly setAside: OpenedCheckpoint['setAside'];
}

export interface FeedListener {
  /** @param sequence names the event for `acknowledge` */
  onEvent: (event: EntityEvent, sequence: number) => void;
  /** Called at once, then at each change. */
  onState: (state: FeedState) => void;
  /** Something went wrong that does not end the feed. */
  onProblem: (failure: Failure) => void;
}

/** ms before a checkpoint that cannot be used is tried again, as the badge says it. */
const CHECKPOINT_RETRY = 5_000;

const SET_ASIDE: Readonly<Record<NonNullable<OpenedCheckpoint['setAside']>, Failure>> = {
  damaged: {
    code: 'checkpoint-damaged',
    message:
      'The checkpoint (what this node has delivered) was damaged. It has been set aside, and the node begins anew as at its first start.',
  },
  foreign: {
    code: 'checkpoint-foreign',
    message:
      'The checkpoint (what this node has delivered) belongs to another account. It has been set aside, and the node begins anew as at its first start.',
  },
  'newer-format': {
    code: 'checkpoint-foreign',
    message:
      'The checkpoint (what this node has delivered) was written by a newer version of these nodes. It has been set aside, and the node begins anew as at its first start.',
  },
};

export class Feed {
  readonly #stopping = new AbortController();
  readonly #catchUp: CatchUp | undefined;
  #engine: Engine | undefined;
  /** The engine's, or that of the engine that is being started. */
  #keeper: CheckpointKeeper | undefined;
  #unsubscribe: (() => Promise<void>) | undefined;
  #connection: SupervisorState = { kind: 'stopped' };
  #trouble: Failure | undefined;
  #setAside: OpenedCheckpoint['setAside'];
  #starting: Promise<void> = Promise.resolve();
  /** The code of the failure to look through what is stored that was told last. */
  #toldOfLook: Failure['code'] | undefined;
  #lastLive = false;
  #connections = 0;
  readonly #told: Record<EventType, number> = { CREATE: 0, UPDATE: 0, DELETE: 0 };
  #redelivered = 0;
  #duplicates = 0;
  #collapsed = 0;
  #unreadable = 0;
  #lastEventAt: string | undefined;

  constructor(
    private readonly wish: FeedWish,
    private readonly source: EventSource,
    private readonly openCheckpoint: OpenCheckpoint,
    private readonly listener: FeedListener,
  ) {
    const { catchUp, catchUpEvery } = wish.delivery;
    if (catchUp !== 'off') {
      this.#catchUp = new CatchUp({
        look: (onProgress, stopping) => this.#look(catchUp, onProgress, stopping),
        interval: catchUpEvery,
        onState: (state) => {
          this.#tellOfFailedLook(state);
          this.#report();
        },
      });
    }
  }

  start(): void {
    const { entity, eventTypes, filter } = this.wish;
    this.#starting = this.#open();
    this.#unsubscribe = this.source.subscribe({
      entity,
      eventTypes,
      filter,
      onEvent: async (event) => {
        await this.#starting;
        await this.#engine?.admitter.hear(event);
      },
      onProblem: this.listener.onProblem,
      onState: (state) => {
        this.#connectionChanged(state);
      },
    });
  }

  /** Resolves when nothing is left open, and all that was told is written down. */
  async close(): Promise<void> {
    this.#stopping.abort();
    // Nobody must wait for a disk that is not to be used.
    this.#keeper?.stopRetrying();
    const gone = this.#unsubscribe?.();
    await this.#catchUp?.close();
    await this.#starting;
    await this.#engine?.stop();
    await this.#keeper?.close();
    await gone;
  }

  /** @returns whether the event was waiting for it */
  acknowledge(sequence: number): boolean {
    return this.#engine?.outbox.acknowledge(sequence) ?? false;
  }

  /**
   * Forgets what was delivered and what is to be delivered, and begins as at the first start.
   * @throws FailureError
   */
  async startOver(): Promise<void> {
    const restarting = this.#starting.then(() => this.#restart());
    this.#starting = restarting.catch(() => undefined);
    await restarting;
    this.#catchUp?.lookSoon();
  }

  snapshot(): FeedSnapshot {
    const catchUp = this.#catchUp?.state;
    return {
      state: this.#connection.kind,
      catchUp: catchUp ?? { kind: 'off' },
      backlog: this.#engine?.outbox.backlog ?? 0,
      inFlight: this.#engine?.outbox.inFlight ?? 0,
      told: { ...this.#told },
      redelivered: this.#redelivered,
      duplicates: this.#duplicates,
      collapsed: this.#collapsed,
      unreadable: this.#unreadable,
      reconnects: Math.max(0, this.#connections - 1),
      lastEventAt: this.#lastEventAt,
    };
  }

  async #restart(): Promise<void> {
    // It is closed as it is.
    if (this.#stopping.signal.aborted) throw new FailureError('closed', 'The node was closed.');
    const engine = this.#engine;
    this.#engine = undefined;
    try {
      await engine?.stop();
      await engine?.keeper.clear();
    } finally {
      await engine?.keeper.close().catch(() => undefined);
      await this.#open();
    }
  }

  /** Opens the checkpoint as soon as it is known whose it is. Never rejects. */
  async #open(): Promise<void> {
    try {
      const owner = await this.source.owner(this.#stopping.signal);
      if (this.#stopping.signal.aborted) return;
      const keeper = new CheckpointKeeper(this.openCheckpoint, owner, {
        onTrouble: (failure) => {
          this.#trouble = failure;
          this.#report();
        },
        onWell: () => {
          this.#trouble = undefined;
          this.#report();
        },
        onSetAside: (why) => {
          this.#setAside = why;
          this.listener.onProblem(SET_ASIDE[why]);
          if (this.#engine !== undefined) this.#engine.isComplete = this.#isComplete(undefined);
          this.#catchUp?.lookSoon();
        },
      });
      this.#keeper = keeper;
      this.#engine = await this.#startEngine(keeper);
    } catch (error) {
      if (!this.#stopping.signal.aborted) this.listener.onProblem(toFailure(error));
    }
  }

  async #startEngine(keeper: CheckpointKeeper): Promise<Engine> {
    const { entity, filter, delivery } = this.wish;
    const { signal } = this.#stopping;
    const outbox = new Outbox({
      checkpoint: keeper,
      maxInFlight: delivery.acknowledge ? delivery.maxInFlight : undefined,
      read: (references) => this.source.withStore(signal, (store) => readAgain(store, entity, filter, references)),
      send: (event, sequence) => {
        this.#send(event, sequence);
      },
      onTrouble: this.listener.onProblem,
    });
    const engine: Engine = new Engine(keeper, outbox, {
      rules: (kind) => this.#rules(engine, kind),
      onDuplicate: () => {
        this.#duplicates += 1;
      },
      onCollapsed: () => {
        this.#collapsed += 1;
      },
      onTold: () => {
        this.#report();
      },
    });
    const [lookedFor, newest, count] = await Promise.all([
      keeper.lookedFor(),
      keeper.lastSequence(),
      keeper.countReferences(),
    ]);
    engine.isComplete = this.#isComplete(lookedFor);
    engine.admitter.start(newest);
    outbox.resume(count, newest);
    return engine;
  }

  #send(event: EntityEvent, sequence: number): void {
    this.#told[event.type] += 1;
    if (event.redelivered === true) this.#redelivered += 1;
    if (!event.decrypted) this.#unreadable += 1;
    this.#lastEventAt = new Date().toISOString();
    try {
      this.listener.onEvent(event, sequence);
    } catch (error) {
      this.listener.onProblem(toFailure(error));
    }
    this.#report();
  }

  #rules(engine: Engine, kind: 'heard' | 'found'): AdmissionRules {
    const { entity, eventTypes, delivery } = this.wish;
    const isRestricted = kind === 'found' && delivery.catchUp === 'creations';
    const wants = new Set(isRestricted ? eventTypes.filter((type) => type === 'CREATE') : eventTypes);
    const leaves = new Set(eventTypes.filter((type) => !wants.has(type)));
    return { entity, wants, leaves, isComplete: engine.isComplete };
  }

  /** Whether what is not known is new. @param lookedFor what all was looked through for */
  #isComplete(lookedFor: string | undefined): boolean {
    const { catchUp, firstStart } = this.wish.delivery;
    return catchUp !== 'off' && (firstStart === 'all' || lookedFor === this.#lookingFor());
  }

  /** Looks through what is stored, as thoroughly as is asked for and as what is known allows. */
  async #look(
    catchUp: 'creations' | 'everything',
    onProgress: (done: number, total: number) => void,
    stopping: AbortSignal,
  ): Promise<void> {
    for (;;) {
      await this.#starting;
      const engine = this.#engine;
      if (engine === undefined) return;
      try {
        await this.#lookWith(engine, catchUp, onProgress, AbortSignal.any([stopping, engine.stopping]));
        return;
      } catch (error) {
        // It started over meanwhile.
        if (stopping.aborted || !engine.stopping.aborted) throw error;
      }
    }
  }

  /** @throws FailureError `closed` as soon as it is stopped, whatever the server does */
  async #lookWith(
    engine: Engine,
    catchUp: 'creations' | 'everything',
    onProgress: (done: number, total: number) => void,
    stopping: AbortSignal,
  ): Promise<void> {
    const { entity, filter } = this.wish;
    const { keeper, outbox, admitter } = engine;
    const lookedFor = await keeper.lookedFor();
    const looking = lookThrough({
      entity,
      filter,
      thoroughness: this.#thoroughness(catchUp, lookedFor),
      looksForOther: lookedFor !== undefined && lookedFor !== this.#lookingFor(),
      store: new PersistentStore(this.source, stopping),
      checkpoint: keeper,
      admission: admitter,
      room: () => outbox.room(),
      onProgress: (done, total) => {
        // A look that was given up goes on until the server has answered.
        if (!stopping.aborted) onProgress(done, total);
      },
      stopping,
    });
    await unlessStopped(stopping, looking);
    if (stopping.aborted) throw new FailureError('closed', 'The node was closed.');
    if (lookedFor !== this.#lookingFor()) await keeper.setLookedFor(this.#lookingFor());
    engine.isComplete = true;
  }

  /** What passes by itself is on the badge; what a person has to put right is said, once. */
  #tellOfFailedLook(state: CatchUpState): void {
    if (state.kind === 'idle') this.#toldOfLook = undefined;
    if (state.kind !== 'failed' || !isPermanent(state.failure) || state.failure.code === this.#toldOfLook) return;
    this.#toldOfLook = state.failure.code;
    this.listener.onProblem(state.failure);
  }

  #thoroughness(catchUp: 'creations' | 'everything', lookedFor: string | undefined): Thoroughness {
    const { firstStart } = this.wish.delivery;
    const isFirst = lookedFor !== this.#lookingFor();
    const unknown = isFirst && firstStart === 'now' ? 'note' : 'tell';
    if (catchUp === 'creations') return { unknown, known: 'skip' };
    // Until now changes may not have been followed, so that what has changed meanwhile is no news either.
    const isFollowed = lookedFor === undefined || lookedFor.startsWith('everything ');
    return { unknown, known: isFirst && firstStart === 'now' && !isFollowed ? 'note' : 'tell' };
  }

  /** What is looked for, to compare with what was looked for. */
  #lookingFor(): string {
    return `${this.wish.delivery.catchUp} ${JSON.stringify(filterToJson(this.wish.filter))}`;
  }

  #connectionChanged(state: SupervisorState): void {
    this.#connection = state;
    const isLive = state.kind === 'live';
    if (isLive && !this.#lastLive) {
      this.#connections += 1;
      this.#catchUp?.wentLive();
    } else if (!isLive && this.#lastLive) {
      this.#catchUp?.wentDown();
    }
    this.#lastLive = isLive;
    this.#report();
  }

  #report(): void {
    if (this.#stopping.signal.aborted) return;
    this.listener.onState({
      connection:
        this.#trouble === undefined || this.#connection.kind !== 'live'
          ? this.#connection
          : { kind: 'failed', failure: this.#trouble, retryIn: CHECKPOINT_RETRY },
      catchUp: this.#catchUp?.state ?? { kind: 'idle' },
      backlog: this.#engine?.outbox.backlog ?? 0,
      inFlight: this.#engine?.outbox.inFlight ?? 0,
      setAside: this.#setAside,
    });
  }
}

interface EngineListener {
  readonly rules: (kind: 'heard' | 'found') => AdmissionRules;
  readonly onDuplicate: () => void;
  readonly onCollapsed: () => void;
  readonly onTold: () => void;
}

/** What works on one checkpoint. */
class Engine {
  readonly admitter: Admitter;
  /** See `AdmissionRules`. */
  isComplete = false;
  readonly #stopping = new AbortController();

  constructor(
    readonly keeper: CheckpointKeeper,
    readonly outbox: Outbox,
    { rules, onDuplicate, onCollapsed, onTold }: EngineListener,
  ) {
    this.admitter = new Admitter({
      checkpoint: keeper,
      rules,
      tell: (events) => {
        outbox.push(events);
        onTold();
      },
      onDuplicate,
      onCollapsed,
    });
  }

  /** Aborted when it is stopped. */
  get stopping(): AbortSignal {
    return this.#stopping.signal;
  }

  /** Resolves when all that was told is written down. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.admitter.close();
    await this.outbox.close();
  }
}
