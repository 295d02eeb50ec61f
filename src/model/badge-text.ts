/**
 * Texts of badges with numbers in them. The editor translates a badge only when all of it is the key of a catalogue, so these texts go to it in this form, which
 * anybody can read who does not translate it (a Status node, say): our part of the editor reads it and shows it in the viewer's language.
 */

/** What a badge with numbers says; the names of the numbers are those in the catalogue's texts. */
export const COUNTED_TEXTS = {
  catchingUp: { says: 'catching up', counts: ['done', 'total'] },
  backlog: { says: 'waiting/in flight', counts: ['backlog', 'inFlight'] },
  unreadable: { says: 'connected, unreadable', counts: ['count'] },
  found: { says: 'found', counts: ['count'] },
  saved: { says: 'saved', counts: ['count'] },
  deleted: { says: 'deleted', counts: ['count'] },
  acknowledged: { says: 'acknowledged', counts: ['count'] },
} as const;

export type CountedTextName = keyof typeof COUNTED_TEXTS;

/** A text with its numbers in short form, by name. */
export interface CountedText {
  readonly name: CountedTextName;
  readonly counts: Readonly<Record<string, string>>;
}

const STEPS = [
  { from: 1e9, unit: 'G' },
  { from: 1e6, unit: 'M' },
  { from: 1e3, unit: 'k' },
] as const;

/** A number as a badge has room for it: 999, 1.2k, 12k, 3.4M. It is never more than the number: 1999 is 1.9k. */
export function shortCount(count: number): string {
  const step = STEPS.find(({ from }) => count >= from);
  if (step === undefined) return String(count);
  const tenths = Math.floor((count * 10) / step.from);
  return `${tenths < 100 ? tenths / 10 : Math.floor(tenths / 10)}${step.unit}`;
}

/** The text of a badge, e.g. `catching up 12/1.2k`. */
export function countedText(name: CountedTextName, counts: Readonly<Record<string, number>>): string {
  const { says, counts: names } = COUNTED_TEXTS[name];
  return `${says} ${names.map((count) => shortCount(counts[count] ?? 0)).join('/')}`;
}

/** Reads what `countedText` has written; undefined for any other text. */
export function readCountedText(text: string): CountedText | undefined {
  const { says, numbers } =
    /^(?<says>[a-z][a-z/, ]*) (?<numbers>[\d.]+[kMG]?(?:\/[\d.]+[kMG]?)*)$/.exec(text)?.groups ?? {};
  if (says === undefined || numbers === undefined) return undefined;
  const values = numbers.split('/');
  const names = Object.keys(COUNTED_TEXTS) as CountedTextName[];
  const name = names.find((known) => COUNTED_TEXTS[known].says === says);
  if (name === undefined || COUNTED_TEXTS[name].counts.length !== values.length) return undefined;
  return {
    name,
    counts: Object.fromEntries(COUNTED_TEXTS[name].counts.map((count, index) => [count, values[index] ?? ''])),
  };
}
