/**
 * Keeps a node's checkpoint usable: opens it, opens it anew when it turns out to be damaged, and waits while the disk cannot be written. Whoever uses it need
 * not care: a call comes back when it is done, or when the keeper is closed.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { FailureError, toFailure, type Failure } from '../../model/failure';
import type { Checkpoint, CheckpointChanges, Entry, Reference } from './checkpoint';
import type { EntryPage } from './entry-page';

/** A checkpoint that has just been opened. */
export interface OpenedCheckpoint {
  readonly checkpoint: Checkpoint;
  /** Why what was there has been set aside, if it has been. */
  readonly setAside?: 'damaged' | 'foreign' | 'newer-format';
}

/** @param owner whose events it is about, see `Scope` */
export type OpenCheckpoint = (owner: string) => Promise<OpenedCheckpoint>;

export interface KeeperListener {
  /** It cannot be used for now; tried again. */
  onTrouble: (failure: Failure) => void;
  /** It can be used again after some trouble. */
  onWell: () => void;
  /** What was there was set aside, and the checkpoint begins empty. */
  onSetAside: (why: NonNullable<OpenedCheckpoint['setAside']>) => void;
}

/** ms before something is tried again that failed because of the disk. */
const RETRY_DELAY = 5_000;

export class CheckpointKeeper {
  #opening: Promise<Checkpoint> | undefined;
  readonly #closing = new AbortController();
  readonly #givenUp = new AbortController();
  #isInTrouble = false;

  constructor(
    private readonly openCheckpoint: OpenCheckpoint,
    private readonly owner: string,
    private readonly listener: KeeperListener,
  ) {}

  /** What was looked for when all was last looked through; undefined: it never was. */
  lookedFor(): Promise<string | undefined> {
    return this.#use((checkpoint) => Promise.resolve(checkpoint.scope.lookedFor));
  }

  setLookedFor(lookedFor: string): Promise<void> {
    return this.write({ scope: { owner: this.owner, lookedFor } });
  }

  lastSequence(): Promise<number> {
    return this.#use((checkpoint) => Promise.resolve(checkpoint.lastSequence));
  }

  get(ids: readonly string[]): Promise<readonly (Entry | undefined)[]> {
    return this.#use((checkpoint) => checkpoint.get(ids));
  }

  write(changes: CheckpointChanges): Promise<void> {
    return this.#use((checkpoint) => checkpoint.write(changes));
  }

  references(from: number, limit: number): Promise<readonly Reference[]> {
    return this.#use((checkpoint) => checkpoint.references(from, limit));
  }

  countReferences(): Promise<number> {
    return this.#use((checkpoint) => checkpoint.countReferences());
  }

  clear(): Promise<void> {
    return this.#use((checkpoint) => checkpoint.clear());
  }

  /** @throws FailureError when reading them fails half-way: they have to be looked through again */
  async *pages(): AsyncGenerator<EntryPage> {
    const opening = this.#open();
    try {
      yield* (await opening).pages();
    } catch (error) {
      if (toFailure(error).code === 'checkpoint-damaged') await this.#reopen(opening);
      throw error;
    }
  }

  /** From now on what fails is not tried again, but rejected as `closed`: nobody can wait for it any more. */
  stopRetrying(): void {
    this.#givenUp.abort();
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#givenUp.abort();
    const opening = this.#opening;
    this.#opening = undefined;
    const checkpoint = await opening?.catch(() => undefined);
    await checkpoint?.close();
  }

  /** @throws FailureError `closed` */
  async #use<Result>(use: (checkpoint: Checkpoint) => Promise<Result>): Promise<Result> {
    for (;;) {
      const opening = this.#open();
      try {
        const result = await use(await opening);
        if (this.#isInTrouble) this.listener.onWell();
        this.#isInTrouble = false;
        return result;
      } catch (error) {
        const failure = toFailure(error);
        if (this.#givenUp.signal.aborted || failure.code === 'closed') throw closed();
        if (failure.code !== 'checkpoint-damaged') await this.#wait(failure);
        // One that has failed once is of no use any more.
        await this.#reopen(opening);
      }
    }
  }

  #open(): Promise<Checkpoint> {
    if (this.#closing.signal.aborted) return Promise.reject(closed());
    this.#opening ??= this.#openAnew();
    return this.#opening;
  }

  async #openAnew(): Promise<Checkpoint> {
    try {
      const { checkpoint, setAside } = await this.openCheckpoint(this.owner);
      if (setAside !== undefined) this.listener.onSetAside(setAside);
      return checkpoint;
    } catch (error) {
      this.#opening = undefined;
      throw error;
    }
  }

  /** @param damaged another may have opened it anew already */
  async #reopen(damaged: Promise<Checkpoint>): Promise<void> {
    if (this.#opening === damaged) this.#opening = undefined;
    const checkpoint = await damaged.catch(() => undefined);
    await checkpoint?.close();
  }

  async #wait(failure: Failure): Promise<void> {
    this.#isInTrouble = true;
    this.listener.onTrouble(failure);
    await delay(RETRY_DELAY, undefined, { signal: this.#givenUp.signal }).catch(() => undefined);
  }
}

function closed(): FailureError {
  return new FailureError('closed', 'The node was closed.');
}
