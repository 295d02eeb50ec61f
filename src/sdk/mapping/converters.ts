/**
 * The vocabulary of the mapping tables: how the fields of a wire object become the fields of a MedTech object, and back. What comes from the server is
 * taken as it is; what goes to it is checked.
 */
import { isJsonObject, type JsonObject, type JsonValue } from '../../model/json';
import { closeNames } from './close-names';

export interface Converter {
  /** Makes a field of the payload from a field of the wire; undefined means that the payload does not have it. Never fails. */
  readonly toPayload: (value: JsonValue | undefined) => JsonValue | undefined;
  /**
   * Makes a field of the wire from a field of the payload.
   * @param path of the field, for the problem
   * @throws FieldProblem
   */
  readonly toWire: (value: JsonValue, path: string) => JsonValue;
}

/** By the name in the payload: the name on the wire and how to convert it. Fields of the wire that no table names do not reach the payload. */
export type MappingTable = Readonly<Record<string, readonly [wireName: string, converter: Converter]>>;

/** A field of a payload that iCure would not take. */
export class FieldProblem extends Error {
  constructor(
    readonly field: string,
    reason: string,
  ) {
    super(reason);
  }
}

/** A value that is the same on both sides. */
function checked(accepts: (value: JsonValue) => boolean, reason: string): Converter {
  return {
    toPayload: (value) => value ?? undefined,
    toWire: (value, path) => {
      if (!accepts(value)) throw new FieldProblem(path, reason);
      return value;
    },
  };
}

