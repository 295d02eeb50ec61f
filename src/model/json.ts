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

/** Levels of nesting, and characters of one text, that no health record has. */
const MAX_DEPTH = 100;
const MAX_TEXT = 10_000_000;

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

/**
 * Makes plain JSON of a value that anybody may have made (a message in a flow), or says where it is none: `content.en.value`, say. Members that are
 * undefined are left out, as `JSON.stringify` does. The result shares nothing with the value.
 */
export function readJson(value: unknown): JsonReading {
  try {
    return { ok: true, value: readValue(value, '', []) };
  } catch (error) {
    if (error instanceof Unreadable) return { ok: false, problem: { path: error.path, reason: error.message } };
    throw error;
  }
}

/** @param outer the objects and lists that the value is inside of */
function readValue(value: unknown, path: string, outer: readonly object[]): JsonValue {
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
      return value === null ? null : readObject(value, path, outer);
    case 'bigint':
    case 'function':
    case 'symbol':
    case 'undefined':
      throw new Unreadable(path, `must be JSON, not ${typeof value}`);
  }
}

function readObject(value: object, path: string, outer: readonly object[]): JsonValue {
  if (outer.includes(value)) throw new Unreadable(path, 'must not contain itself');
  if (outer.length >= MAX_DEPTH) throw new Unreadable(path, `must not be nested deeper than ${MAX_DEPTH} levels`);
  const inner = [...outer, value];
  if (Array.isArray(value)) {
    return Array.from(value, (item: unknown, index) => readValue(item, `${path}[${index}]`, inner));
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  // A plain object may come from another realm: a function node makes its objects in one of its own.
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) {
    throw new Unreadable(path, `must be plain JSON, not a ${nameOf(value)}`);
  }
  const json: JsonObject = {};
  for (const name of Object.keys(value)) {
    const place = path === '' ? name : `${path}.${name}`;
    if (DANGEROUS_NAMES.has(name)) throw new Unreadable(place, 'is not allowed');
    const member = readMember(value, name, place);
    if (member !== undefined) json[name] = readValue(member, place, inner);
  }
  return json;
}

function readMember(value: object, name: string, path: string): unknown {
  try {
    return (value as Readonly<Record<string, unknown>>)[name];
  } catch {
    throw new Unreadable(path, 'cannot be read');
  }
}

function nameOf(value: object): string {
  const { constructor } = value;
  return typeof constructor === 'function' && constructor.name !== '' ? constructor.name : 'object of a class';
}
