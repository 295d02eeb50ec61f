/** A checkpoint on disk. */
import type { FailureError } from '../../model/failure';
import type { Checkpoint, CheckpointChanges, Entry, Reference, Scope } from './checkpoint';
import { closedFailure, toFailureError, type Database, type Operation } from './database';
import type { EntryPage, PassingEntry } from './entry-page';
import {
  ENTRIES,
  entryKey,
  idOf,
  META_KEY,
  readEntry,
  readReference,
  referenceKey,
  referencesFrom,
  REFERENCES_AND_ENTRIES,
  SEQUENCE_KEY,
  sequenceOf,
  StoredEntry,
  writeEntry,
  writeMeta,
  writeReference,
  writeSequence,
  type Meta,
} from './format';

/** Whoever is shown it makes of it what is needed before the next one comes. */
const passing = new StoredEntry();
/** Entries, or references that are counted. */
const PAGE_SIZE = 500;
/** `classic-level` takes 32 bits. */
const HIGHEST_LIMIT = 2 ** 31 - 1;

export interface LevelCheckpointParts {
  readonly database: Database;
  /** The number of the format that it is in. */
  readonly format: number;
  readonly scope: Scope;
  readonly lastSequence: number;
  /** Sees to it that the checkpoint is set aside when it is opened the next time. */
  readonly markDamaged: () => Promise<void>;
}

/**
 * A checkpoint on disk. `openCheckpoint` opens one.
 *
 * Calls may overlap: a write takes effect after the ones asked for before it, and a reading sees them. Of one write, what is named twice counts as the last names it; what is both forgotten
 * and given is given, and what is both new and settled is settled. `scope` replaces all of the scope.
 *
 * All methods reject with a FailureError: `closed` after `close()`; `checkpoint-failed` when the disk refuses and `checkpoint-damaged` when what it holds makes no sense. After one of these
 * two all calls fail likewise, since what is written after a failed write may not be found again; close it and open it again, which sets a damaged one aside.
 *
 * What has been written is safe from an end of the process, however sudden: the system has it. A write with a scope waits until the disk has it, the others do not, since that takes ms.
 * So a power cut, or a crash of the whole system, may undo the last ones (on Linux, those of the last half minute or so), each as a whole. What is lost with them is that something was told,
 * or is still to be told: the entity is then unknown here, or known in an older version, and the next catch-up tells of it again, unless it was
 * created and deleted meanwhile. Without catch-up, nothing does.
 */
export class LevelCheckpoint implements Checkpoint {
  readonly #database: Database;
  readonly #format: number;
  readonly #markDamaged: () => Promise<void>;
  #scope: Scope;
  #lastSequence: number;
  /** Counted when it is first asked for, and then kept up to date. */
  #count: number | undefined;
  /** There are no references before this one: LevelDB is slow at passing by many that were deleted lately. */
  #oldest = 1;
  /** The last write asked for. */
  #lastWrite: Promise<unknown> = Promise.resolve();
  #failure: FailureError | undefined;
  #closing: Promise<void> | undefined;

  constructor({ database, format, scope, lastSequence, markDamaged }: LevelCheckpointParts) {
    this.#database = database;
    this.#format = format;
    this.#scope = scope;
    this.#lastSequence = lastSequence;
    this.#markDamaged = markDamaged;
  }

  get scope(): Scope {
    return this.#scope;
  }

  /** Counts what is being written too. */
  get lastSequence(): number {
    return this.#lastSequence;
  }

