/** Plain JSON: all that ever leaves a driver. */
export type JsonValue = string | number | boolean | null | JsonValue[] | JsonObject;
export interface JsonObject {
  [key: string]: JsonValue | undefined;
}

/** Whether a value that came from outside is a JSON object (not an array, not null). */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export type JsonReading =
  | { readonly ok: true; readonly value: JsonValue }
  | { readonly ok: false; readonly problem: { readonly path: string; readonly reason: string } };

/** Levels of nesting, values in all, and characters of one text or name, that no health record has. */
const MAX_DEPTH = 100;
const MAX_VALUES = 2_000_000;
const MAX_TEXT = 10_000_000;
const MAX_NAME = 1000;

/** Names that make a member of an object what it is not. */
const DANGEROUS_NAMES: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

class Unreadable extends Error {
  constructor(
    readonly path: string,
    reason: string,
  ) {
    super(reason);
  }
}

/** Where a value stands. */
interface Place {
  readonly path: string;
  /** The objects and lists that it is inside of. */
  readonly outer: readonly object[];
  /** How many more values there may be in all: what is referred to twice is there twice, and a few such references multiply. */
  readonly budget: { left: number };
}

/**
 * Makes plain JSON of a value that anybody may have made (a message in a flow), or says where it is none: `content.en.value`, say. Members that are
 * undefined are left out, as `JSON.stringify` does. The result shares nothing with the value. Never fails, whatever the value does when it is read.
 */
export function readJson(value: unknown): JsonReading {
  try {
    return { ok: true, value: readValue(value, { path: '', outer: [], budget: { left: MAX_VALUES } }) };
  } catch (error) {
    if (error instanceof Unreadable) return { ok: false, problem: { path: error.path, reason: error.message } };
    throw error;
  }
}

function readValue(value: unknown, place: Place): JsonValue {
  const { path, budget } = place;
  budget.left -= 1;
  if (budget.left < 0) throw new Unreadable('', `must not hold more than ${MAX_VALUES} values`);
  switch (typeof value) {
    case 'string':
      if (value.length > MAX_TEXT) throw new Unreadable(path, `must not be longer than ${MAX_TEXT} characters`);
      return value;
    case 'boolean':
      return value;
    case 'number':
      if (!Number.isFinite(value)) throw new Unreadable(path, `must be a number, not ${value}`);
      return value;
    case 'object':
      return value === null ? null : readObject(value, place);
    case 'bigint':
    case 'function':
    case 'symbol':
    case 'undefined':
      throw new Unreadable(path, `must be JSON, not ${typeof value}`);
  }
}

function readObject(value: object, { path, outer, budget }: Place): JsonValue {
  if (outer.includes(value)) throw new Unreadable(path, 'must not contain itself');
  if (outer.length >= MAX_DEPTH) throw new Unreadable(path, `must not be nested deeper than ${MAX_DEPTH} levels`);
  const inner = [...outer, value];
  const list = look(path, () => (Array.isArray(value) ? (value as readonly unknown[]) : undefined));
  return list === undefined ? readMembers(value, path, inner, budget) : readItems(list, path, inner, budget);
}

/** By index: a list may bring an iterator of its own. */
function readItems(
  list: readonly unknown[],
  path: string,
  outer: Place['outer'],
  budget: Place['budget'],
): JsonValue[] {
  const json: JsonValue[] = [];
  const length = look(path, () => list.length);
  for (let index = 0; index < length; index += 1) {
    const inside = `${path}[${index}]`;
    const item = look(inside, () => list[index]);
    json.push(readValue(item, { path: inside, outer, budget }));
  }
  return json;
}

function readMembers(value: object, path: string, outer: Place['outer'], budget: Place['budget']): JsonObject {
  if (!look(path, () => isPlain(value))) throw new Unreadable(path, `must be plain JSON, not a ${nameOf(value)}`);
  const json: JsonObject = {};
  for (const name of look(path, () => Object.keys(value))) {
    if (name.length > MAX_NAME) throw new Unreadable(path, `must not have a name longer than ${MAX_NAME} characters`);
    const inside = path === '' ? name : `${path}.${name}`;
    if (DANGEROUS_NAMES.has(name)) throw new Unreadable(inside, 'is not allowed');
    const member = look(inside, () => (value as Readonly<Record<string, unknown>>)[name]);
    if (member !== undefined) json[name] = readValue(member, { path: inside, outer, budget });
  }
  return json;
}

/** A plain object may come from another realm: a function node makes its objects in one of its own. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function nameOf(value: object): string {
  try {
    const { constructor } = value;
    if (typeof constructor === 'function' && constructor.name !== '') return constructor.name;
  } catch {
    // Then it has no name to be told.
  }
  return 'object of a class';
}

/** Getters and proxies may throw; the text of what they throw may hold anything. */
function look<Seen>(path: string, at: () => Seen): Seen {
  try {
    return at();
  } catch {
    throw new Unreadable(path, 'cannot be read');
  }
}
