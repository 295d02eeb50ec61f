/**
 * What a checkpoint knows of the entities that match: which of them are new, and what versions of the others are known. It takes some 20 bytes for each of
 * them beside its id, and one walk through the checkpoint, since there may be a million.
 */
import { FailureError } from '../../model/failure';
import { MARK_BYTES, type EntryPage, type PassingEntry } from '../checkpoint/entry-page';
import type { Stamp } from '../../sdk/port';

/** Ids to ask for. */
export interface SurveyPage {
  readonly ids: readonly string[];
  /** `new`: they are not known, or the filter held them back and may let them through now. */
  readonly kind: 'new' | 'known';
  /** Whether all that is new has been given out before. */
  readonly isAfterNew: boolean;
}

export interface SurveyParts {
  /** Each once, sorted. */
  readonly matches: readonly string[];
  /** Whether what is known is to be given out. */
  readonly withKnown: boolean;
  /** Whether something in the checkpoint that does not match is of interest. */
  readonly isOfInterest: (entry: PassingEntry) => boolean;
  /** How many ids are given out at a time. */
  readonly pageSize: number;
  readonly stopping: AbortSignal;
}

const UNKNOWN = 0;
const HELD_BACK = 1;
const KNOWN = 2;

export class Survey {
  /** Ids of what does not match and is of interest. */
  readonly elsewhere: string[] = [];
  readonly #matches: readonly string[];
  readonly #states: Uint8Array;
  readonly #orders: Float64Array;
  readonly #marks: Buffer;
  /** The one that is compared. */
  readonly #mark = Buffer.alloc(MARK_BYTES);
  /** Places of what is known, in the order in which they were come by. */
  readonly #known: Uint32Array;
  /** Where an id is expected: after the one that was looked up last. */
  #expected = 0;
  #knownFound = 0;
  #knownGiven = 0;
  /** What is new is given out from here on. */
  #newFrom = 0;
  #isComplete = false;
  #isOver = false;
  #onProgress: (() => void) | undefined;

  constructor(private readonly parts: SurveyParts) {
    const { matches } = parts;
    this.#matches = matches;
    this.#states = new Uint8Array(matches.length);
    this.#orders = new Float64Array(matches.length);
    this.#marks = Buffer.alloc(matches.length * MARK_BYTES);
    this.#known = new Uint32Array(matches.length);
  }

  /** Whether no more will be found: the checkpoint has been walked through, or the walk has failed. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** How many of the matches are known, as far as it has come. */
  get knownCount(): number {
    return this.#knownFound;
  }

  /**
   * Walks through the checkpoint.
   * @throws FailureError `closed` when it is stopped, and what `pages` throws
   */
  async walk(pages: AsyncIterable<EntryPage>): Promise<void> {
    try {
      for await (const page of pages) {
        if (this.#isOver) return;
        if (this.parts.stopping.aborted) throw new FailureError('closed', 'The node was closed.');
        page.forEach(this.#note);
        this.#onProgress?.();
      }
      this.#isComplete = true;
    } finally {
      this.#isOver = true;
      this.#onProgress?.();
    }
  }

  /** Ends the walk at its next step. */
  stop(): void {
    this.#isOver = true;
  }

  /** The next ids to ask for, what is new before what is known; undefined as long as there are none, or none any more. */
  next(): SurveyPage | undefined {
    const { pageSize, withKnown } = this.parts;
    const isAfterNew = this.#isComplete;
    if (this.#isComplete) {
      const ids = this.#nextNew();
      if (ids.length > 0) return { ids, kind: 'new', isAfterNew: false };
    }
    const left = this.#knownFound - this.#knownGiven;
    if (!withKnown || left === 0 || (left < pageSize && !this.#isComplete)) return undefined;
    const places = this.#known.subarray(this.#knownGiven, Math.min(this.#knownGiven + pageSize, this.#knownFound));
    this.#knownGiven += places.length;
    return { ids: this.#idsAt(places), kind: 'known', isAfterNew };
  }

  /** Resolves when there may be more to give out. */
  async progress(): Promise<void> {
    if (this.#isOver) return;
    await new Promise<void>((resolve) => {
      this.#onProgress = resolve;
    });
  }

  /** Whether that very version is known. */
  isKnown({ id, version: { order, mark } }: Stamp): boolean {
    const place = this.#placeOf(id);
    if (place === undefined || this.#states[place] === UNKNOWN) return false;
    if (this.#orders[place] !== order || this.#mark.write(mark, 'hex') !== MARK_BYTES) return false;
    return this.#marks.compare(this.#mark, 0, MARK_BYTES, place * MARK_BYTES, (place + 1) * MARK_BYTES) === 0;
  }

  readonly #note = (id: string, entry: PassingEntry): void => {
    const place = this.#placeOf(id);
    if (place === undefined) {
      if (this.parts.isOfInterest(entry)) this.elsewhere.push(id);
      return;
    }
    const isHeldBack = entry.state === 'outside';
    this.#states[place] = isHeldBack ? HELD_BACK : KNOWN;
    this.#orders[place] = entry.order;
    entry.writeMark(this.#marks, place * MARK_BYTES);
    if (!isHeldBack) this.#known[this.#knownFound++] = place;
  };

  /** Most ids are asked for in their order; for the others it halves the list again and again. */
  #placeOf(id: string): number | undefined {
    const matches = this.#matches;
    let place = this.#expected;
    if (matches[place] !== id) {
      let end = matches.length;
      place = 0;
      while (place < end) {
        const middle = (place + end) >>> 1;
        if ((matches[middle] ?? id) < id) place = middle + 1;
        else end = middle;
      }
      if (matches[place] !== id) return undefined;
    }
    this.#expected = place + 1;
    return place;
  }

  #nextNew(): string[] {
    const places: number[] = [];
    while (this.#newFrom < this.#matches.length && places.length < this.parts.pageSize) {
      if (this.#states[this.#newFrom] !== KNOWN) places.push(this.#newFrom);
      this.#newFrom += 1;
    }
    return this.#idsAt(places);
  }

  #idsAt(places: Iterable<number>): string[] {
    return Array.from(places, (place) => this.#matches[place] ?? '');
  }
}
