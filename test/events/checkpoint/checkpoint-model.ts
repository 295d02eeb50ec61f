/** What a checkpoint has to be like, as plainly as can be, and changes of all sorts to try it with. */
import type { CheckpointChanges, Entry, Reference, Scope } from '../../../src/events/checkpoint/checkpoint';
import type { Next } from '../../model/arbitrary-filter';

export class CheckpointModel {
  readonly entries = new Map<string, Entry>();
  readonly #references = new Map<number, Reference>();
  scope: Scope = {};
  lastSequence = 0;

  get references(): Reference[] {
    return [...this.#references.values()].sort((one, other) => one.sequence - other.sequence);
  }

  write({ forget = [], entries = [], references = [], settled = [], scope }: CheckpointChanges): void {
    for (const id of forget) this.entries.delete(id);
    for (const [id, entry] of entries) this.entries.set(id, entry);
    for (const reference of references) {
      this.#references.set(reference.sequence, reference);
      this.lastSequence = Math.max(this.lastSequence, reference.sequence);
    }
    for (const sequence of settled) this.#references.delete(sequence);
    this.scope = scope ?? this.scope;
  }

  clear(): void {
    this.entries.clear();
    this.#references.clear();
    this.scope = {};
  }
}

/** Ids of all sorts, few enough to meet again. */
const IDS: readonly [string, ...string[]] = [
  '',
  ...Array.from({ length: 40 }, (_value, index) => `6a0e5f1c-0000-4000-8000-${index.toString(16).padStart(12, '0')}`),
  ...Array.from({ length: 10 }, (_value, index) => `id-${index}`),
  '6A0E5F1C-0000-4000-8000-000000000001',
  '6a0e5f1c00004000800000000000001',
  'ein Patient',
  'é',
  '患者',
  '😀',
  '\u0000',
  '\u0000\u0000',
  '..',
  '!',
  'x'.repeat(3000),
];

export function arbitraryIds(next: Next): string[] {
  return times(next(12), () => pick(IDS, next));
}

export function arbitraryChanges(next: Next, lastSequence: number): CheckpointChanges {
  const fresh = times(next(4), (index) => arbitraryReference(next, lastSequence + 1 + index));
  const replaced = next(3) === 0 ? [arbitraryReference(next, 1 + next(lastSequence + 1))] : [];
  return {
    ...(next(4) > 0 && { entries: arbitraryIds(next).map((id) => [id, arbitraryEntry(next)] as const) }),
    ...(next(4) === 0 && { forget: arbitraryIds(next) }),
    ...(next(3) > 0 && { references: [...fresh, ...replaced] }),
    ...(next(2) === 0 && { settled: times(next(6), () => 1 + next(lastSequence + 4)) }),
    ...(next(6) === 0 && { scope: pick<Scope>([{}, { owner: 'somebody' }, { owner: 'é', lookedFor: 'all' }], next) }),
  };
}

/** Orders as they are, and as they had better not be. */
const ORDERS: readonly [number, ...number[]] = [
  0,
  1,
  2,
  17,
  99_999,
  1_767_225_600_000,
  20_260_102_030_405,
  0.5,
  -1,
  Number.MAX_SAFE_INTEGER,
];

function arbitraryEntry(next: Next): Entry {
  const mark = times(16, () => next(16).toString(16)).join('');
  return {
    version: { order: pick(ORDERS, next), mark },
    state: pick(['present', 'outside', 'deleted'], next),
    told: next(2) === 0,
    writtenAt: pick([0, 1_767_225_600, 2 ** 32 - 1], next),
  };
}

function arbitraryReference(next: Next, sequence: number): Reference {
  return {
    sequence,
    id: pick(IDS, next),
    type: pick(['CREATE', 'UPDATE', 'DELETE'], next),
    rev: next(4) === 0 ? undefined : pick(['', '1-c0ffee', '2-é'], next),
    source: pick(['live', 'catch-up'], next),
    receivedAt: new Date(next(2 ** 31) * 1000).toISOString(),
    attempted: next(2) === 0,
  };
}

function pick<T>(values: readonly [T, ...T[]], next: Next): T {
  return values[next(values.length)] ?? values[0];
}

function times<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_value, index) => make(index));
}
