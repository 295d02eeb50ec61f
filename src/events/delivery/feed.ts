/**
 * What a node gets: the events that it hears live and those that it finds when it looks through what is stored, each once and in order, handed over as its
 * flow can follow. Together with a checkpoint nothing is lost, whatever ends the connection, Node-RED or the machine.
 */
import { CatchUp, type CatchUpState } from '../catch-up/catch-up';
import { CheckpointKeeper, type OpenCheckpoint, type OpenedCheckpoint } from '../checkpoint/keeper';
import { SET_ASIDE } from '../checkpoint/set-aside';
import type { EventSource } from '../subscription';
import type { SupervisorState } from '../supervisor';
import type { EntityEvent } from '../../model/event';
import { FailureError, isPermanent, toFailure, type Failure } from '../../model/failure';
import { Engine } from './engine';
import type { FeedSnapshot } from './feed-snapshot';
import type { FeedWish } from './plan';
import { Tally } from './tally';

export type { FeedWish } from './plan';

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

/** Of a feed that does not run. */
export const STOPPED_FEED: FeedState = {
  connection: { kind: 'stopped' },
  catchUp: { kind: 'idle' },
  backlog: 0,
  inFlight: 0,
  setAside: undefined,
};

export interface FeedListener {
  /** @param sequence names the event for `acknowledge` */
  onEvent: (event: EntityEvent, sequence: number) => void;
  /** Called at once, then at each change. */
  onState: (state: FeedState) => void;
  /** Something went wrong that does not end the feed. */
  onProblem: (failure: Failure) => void;
}

/**
 * Events that are kept in memory, at most, while the checkpoint is being opened. Whoever has to wait makes all that comes through the same account wait, and
 * looking through what is stored must not get ahead of what was heard before.
 */
const MOST_EARLY = 1_000;

/** ms before a checkpoint that cannot be used is tried again, as the badge says it. */
const CHECKPOINT_RETRY = 5_000;

export class Feed {
  readonly #stopping = new AbortController();
  readonly #catchUp: CatchUp | undefined;
  #engine: Engine | undefined;
  /** The engine's, or that of the engine that is being started. */
  #keeper: CheckpointKeeper | undefined;
  /** What is heard until the first engine has started. */
  #early: EntityEvent[] | undefined = [];
  #unsubscribe: (() => Promise<void>) | undefined;
  #connection: SupervisorState = { kind: 'stopped' };
  #trouble: Failure | undefined;
  #setAside: OpenedCheckpoint['setAside'];
  #starting: Promise<void> = Promise.resolve();
  /** The code of the failure to look through what is stored that was told last. */
  #toldOfLook: Failure['code'] | undefined;
  #lastLive = false;
  readonly #tally = new Tally();

  constructor(
    private readonly wish: FeedWish,
    private readonly source: EventSource,
    private readonly openCheckpoint: OpenCheckpoint,
    private readonly listener: FeedListener,
  ) {
    const { catchUp, catchUpEvery } = wish.delivery;
    if (catchUp !== 'off') {
      this.#catchUp = new CatchUp({
        look: (onProgress, stopping) => this.#look(onProgress, stopping),
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
      onEvent: (event) => this.#hear(event),
      onProblem: this.listener.onProblem,
      onState: (state) => {
        this.#connectionChanged(state);
      },
    });
  }

  /**
   * Resolves when nothing is left open, and all that was told is written down.
   * @param isFlowStopped see `Outbox.stop`
   */
  async close(isFlowStopped = true): Promise<void> {
    this.#stopping.abort();
    // In this very turn: what a stopped flow gets is dropped, and must not count as told.
    this.#engine?.outbox.stop(isFlowStopped);
    // Nobody must wait for a disk that is not to be used.
    this.#keeper?.stopRetrying();
    const gone = this.#unsubscribe?.();
    await this.#catchUp?.close();
    await this.#starting;
    await this.#engine?.stop(isFlowStopped);
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
      ...this.#tally.counts(),
    };
  }

  async #hear(event: EntityEvent): Promise<void> {
    if (this.#early !== undefined && this.#early.length < MOST_EARLY) {
      this.#early.push(event);
      return;
    }
    await this.#starting;
    await this.#engine?.admitter.hear(event);
  }

  async #restart(): Promise<void> {
    // It is closed as it is.
    if (this.#isClosed()) throw new FailureError('closed', 'The node was closed.');
    const engine = this.#engine;
    this.#engine = undefined;
    try {
      await engine?.stop();
      await this.#keeper?.clear();
    } finally {
      await this.#keeper?.close().catch(() => undefined);
      await this.#open();
    }
  }

  /** Opens the checkpoint as soon as it is known whose it is. Never rejects. */
  async #open(): Promise<void> {
    try {
      const owner = await this.source.owner(this.#stopping.signal);
      if (this.#isClosed()) return;
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
          this.#engine?.beginAnew();
          this.#catchUp?.lookSoon();
        },
      });
      this.#keeper = keeper;
      const engine = await Engine.open({
        wish: this.wish,
        source: this.source,
        keeper,
        tally: this.#tally,
        send: (event, sequence) => {
          this.#send(event, sequence);
        },
        onTold: () => {
          this.#report();
        },
        onTrouble: this.listener.onProblem,
        closing: this.#stopping.signal,
      });
      // The flow may have been stopped meanwhile; from here on `close` knows whom to stop.
      if (this.#isClosed()) return;
      this.#engine = engine;
      engine.start();
      // What comes meanwhile comes behind them.
      for (let next = this.#early?.shift(); next !== undefined; next = this.#early?.shift()) {
        await engine.admitter.hear(next);
      }
      this.#early = undefined;
    } catch (error) {
      if (!this.#isClosed()) this.listener.onProblem(toFailure(error));
    }
  }

  #isClosed(): boolean {
    return this.#stopping.signal.aborted;
  }

  #send(event: EntityEvent, sequence: number): void {
    this.#tally.told(event);
    try {
      this.listener.onEvent(event, sequence);
    } catch (error) {
      this.listener.onProblem(toFailure(error));
    }
    this.#report();
  }

  async #look(onProgress: (done: number, total: number) => void, stopping: AbortSignal): Promise<void> {
    for (;;) {
      await this.#starting;
      const engine = this.#engine;
      if (engine === undefined) return;
      try {
        await engine.look(onProgress, stopping);
        return;
      } catch (error) {
        // It started over meanwhile.
        if (stopping.aborted || !engine.stopping.aborted) throw error;
      }
    }
  }

  /** What passes by itself is on the badge; what a person has to put right is said, once. */
  #tellOfFailedLook(state: CatchUpState): void {
    if (state.kind === 'idle') this.#toldOfLook = undefined;
    if (state.kind !== 'failed' || !isPermanent(state.failure) || state.failure.code === this.#toldOfLook) return;
    this.#toldOfLook = state.failure.code;
    this.listener.onProblem(state.failure);
  }

  #connectionChanged(state: SupervisorState): void {
    this.#connection = state;
    const isLive = state.kind === 'live';
    if (isLive && !this.#lastLive) {
      this.#tally.connected();
      this.#catchUp?.wentLive();
    } else if (!isLive && this.#lastLive) {
      this.#catchUp?.wentDown();
    }
    this.#lastLive = isLive;
    this.#report();
  }

  #report(): void {
    if (this.#isClosed()) return;
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
