/**
 * Tells a node's events to its flow, in order, as fast as the flow acknowledges them, or as fast as they come when it need not. What has to wait is on disk as
 * references (ids and revisions); the first of it is in memory as well. An event that is no longer in memory when it is its turn is read from the server again.
 */
import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import type { EntityEvent } from '../../model/event';
import { toFailure, type Failure } from '../../model/failure';
import type { Checkpoint, Reference } from '../checkpoint/checkpoint';
import { unlessStopped } from '../stopping';
import { referenceTo } from './reference';
import { Window, type Waiting } from './window';

export interface OutboxParts {
  readonly checkpoint: Pick<Checkpoint, 'references' | 'write'>;
  /** Undefined: an event counts as told when it has been handed over. Else at most so many are told and not acknowledged. */
  readonly maxInFlight: number | undefined;
  /**
   * Makes events of references again, in their order.
   * @throws FailureError
   */
  readonly read: (references: readonly Reference[]) => Promise<readonly EntityEvent[]>;
  readonly send: (event: EntityEvent, sequence: number) => void;
  /** Reading failed, and is tried again. */
  readonly onTrouble: (failure: Failure) => void;
}

/** Events that are told at a time. */
const GROUP = 64;
/** References that are read from the server at a time. */
const PAGE = 50;
/** ms before what could not be read is tried again. */
const RETRY_DELAY = 2_000;

export class Outbox {
  readonly #window = new Window();
  /** Told and not acknowledged. */
  readonly #inFlight = new Set<number>();
  /** Acknowledged, but not yet written down. */
  #settled: number[] = [];
  /** From this sequence number on, what waits is on disk only. */
  #onDiskFrom: number | undefined;
  #newest = 0;
  #backlog = 0;
  #working: Promise<void> | undefined;
  /** Whether something has happened since the work was last looked over. */
  #isWorkToDo = false;
  readonly #stopping = new AbortController();
  /** See `stop`. */
  #isFlowStopped = true;
  /** Who waits for room. */
  #waitingForRoom: (() => void)[] = [];

  constructor(private readonly parts: OutboxParts) {}

  /** Events that wait to be told. */
  get backlog(): number {
    return this.#backlog;
  }

  /** Events that have been told and not been acknowledged. */
  get inFlight(): number {
    return this.#inFlight.size;
  }

  /** Takes up what an earlier run left: `count` references up to number `newest`. */
  resume(count: number, newest: number): void {
    this.#newest = newest;
    if (count === 0) return;
    this.#onDiskFrom = 1;
    this.#backlog = count;
    this.#work();
  }