  get(ids: readonly string[]): Promise<readonly (Entry | undefined)[]> {
    return this.#afterWrites(async () => {
      const keys = ids.map(entryKey);
      const values: readonly (Buffer | undefined)[] = await this.#database.getMany(keys);
      return keys.map((key, index) => {
        const value = values[index];
        return value === undefined ? undefined : readEntry(key, value);
      });
    });
  }

  async write(changes: CheckpointChanges): Promise<void> {
    if (this.#closing !== undefined) throw closedFailure();
    const { references = [], settled = [], scope } = changes;
    const operations = operationsOf(changes);
    const sequence = references.reduce((last, { sequence }) => Math.max(last, sequence), this.#lastSequence);
    if (sequence > this.#lastSequence) {
      this.#lastSequence = sequence;
      operations.push({ type: 'put', key: SEQUENCE_KEY, value: writeSequence(sequence) });
    }
    if (scope !== undefined) operations.push(metaOperation({ format: this.#format, scope }));
    await this.#inTurn(async () => {
      const count = await this.#countAfter(references, settled);
      await this.#database.batch(operations, { sync: scope !== undefined });
      this.#count = count;
      this.#scope = scope ?? this.#scope;
      this.#oldest = references.reduce((oldest, { sequence }) => Math.min(oldest, sequence), this.#oldest);
    });
  }

  references(from: number, limit: number): Promise<readonly Reference[]> {
    return this.#inTurn(async () => {
      const range = referencesFrom(Math.max(from, this.#oldest));
      const found = await this.#database.iterator({ ...range, limit: Math.min(limit, HIGHEST_LIMIT) }).all();
      if (from <= this.#oldest && limit > 0) {
        const [first] = found;
        // A write that waits for its turn brings it down again.
        this.#oldest = first === undefined ? this.#lastSequence + 1 : sequenceOf(first[0]);
      }
      return found.map(([key, value]) => readReference(key, value));
    });
  }

  countReferences(): Promise<number> {
    return this.#inTurn(async () => (this.#count ??= await this.#counted()));
  }

  async *pages(): AsyncGenerator<EntryPage, void, undefined> {
    // It reads what is there now, whatever is written meanwhile: LevelDB's iterators work on a snapshot.
    const iterator = await this.#afterWrites(() => Promise.resolve(this.#database.iterator(ENTRIES)));
    try {
      for (;;) {
        const page = await this.#guarded(async () => {
          const read = await iterator.nextv(PAGE_SIZE);
          // What is damaged shows here, not when it is looked at.
          for (const [key, value] of read) passing.read(key, value);
          return read;
        });
        if (page.length === 0) return;
        yield new StoredPage(page);
      }
    } finally {
      await iterator.close();
    }
  }

  /** The scope too; `lastSequence` stays, so that no sequence number is given twice. When it is interrupted, the next opening ends it. */
  clear(): Promise<void> {
    return this.#inTurn(async () => {
      await clearDatabase(this.#database, this.#format);
      this.#scope = {};
      this.#count = 0;
    });
  }

  close(): Promise<void> {
    this.#closing ??= this.#lastWrite.then(async () => {
      try {
        await this.#database.close();
      } catch (error) {
        throw toFailureError(error);
      }
    });
    return this.#closing;
  }

  /** How many references there are when these have been written. */
  async #countAfter(references: readonly Reference[], settled: readonly number[]): Promise<number | undefined> {
    if (this.#count === undefined) return undefined;
    const isThereAfter = new Map<number, boolean>();
    for (const { sequence } of references) isThereAfter.set(sequence, true);
    for (const sequence of settled) isThereAfter.set(sequence, false);
    if (isThereAfter.size === 0) return this.#count;
    const sequences = [...isThereAfter.keys()];
    const wereThere = await this.#database.hasMany(sequences.map(referenceKey));
    return sequences.reduce(
      (count, sequence, index) =>
        count + Number(isThereAfter.get(sequence) === true) - Number(wereThere[index] === true),
      this.#count,
    );
  }

  async #counted(): Promise<number> {
    const keys = this.#database.keys(referencesFrom(this.#oldest));
    try {
      let count = 0;
      for (;;) {
        const read = await keys.nextv(PAGE_SIZE);
        if (read.length === 0) return count;
        count += read.length;
      }
    } finally {
      await keys.close();
    }
  }

  /** Nothing else is written meanwhile, and the order is that of the calls. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.#closing !== undefined) return Promise.reject(closedFailure());
    const turn = this.#lastWrite.then(() => this.#guarded(work));
    this.#lastWrite = turn.catch(() => undefined);
    return turn;
  }

  #afterWrites<T>(work: () => Promise<T>): Promise<T> {
    if (this.#closing !== undefined) return Promise.reject(closedFailure());
    return this.#lastWrite.then(() => this.#guarded(work));
  }

  async #guarded<T>(work: () => Promise<T>): Promise<T> {
    if (this.#failure !== undefined) throw this.#failure;
    try {
      return await work();
    } catch (error) {
      throw await this.#failed(toFailureError(error));
    }
  }

  async #failed(failure: FailureError): Promise<FailureError> {
    if (failure.code !== 'closed') this.#failure ??= failure;
    // When even the mark cannot be written, the damage is found again after the next opening.
    if (failure.code === 'checkpoint-damaged') await this.#markDamaged().catch(() => undefined);
    return failure;
  }
}

/** Entries as they lie in the database; they have been read once without an error. */
class StoredPage implements EntryPage {
  constructor(private readonly stored: readonly (readonly [key: Buffer, value: Buffer])[]) {}

  get length(): number {
    return this.stored.length;
  }

  *[Symbol.iterator](): Generator<readonly [id: string, entry: Entry]> {
    for (const [key, value] of this.stored) yield [idOf(key), readEntry(key, value)];
  }

  forEach(show: (id: string, entry: PassingEntry) => void): void {
    for (const [key, value] of this.stored) {
      passing.read(key, value);
      show(idOf(key), passing);
    }
  }
}

/**
 * Forgets all but the sequence number of the newest reference.
 * @throws whatever `level` throws
 */
export async function clearDatabase(database: Database, format: number): Promise<void> {
  // What is not there any more must not be missed by the next start, nor what is still there be believed.
  await database.batch([metaOperation({ format, scope: {}, isClearing: true })], { sync: true });
  await database.clear(REFERENCES_AND_ENTRIES);
  await database.batch([metaOperation({ format, scope: {} })], { sync: true });
}

function metaOperation(meta: Meta): Operation {
  return { type: 'put', key: META_KEY, value: writeMeta(meta) };
}

/** Later ones count more. */
function operationsOf({ entries = [], forget = [], references = [], settled = [] }: CheckpointChanges): Operation[] {
  return [
    ...forget.map((id): Operation => ({ type: 'del', key: entryKey(id) })),
    ...entries.map(([id, entry]): Operation => {
      const key = entryKey(id);
      return { type: 'put', key, value: writeEntry(key, entry) };
    }),
    ...references.map((reference): Operation => {
      return { type: 'put', key: referenceKey(reference.sequence), value: writeReference(reference) };
    }),
    ...settled.map((sequence): Operation => ({ type: 'del', key: referenceKey(sequence) })),
  ];
}
