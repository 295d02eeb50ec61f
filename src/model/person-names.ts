/** Names of people, compared as people do who look for one: regardless of case and accents, by how words begin. */
import { isJsonObject, type JsonObject, type JsonValue } from './json';

/**
 * The words of a text: what stands between everything that is neither a letter nor a digit (`O'Brien-Smith` has three), without accents and in capitals,
 * so that `ß` is `SS`.
 */
export function wordsOf(text: string): string[] {
  return text
    .toUpperCase()
    .normalize('NFKD')
    .replace(/\p{Diacritic}/gu, '')
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .filter((word) => word !== '');
}

/**
 * Whether each word of a text is the beginning of a word in one of a patient's first or last names: those of the patient itself, the maiden name, and those
 * of its list of names. In whatever order: `sno jo` finds John Snow.
 */
export function hasName(patient: JsonObject, text: string): boolean {
  const wanted = wordsOf(text);
  const words = namesOf(patient).flatMap(wordsOf);
  return wanted.length > 0 && wanted.every((beginning) => words.some((word) => word.startsWith(beginning)));
}

function namesOf({ firstName, lastName, maidenName, names }: JsonObject): string[] {
  const listed = listIn(names)
    .filter(isJsonObject)
    .flatMap((name) => [...listIn(name.firstNames), name.lastName]);
  return [firstName, lastName, maidenName, ...listed].filter((name) => typeof name === 'string');
}

function listIn(value: JsonValue | undefined): JsonValue[] {
  return Array.isArray(value) ? value : [];
}