  /** Takes events whose references have been written down. */
  push(events: readonly Waiting[]): void {
    for (const waiting of events) {
      this.#newest = waiting.sequence;
      this.#backlog += 1;
      if (this.#onDiskFrom === undefined && this.#window.hasRoom) this.#window.push(waiting);
      else this.#onDiskFrom ??= waiting.sequence;
    }
    this.#work();
  }

  /** @returns false when it is not in flight */
  acknowledge(sequence: number): boolean {
    if (!this.#inFlight.delete(sequence)) return false;
    this.#settled.push(sequence);
    this.#work();
    return true;
  }

  /** Resolves when little waits, so that looking through what is stored does not get ahead of the flow; at once when the outbox is closed. */
  room(): Promise<void> {
    if (this.#hasRoom()) return Promise.resolve();
    return new Promise((resolve) => {
      this.#waitingForRoom.push(resolve);
    });
  }

  /**
   * Tells nothing more, from this very turn on.
   * @param isFlowStopped whether the flow is stopped as well, and may drop what it has just got
   */
  stop(isFlowStopped: boolean): void {
    if (this.#isClosed()) return;
    this.#isFlowStopped = isFlowStopped;
    this.#stopping.abort();
    this.#letIn();
  }

  /** Stops; resolves when what was acknowledged is written down. */
  async close(isFlowStopped = true): Promise<void> {
    this.stop(isFlowStopped);
    await this.#working;
  }

  #isClosed(): boolean {
    return this.#stopping.signal.aborted;
  }

  #hasRoom(): boolean {
    return this.#isClosed() || (this.#onDiskFrom === undefined && this.#window.length <= PAGE);
  }

  #letIn(): void {
    if (!this.#hasRoom()) return;
    for (const resolve of this.#waitingForRoom.splice(0)) resolve();
  }

  #work(): void {
    this.#isWorkToDo = true;
    this.#working ??= this.#workOff();
  }

  async #workOff(): Promise<void> {
    while (this.#isWorkToDo) {
      this.#isWorkToDo = false;
      try {
        await this.#writeSettled();
        while (!this.#isClosed() && (await this.#tellSome())) await this.#writeSettled();
      } catch (error) {
        // The checkpoint is closed: what was not told is told at the next start.
        if (!this.#isClosed()) this.parts.onTrouble(toFailure(error));
      }
    }
    this.#working = undefined;
  }

  async #writeSettled(): Promise<void> {
    while (this.#settled.length > 0) {
      const settled = this.#settled;
      this.#settled = [];
      await this.parts.checkpoint.write({ settled });
    }
  }

  /** @returns whether there may be more to do at once */
  async #tellSome(): Promise<boolean> {
    const { maxInFlight } = this.parts;
    const free = maxInFlight === undefined ? GROUP : maxInFlight - this.#inFlight.size;
    if (free <= 0 || (this.#window.length === 0 && !(await this.#load()))) return false;
    const group = this.#window.take(Math.min(free, GROUP));
    if (this.#isClosed()) return false;
    await this.#tell(group);
    this.#letIn();
    return true;
  }

  async #tell(group: readonly Waiting[]): Promise<void> {
    const { checkpoint, send, maxInFlight } = this.parts;
    // Before the flow gets them: should the process end now, they come again, and are marked.
    await checkpoint.write({ references: group.map((waiting) => referenceTo(waiting, true)) });
    if (this.#isClosed()) {
      // The flow is being stopped as well, and might not get them: they are told at the next start, for the first time.
      await checkpoint.write({
        references: group.map((waiting) => referenceTo(waiting, waiting.event.redelivered === true)),
      });
      return;
    }
    for (const { sequence, event } of group) {
      this.#backlog -= 1;
      if (maxInFlight !== undefined) this.#inFlight.add(sequence);
      send(event, sequence);
    }
    // Node-RED hands a message to the next node in a later turn; only then it has been told.
    await nextTurn();
    await nextTurn();
    // A flow that is stopped meanwhile may have dropped them: they come again, marked.
    if (this.#isClosed() && this.#isFlowStopped) return;
    if (maxInFlight === undefined) await checkpoint.write({ settled: group.map(({ sequence }) => sequence) });
  }

  /** Reads what waits on disk into memory. @returns whether there is something now */
  async #load(): Promise<boolean> {
    if (this.#onDiskFrom === undefined) return false;
    const newest = this.#newest;
    const references = await this.parts.checkpoint.references(this.#onDiskFrom, PAGE);
    const last = references.at(-1);
    if (last === undefined) {
      // The checkpoint was set aside, and what waited in it with it.
      this.#backlog = this.#newest - newest;
      this.#onDiskFrom = this.#backlog > 0 ? newest + 1 : undefined;
      this.#letIn();
      return false;
    }
    const events = await this.#read(references);
    if (events === undefined) return false;
    references.forEach(({ sequence }, index) => {
      const event = events[index];
      if (event !== undefined) this.#window.push({ sequence, event });
    });
    this.#onDiskFrom = last.sequence < this.#newest ? last.sequence + 1 : undefined;
    return true;
  }

  /** Tries until it succeeds; undefined when the outbox is closed meanwhile. */
  async #read(references: readonly Reference[]): Promise<readonly EntityEvent[] | undefined> {
    const { signal } = this.#stopping;
    let told: string | undefined;
    while (!this.#isClosed()) {
      try {
        return await unlessStopped(signal, this.parts.read(references));
      } catch (error) {
        if (this.#isClosed()) return undefined;
        const failure = toFailure(error);
        if (failure.code !== told) this.parts.onTrouble(failure);
        told = failure.code;
        await delay(RETRY_DELAY, undefined, { signal }).catch(() => undefined);
      }
    }
    return undefined;
  }
}
