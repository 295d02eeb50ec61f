/**
 * Reads a list in JSON element by element, so that there is only one of them in memory at a time: of a list of entities often no more is wanted than their
 * ids and revisions, and a whole one of them takes kB.
 */

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPENING: ReadonlySet<number> = new Set([0x5b, 0x7b]);
const CLOSING: ReadonlySet<number> = new Set([0x5d, 0x7d]);
const BEFORE_LIST = /^[ \t\r\n]*\[/;
const EMPTY_LIST = /^[ \t\r\n]*\[[ \t\r\n]*\][ \t\r\n]*$/;
const AFTER_LIST = /^\][ \t\r\n]*$/;

/**
 * @param keep what is kept of an element
 * @returns undefined when the text is not JSON, or no list
 */
export function readJsonList<Kept>(text: string, keep: (element: unknown) => Kept): Kept[] | undefined {
  const [beginning] = BEFORE_LIST.exec(text) ?? [];
  if (beginning === undefined) return undefined;
  if (EMPTY_LIST.test(text)) return [];
  const kept: Kept[] = [];
  let start = beginning.length;
  try {
    for (;;) {
      const end = endOfElement(text, start);
      kept.push(keep(JSON.parse(text.slice(start, end))));
      if (text.charCodeAt(end) !== COMMA) return AFTER_LIST.test(text.slice(end)) ? kept : undefined;
      start = end + 1;
    }
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Where the comma or bracket behind an element stands; the text's end when there is none. Whether the element makes sense is not looked at. */
function endOfElement(text: string, start: number): number {
  let depth = 0;
  for (let place = start; place < text.length; place += 1) {
    const character = text.charCodeAt(place);
    if (character === QUOTE) place = endOfString(text, place);
    else if (OPENING.has(character)) depth += 1;
    else if (depth === 0 && (character === COMMA || CLOSING.has(character))) return place;
    else if (CLOSING.has(character)) depth -= 1;
  }
  return text.length;
}

/** Where the quotation mark that ends a string stands; the text's end when there is none. */
function endOfString(text: string, start: number): number {
  for (let place = start + 1; ; place += 1) {
    place = text.indexOf('"', place);
    if (place < 0) return text.length;
    let backslashes = 0;
    while (text.charCodeAt(place - 1 - backslashes) === BACKSLASH) backslashes += 1;
    if (backslashes % 2 === 0) return place;
  }
}
