/** What really happened: every write of every entity since the sandbox was created, whoever made it. For comparison with what was delivered. */
import { ENTITY_NAMES, type EntityName } from '../../src/model/entities';
import type { Change } from '../store/document';
import { writesOf, type DeclaredWrite } from './writes';

/** One write of an entity. */
export interface EntityWrite {
  /** Grows by one with each write, over all entities; from 1. */
  readonly sequence: number;
  readonly operation: WriteOperation;
  /** The revision that it made; of a data sample, that of its contact. */
  readonly rev: string;
  /** Of a data sample only. */
  readonly version?: SampleVersion;
}

/** For a data sample, `modify` is a new version, in the same contact or in another one. Undelete and purge happen to its contact. */
export type WriteOperation = Change['operation'];

/** A data sample has no revision: these three tell one version from another. */
export interface SampleVersion {
  readonly contactId: string;
  /** Epoch, ms. */
  readonly modified: number | undefined;
  /** Epoch, ms; of a version that ends the data sample. */
  readonly endOfLife: number | undefined;
}

/** What has become of an entity. */
export interface EntityState {
  readonly created: EntityWrite;
  readonly last: EntityWrite;
  readonly isDeleted: boolean;
}

/** For reading. It is kept in memory only, and does not know what a data folder held at the start. */
export interface History {
  /** Of the latest write; 0 when there is none. */
  readonly lastSequence: number;
  /** The writes of each entity of a kind, by its id; both in the order in which they happened. */
  of(entity: EntityName): ReadonlyMap<string, readonly EntityWrite[]>;
  /** What has become of an entity; undefined when it was never written. */
  stateOf(entity: EntityName, id: string): EntityState | undefined;
}

/** Writes of one entity. */
const SHORT = 8;

export class RecordedHistory implements History {
  #lastSequence = 0;
  readonly #writes = Object.fromEntries(
    ENTITY_NAMES.map((entity) => [entity, new Map<string, EntityWrite[]>()]),
  ) as Record<EntityName, Map<string, EntityWrite[]>>;

  get lastSequence(): number {
    return this.#lastSequence;
  }

  of(entity: EntityName): ReadonlyMap<string, readonly EntityWrite[]> {
    return this.#writes[entity];
  }

  stateOf(entity: EntityName, id: string): EntityState | undefined {
    const writes = this.#writes[entity].get(id);
    const created = writes?.[0];
    const last = writes?.at(-1);
    if (created === undefined || last === undefined) return undefined;
    return { created, last, isDeleted: isDeletion(last.operation) };
  }

  record(change: Change): void {
    const isAlive = (id: string): boolean => this.stateOf('DataSample', id)?.isDeleted === false;
    for (const write of writesOf(change, isAlive)) this.#add(write);
  }

  #add({ entity, id, operation, rev, version }: DeclaredWrite): void {
    this.#lastSequence += 1;
    const sequence = this.#lastSequence;
    const write: EntityWrite =
      version === undefined ? { sequence, operation, rev } : { sequence, operation, rev, version };
    const writes = this.#writes[entity].get(id);
    // A list that grows by `push` takes room for many more; most entities are written a few times only.
    if (writes !== undefined && writes.length >= SHORT) writes.push(write);
    else this.#writes[entity].set(id, [...(writes ?? []), write]);
  }
}

function isDeletion(operation: WriteOperation): boolean {
  return operation === 'delete' || operation === 'purge';
}
