/** A checkpoint that ends with the process. */
import type { Checkpoint, CheckpointChanges, Entry, Reference, Scope } from './checkpoint';
import { closedFailure } from './database';
import { entryPage, type EntryPage } from './entry-page';

const PAGE_SIZE = 500;

/**
 * Remembers the entries that were read or written last, `capacity` of them, and all references. It works like the one on disk (`LevelCheckpoint`), but for what it forgets; all methods
 * reject with a FailureError `closed` after `close()`.
 */
export class MemoryCheckpoint implements Checkpoint {
  readonly #capacity: number;
  /** The one that was used longest ago is first. */
  readonly #entries = new Map<string, Entry>();
  /** By sequence number, the oldest first. */
  #references = new Map<number, Reference>();
  #scope: Scope = {};
  #lastSequence = 0;
  #isClosed = false;

  constructor(capacity = 10_000) {
    this.#capacity = capacity;
  }

  get scope(): Scope {
    return this.#scope;
  }

  get lastSequence(): number {
    return this.#lastSequence;
  }

  get(ids: readonly string[]): Promise<readonly (Entry | undefined)[]> {
    return this.#whenOpen(() =>
      ids.map((id) => {
        const entry = this.#entries.get(id);
        if (entry !== undefined) this.#use(id, entry);
        return entry;
      }),
    );
  }

  write({ entries = [], forget = [], references = [], settled = [], scope }: CheckpointChanges): Promise<void> {
    return this.#whenOpen(() => {
      for (const id of forget) this.#entries.delete(id);
      for (const [id, entry] of entries) this.#use(id, entry);
      for (const reference of references) this.#keep(reference);
      for (const sequence of settled) this.#references.delete(sequence);
      this.#scope = scope ?? this.#scope;
    });
  }

  references(from: number, limit: number): Promise<readonly Reference[]> {
    return this.#whenOpen(() => {
      const found: Reference[] = [];
      for (const reference of this.#references.values()) {
        if (found.length >= limit) break;
        if (reference.sequence >= from) found.push(reference);
      }
      return found;
    });
  }

  countReferences(): Promise<number> {
    return this.#whenOpen(() => this.#references.size);
  }

  async *pages(): AsyncGenerator<EntryPage, void, undefined> {
    const entries = await this.#whenOpen(() => [...this.#entries]);
    for (let start = 0; start < entries.length; start += PAGE_SIZE) {
      yield await this.#whenOpen(() => entryPage(entries.slice(start, start + PAGE_SIZE)));
    }
  }

  clear(): Promise<void> {
    return this.#whenOpen(() => {
      this.#entries.clear();
      this.#references.clear();
      this.#scope = {};
    });
  }

  close(): Promise<void> {
    this.#isClosed = true;
    this.#entries.clear();
    this.#references.clear();
    return Promise.resolve();
  }

  #use(id: string, entry: Entry): void {
    this.#entries.delete(id);
    this.#entries.set(id, entry);
    const [oldest] = this.#entries.keys();
    if (this.#entries.size > this.#capacity && oldest !== undefined) this.#entries.delete(oldest);
  }

  #keep(reference: Reference): void {
    const { sequence } = reference;
    const isInOrder = sequence > this.#lastSequence || this.#references.has(sequence);
    this.#references.set(sequence, reference);
    this.#lastSequence = Math.max(this.#lastSequence, sequence);
    if (!isInOrder) this.#references = new Map([...this.#references].sort(([one], [other]) => one - other));
  }

  #whenOpen<T>(work: () => T): Promise<T> {
    return this.#isClosed ? Promise.reject(closedFailure()) : Promise.resolve(work());
  }
}
