/** JSON as people type it: what it says, or the place at which it stops being JSON. Browsers word that differently, and some do not tell the place. */
import type { JsonValue } from '../model/json';

/** What would have been right at the place. */
export type Expected = 'value' | 'name' | 'colon' | 'comma' | 'text' | 'end';

export interface JsonTextProblem {
  /** Counted from 1. */
  readonly line: number;
  readonly column: number;
  readonly expected: Expected;
  /** The character at the place; undefined at the end of the text. */
  readonly found: string | undefined;
}

export type JsonTextReading =
  { readonly ok: true; readonly value: JsonValue } | { readonly ok: false; readonly problem: JsonTextProblem };

/** Reads a text as JSON. */
export function readJsonText(text: string): JsonTextReading {
  try {
    return { ok: true, value: JSON.parse(text) as JsonValue };
  } catch {
    return { ok: false, problem: new Scanner(text).problem() };
  }
}

class Unexpected extends Error {
  constructor(readonly expected: Expected) {
    super(expected);
  }
}

const SPACE = /[ \t\r\n]*/y;
const LITERAL = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
/** A text without its closing quote: as far as it is one. Control characters must be written as escapes. */
const CHARACTERS = /"(?:[^"\\\p{Cc}]|[\u007f-\u009f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*/uy;

/** Walks through a text that is no JSON until it stops being JSON. */
class Scanner {
  #index = 0;

  constructor(private readonly text: string) {}

  problem(): JsonTextProblem {
    let expected: Expected = 'end';
    try {
      this.#value();
      this.#skip(SPACE);
    } catch (error) {
      if (!(error instanceof Unexpected)) throw error;
      expected = error.expected;
    }
    const before = this.text.slice(0, this.#index).split('\n');
    const [found] = this.text.slice(this.#index);
    return { line: before.length, column: (before.at(-1) ?? '').length + 1, expected, found };
  }

  #value(): void {
    this.#skip(SPACE);
    if (this.#next === '{') {
      this.#members('}', () => {
        this.#member();
      });
    } else if (this.#next === '[') {
      this.#members(']', () => {
        this.#value();
      });
    } else if (this.#next === '"') this.#string();
    else if (!this.#skip(LITERAL)) throw new Unexpected('value');
  }

  #members(end: string, one: () => void): void {
    this.#index += 1;
    this.#skip(SPACE);
    while (this.#next !== end) {
      one();
      this.#skip(SPACE);
      if (this.#next === end) break;
      this.#take(',', 'comma');
      this.#skip(SPACE);
      // JSON has no comma before the end.
      if (this.#next === end) throw new Unexpected(end === '}' ? 'name' : 'value');
    }
    this.#index += 1;
  }

  #member(): void {
    if (this.#next !== '"') throw new Unexpected('name');
    this.#string();
    this.#skip(SPACE);
    this.#take(':', 'colon');
    this.#value();
  }

  #string(): void {
    this.#skip(CHARACTERS);
    this.#take('"', 'text');
  }

  get #next(): string | undefined {
    return this.text[this.#index];
  }

  #take(character: string, expected: Expected): void {
    if (this.#next !== character) throw new Unexpected(expected);
    this.#index += 1;
  }

  /** Whether there was something to skip. */
  #skip(pattern: RegExp): boolean {
    pattern.lastIndex = this.#index;
    const length = pattern.exec(this.text)?.[0].length ?? 0;
    this.#index += length;
    return length > 0;
  }
}