export const text = checked((value) => typeof value === 'string', 'must be a text');
export const boolean = checked((value) => typeof value === 'boolean', 'must be true or false');
export const number = checked((value) => Number.isFinite(value), 'must be a number');
export const integer = checked(Number.isSafeInteger, 'must be a whole number');
export const epoch = checked(
  (value) => Number.isSafeInteger(value),
  'must be a time in milliseconds since 1970, a whole number',
);
/** YYYYMMDDhhmmss or YYYYMMDD. */
export const fuzzyDate = checked(
  (value) => isFuzzyDay(value) || isFuzzyTime(value),
  'must be a date as a number, YYYYMMDDhhmmss or YYYYMMDD',
);
/** YYYYMMDD. */
export const fuzzyDay = checked(isFuzzyDay, 'must be a date as a number, YYYYMMDD');
export const base64 = checked(
  (value) => typeof value === 'string' && value.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(value),
  'must be a text in base64',
);
/** The server refuses others (`EntityIdValidation.kt` in kraken-common). */
export const identity = checked(
  (value) => typeof value === 'string' && /^[^\s\p{Cc}/\\?#%;]+$/u.test(value),
  'must be an id: a text without spaces and without / \\ ? # % ;',
);

export function oneOf(...values: readonly string[]): Converter {
  return checked((value) => typeof value === 'string' && values.includes(value), `must be one of ${values.join(', ')}`);
}

/** What the server leaves out has a value in the payload. */
export function withDefault(converter: Converter, usual: JsonValue): Converter {
  return { ...converter, toPayload: (value) => converter.toPayload(value) ?? usual };
}

/** Always a list, empty when absent, as the MedTech model declares it. */
export function listOf(converter: Converter): Converter {
  return {
    toPayload: (value) =>
      Array.isArray(value) ? value.map(converter.toPayload).filter((item) => item !== undefined) : [],
    toWire: (value, path) => {
      if (!Array.isArray(value)) throw new FieldProblem(path, 'must be a list');
      return value.map((item, index) => converter.toWire(item, `${path}[${index}]`));
    },
  };
}

/** A list only where there is one. */
export function optionalListOf(converter: Converter): Converter {
  const list = listOf(converter);
  return { ...list, toPayload: (value) => (Array.isArray(value) ? list.toPayload(value) : undefined) };
}

/**
 * A record by key, empty when absent.
 * @param keys what its keys must be
 */
export function recordOf(converter: Converter, keys: Converter = text): Converter {
  return {
    toPayload: (value) => {
      if (!isJsonObject(value)) return {};
      const entries = Object.entries(value).map(([key, item]) => [key, converter.toPayload(item)] as const);
      return Object.fromEntries(entries.filter(([, item]) => item !== undefined));
    },
    toWire: (value, path) => {
      if (!isJsonObject(value)) throw new FieldProblem(path, 'must be an object');
      const entries = Object.entries(value).flatMap(([key, item]) => {
        if (item === undefined || item === null) return [];
        const inside = `${path}.${key}`;
        keys.toWire(key, inside);
        return [[key, converter.toWire(item, inside)] as const];
      });
      return Object.fromEntries(entries);
    },
  };
}

/** A record only where there is one. */
export function optionalRecordOf(converter: Converter): Converter {
  const record = recordOf(converter);
  return { ...record, toPayload: (value) => (isJsonObject(value) ? record.toPayload(value) : undefined) };
}

/** An object by a table; absent when the wire has none. */
export function objectOf(what: string, table: () => MappingTable): Converter {
  return {
    toPayload: (value) => (isJsonObject(value) ? mapObject(table(), value) : undefined),
    toWire: (value, path) => {
      if (!isJsonObject(value)) throw new FieldProblem(path, `must be ${what}, an object`);
      const wire = wireObject(what, table(), value, `${path}.`);
      return Object.fromEntries(Object.entries(wire).filter(([, field]) => field !== null));
    },
  };
}

/** Fields that have the same name and form on both sides. */
export function same(converter: Converter, ...names: readonly string[]): MappingTable {
  return Object.fromEntries(names.map((name) => [name, [name, converter] as const]));
}

export function mapObject(table: MappingTable, wire: JsonObject): JsonObject {
  const payload: JsonObject = {};
  for (const [name, [wireName, { toPayload }]] of Object.entries(table)) {
    const value = toPayload(wire[wireName]);
    if (value !== undefined) payload[name] = value;
  }
  return payload;
}

/**
 * The fields that the payload has, in the form of the wire; null where it says null.
 * @param what it is, for the problem
 * @param prefix of the fields' paths
 * @throws FieldProblem
 */
export function wireObject(what: string, table: MappingTable, payload: JsonObject, prefix: string): JsonObject {
  const wire: JsonObject = {};
  for (const [name, value] of Object.entries(payload)) {
    if (value === undefined) continue;
    const field = Object.hasOwn(table, name) ? table[name] : undefined;
    if (field === undefined) {
      throw new FieldProblem(`${prefix}${name}`, `is not a field of ${what}${closeNames(name, wireNames(table))}`);
    }
    const [wireName, { toWire }] = field;
    wire[wireName] = value === null ? null : toWire(value, `${prefix}${name}`);
  }
  return wire;
}

function wireNames(table: MappingTable): ReadonlyMap<string, string> {
  return new Map(Object.entries(table).map(([name, [wireName]]) => [name, wireName]));
}

function isFuzzyTime(value: JsonValue): boolean {
  if (typeof value !== 'number' || !Number.isInteger(value) || !/^\d{14}$/.test(String(value))) return false;
  const time = String(value).slice(8);
  const [hour, minute, second] = [time.slice(0, 2), time.slice(2, 4), time.slice(4)].map(Number);
  return isFuzzyDay(Math.floor(value / 1e6)) && Number(hour) < 24 && Number(minute) < 60 && Number(second) < 60;
}

/** A part that is not known is 00: the day, or the month and the day. */
function isFuzzyDay(value: JsonValue): boolean {
  if (typeof value !== 'number' || !Number.isInteger(value) || !/^\d{8}$/.test(String(value))) return false;
  const [year, month, day] = [Math.floor(value / 1e4), Math.floor(value / 100) % 100, value % 100];
  if (month === 0) return day === 0;
  return month <= 12 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}
