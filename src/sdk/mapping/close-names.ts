/** What somebody may have meant by a field's name that does not exist. */

/** Changes of one character that still count as a slip. */
const MOST_CHANGES = 2;

/**
 * The end of a sentence; empty when nothing is close.
 * @param wireNames by each name that exists, what it is called on the wire: who knows iCure's backend may have written that
 */
export function closeNames(name: string, wireNames: ReadonlyMap<string, string>): string {
  const close = [...wireNames].filter(([known, wireName]) => wireName === name || isClose(name, known));
  return close.length === 0 ? '' : `; close names: ${close.map(([known]) => known).join(', ')}`;
}

function isClose(name: string, known: string): boolean {
  // Also keeps a huge name from being compared.
  if (Math.abs(name.length - known.length) > MOST_CHANGES) return false;
  const changes = distance(name.toLowerCase(), known.toLowerCase());
  return changes <= MOST_CHANGES && changes < known.length / 2;
}

/** Levenshtein's: characters to insert, delete or replace. */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (const [line, character] of Array.from(one).entries()) {
    const next = [line + 1];
    for (const [column, against] of Array.from(other).entries()) {
      const replaced = (row[column] ?? 0) + (character === against ? 0 : 1);
      next.push(Math.min(replaced, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
