/** What a model of the stand-in is, and what its fields become. */

export type Fields = Record<string, unknown>;

type Convert = (value: unknown) => unknown;
export type ModelClass = new (fields: object) => object;

export class Model {
  [field: string]: unknown;

  /** How fields of the class become what they are; all others stay as they are given. A function, since classes refer to each other. */
  static shape(): Readonly<Record<string, Convert>> {
    return {};
  }

  constructor(fields: object) {
    Object.assign(this, fields);
    for (const [name, convert] of Object.entries(new.target.shape())) this[name] = convert(this[name]);
  }

  /** As plain JSON; `JSON.stringify` alone makes `{}` of the Sets. */
  marshal(): Fields {
    return plain(this);
  }
}

export function plain(value: object): Fields {
  const text = JSON.stringify(value, (_name, inner: unknown) => {
    if (inner instanceof Set) return [...(inner as Set<unknown>)];
    return inner instanceof ArrayBuffer ? Buffer.from(inner).toString('base64') : inner;
  });
  return JSON.parse(text) as Fields;
}

export const itself: Convert = (value) => value;

export function one(Class: ModelClass): Convert {
  return (value) => (typeof value === 'object' && value !== null ? new Class(value) : undefined);
}

export function listOf(Class: ModelClass): Convert {
  return (value) => itemsOf(value).map((item) => new Class(item as object));
}

export function setOf(Class?: ModelClass): Convert {
  return (value) =>
    new Set(Class === undefined ? itemsOf(value) : itemsOf(value).map((item) => new Class(item as object)));
}

export function optional(convert: Convert): Convert {
  return (value) => (value === undefined ? undefined : convert(value));
}

/** Of an object, by its keys. */
export function each(convert: Convert): Convert {
  return (value) => Object.fromEntries(Object.entries(value ?? {}).map(([key, item]) => [key, convert(item)]));
}

export function itemsOf(value: unknown): unknown[] {
  return typeof value === 'object' && value !== null && Symbol.iterator in value
    ? [...(value as Iterable<unknown>)]
    : [];
}

export const bytes: Convert = (value) => {
  if (value instanceof ArrayBuffer) return value;
  return typeof value === 'string' ? Uint8Array.from(Buffer.from(value, 'base64')).buffer : undefined;
};
