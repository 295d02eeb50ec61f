/**
 * What a node has been told, kept so that nothing is told twice and nothing is forgotten, whatever ends the process. It holds ids, revisions and what is
 * still to be told, and no health data.
 */
import type { EntityEvent } from '../../model/event';
import type { Version } from '../../model/version';
import type { EntryPage } from './entry-page';

/** What is known of one entity. */
export interface Entry {
  readonly version: Version;
  /**
   * `present`: it is there and passes the node's filter, as far as is known. `outside`: the filter does not let it through. `deleted`: it is gone.
   */
  readonly state: 'present' | 'outside' | 'deleted';
  /** Whether the node was told of it. What was there before the node's first start is known, but untold. */
  readonly told: boolean;
  /** Whether its creation was told, or counted as one that could not be told before its end. */
  readonly isCreationTold?: boolean;
  /** When it was written, in s since the epoch: what is long deleted is forgotten one day. */
  readonly writtenAt: number;
}

/** An event that has to be told, or whose telling has not been acknowledged yet. The entity itself is read from the server again. */
export interface Reference {
  /** Its place in the order of telling; counts from 1. */
  readonly sequence: number;
  readonly id: string;
  readonly type: EntityEvent['type'];
  /** As in the event; a data sample has none. */
  readonly rev: string | undefined;
  readonly source: EntityEvent['source'];
  /** ISO 8601 */
  readonly receivedAt: string;
  /** Whether it may have been told already. */
  readonly attempted: boolean;
}

/** Changes that are made together or not at all. */
export interface CheckpointChanges {
  readonly entries?: readonly (readonly [id: string, entry: Entry])[];
  /** Ids of which nothing is to be known any more. */
  readonly forget?: readonly string[];
  /** New ones, or such as are to be replaced. */
  readonly references?: readonly Reference[];
  /** Sequence numbers of what has been told, and acknowledged where that is asked for. */
  readonly settled?: readonly number[];
  /** Instead of the scope so far. */
  readonly scope?: Scope;
}

/** What the entries are about. Absent parts are not known yet. */
export interface Scope {
  /** Whose events they are: the server's URL and the data owner's id. What belongs to somebody else is of no use. */
  readonly owner?: string;
  /** What was looked for when all was last looked through, as a text to compare with. */
  readonly lookedFor?: string;
}

export interface Checkpoint {
  readonly scope: Scope;
  /** The sequence number of the newest reference there ever was; 0 when there was none. */
  readonly lastSequence: number;
  /** In the order of the ids. */
  get(ids: readonly string[]): Promise<readonly (Entry | undefined)[]>;
  write(changes: CheckpointChanges): Promise<void>;
  /** The oldest references from sequence number `from` on, at most `limit`. */
  references(from: number, limit: number): Promise<readonly Reference[]>;
  /** How many references there are. */
  countReferences(): Promise<number>;
  /** All entries, some at a time. */
  pages(): AsyncIterable<EntryPage>;
  /** Forgets everything, the scope too; but no sequence number is given twice. */
  clear(): Promise<void>;
  /** May be called more than once. */
  close(): Promise<void>;
}
