/** Entries of a checkpoint, some at a time. There may be a million, so that whoever walks through all of them can do so without an object for each. */
import type { Entry } from './checkpoint';

/** An entry as long as it is shown: the next one takes its place. */
export interface PassingEntry extends Pick<Entry, 'state' | 'told' | 'writtenAt'> {
  /** Of its version. */
  readonly order: number;
  /** Writes the 8 bytes of its version's mark to a place in a buffer. */
  writeMark(target: Buffer, at: number): void;
}

export const MARK_BYTES = 8;

export interface EntryPage extends Iterable<readonly [id: string, entry: Entry]> {
  readonly length: number;
  /** Shows one after the other. @throws FailureError `checkpoint-damaged` */
  forEach(show: (id: string, entry: PassingEntry) => void): void;
}

/** A page of entries that are in memory. */
export function entryPage(entries: readonly (readonly [id: string, entry: Entry])[]): EntryPage {
  return {
    length: entries.length,
    [Symbol.iterator]: () => entries[Symbol.iterator](),
    forEach: (show) => {
      for (const [id, { version, ...entry }] of entries) {
        const writeMark = (target: Buffer, at: number): void => {
          target.write(version.mark, at, MARK_BYTES, 'hex');
        };
        show(id, { ...entry, order: version.order, writeMark });
      }
    },
  };
}
