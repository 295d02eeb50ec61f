/** A checkpoint that outlives the feeds that use it, and that a process may leave at any moment. */
import type {
  Checkpoint,
  CheckpointChanges,
  Entry,
  Reference,
  Scope,
} from '../../../../src/events/checkpoint/checkpoint';
import { MemoryCheckpoint } from '../../../../src/events/checkpoint/memory-checkpoint';
import { FailureError } from '../../../../src/model/failure';
import type { EntryPage } from '../../../../src/events/checkpoint/entry-page';
import type { EventType } from '../../../../src/model/entities';
import { isSameVersion, type Version } from '../../../../src/model/version';
import { never, type Chance, type Note, type Turns } from './turns';

/** What the engine has decided to tell. */
export interface Decided {
  readonly sequence: number;
  readonly id: string;
  readonly type: EventType;
  readonly rev: string | undefined;
  /** Of the entity after all that was decided with it; undefined when it cannot be told of which state it is. */
  readonly version: Version | undefined;
  /** The settings under which it was decided, counted. */
  readonly epoch: number;
}

export class Disk {
  readonly memory = new MemoryCheckpoint(Number.POSITIVE_INFINITY);
  decided: Decided[] = [];
  epoch = 0;
  /** What was decided up to this sequence number was forgotten when the node started over. */
  forgotten = 0;
  /** The turn in which it was first written down that all was looked through, with the present settings; undefined: it was not. */
  completeAt: number | undefined;

  /** Of what was told. */
  readonly #known = new Map<string, Version>();

  constructor(
    private readonly chance: Chance,
    private readonly turns: Turns,
    private readonly log: Note,
  ) {}

  /** @param onWrite called before each write; the process ends now, if it says so: `before` or `after` the write takes effect */
  open(onWrite: () => 'go on' | 'before' | 'after'): ProcessView {
    return new ProcessView(this, onWrite, this.chance, this.turns);
  }

  note({ references = [], entries = [], scope }: CheckpointChanges): void {
    if (scope?.lookedFor !== undefined) this.completeAt ??= this.turns.now;
    for (const [id, { state, told, version }] of entries) {
      this.log(`${id} is known: ${state} ${told ? 'told' : 'untold'} ${version.order}`);
    }
    const entryOf = new Map(entries);
    for (const { sequence, id, type, rev, attempted } of references) {
      if (attempted || this.decided.some((one) => one.sequence === sequence)) continue;
      this.log(`${id} is to be told: ${type} ${rev ?? ''} #${sequence}`);
      const isOnly = references.filter((other) => other.id === id).length === 1;
      const entry = isOnly ? entryOf.get(id) : undefined;
      // What is told late leaves the version that is known.
      const isLate =
        entry !== undefined &&
        (isSame(entry.version, this.#known.get(id)) || (type !== 'DELETE' && entry.state !== 'present'));
      this.decided.push({ sequence, id, type, rev, version: isLate ? undefined : entry?.version, epoch: this.epoch });
    }
    for (const [id, { version, told }] of entries) if (told) this.#known.set(id, version);
  }

  /** All was forgotten. */
  wipe(): void {
    this.decided = [];
    this.#known.clear();
    this.forgotten = this.memory.lastSequence;
    this.completeAt = undefined;
  }
}

function isSame(version: Version, other: Version | undefined): boolean {
  return other !== undefined && isSameVersion(version, other);
}

/** The checkpoint as one process sees it; when that has ended, nothing comes back any more. */
class ProcessView implements Checkpoint {
  readonly #process = { hasEnded: false };
  #isClosed = false;
  #last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly disk: Disk,
    private readonly onWrite: () => 'go on' | 'before' | 'after',
    private readonly chance: Chance,
    private readonly turns: Turns,
  ) {}

  get scope(): Scope {
    return this.disk.memory.scope;
  }

  get lastSequence(): number {
    return this.disk.memory.lastSequence;
  }

  get(ids: readonly string[]): Promise<readonly (Entry | undefined)[]> {
    return this.#inTurn(() => this.disk.memory.get(ids));
  }

  write(changes: CheckpointChanges): Promise<void> {
    return this.#inTurn(async () => {
      const what = this.onWrite();
      if (what === 'before') return this.#end();
      await this.disk.memory.write(changes);
      this.disk.note(changes);
      if (what === 'after') await this.#end();
    });
  }

  references(from: number, limit: number): Promise<readonly Reference[]> {
    return this.#inTurn(() => this.disk.memory.references(from, limit));
  }

  countReferences(): Promise<number> {
    return this.#inTurn(() => this.disk.memory.countReferences());
  }

  async *pages(): AsyncGenerator<EntryPage> {
    const pages = await this.#inTurn(() => Promise.resolve(this.disk.memory.pages()));
    for await (const page of pages) yield await this.#inTurn(() => Promise.resolve(page));
  }

  clear(): Promise<void> {
    return this.#inTurn(async () => {
      await this.disk.memory.clear();
      this.disk.wipe();
    });
  }

  close(): Promise<void> {
    this.#isClosed = true;
    return this.#last.then(() => undefined);
  }

  /** The process ends. */
  end(): void {
    this.#process.hasEnded = true;
  }

  #end(): Promise<never> {
    this.end();
    return never();
  }

  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#isClosed) return Promise.reject(new FailureError('closed', 'The checkpoint is closed.'));
    const turn = this.#last.then(async () => {
      if (this.chance.happens(15)) await this.turns.after(1 + this.chance.below(4));
      return this.#process.hasEnded ? never<Result>() : work();
    });
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}
