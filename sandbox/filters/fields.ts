/** The fields of filter DTOs: a small schema of what each must be, and the reading of untrusted JSON by it. */
import { isJsonObject, type JsonObject, type JsonValue } from '../../src/model/json';
import { FilterError, INVALID_PARAMETERS } from './errors';

/** Reads one field; undefined stands for a field that is absent or null, which are the same on the wire. */
export type Field<T> = (value: JsonValue | undefined) => T;

/** What each of the fields of a DTO must be. */
export type FieldSchema<Fields> = { readonly [Name in keyof Fields]: Field<Fields[Name]> };

/** An identifier as a filter asks for it. */
export interface IdentifierQuery {
  readonly id: string | undefined;
  readonly system: string | undefined;
  readonly value: string | undefined;
}

/** The kinds of field. An `optional…` one may be absent or null and is then undefined. */
export const text = required((value) => typeof value === 'string');
export const optionalText = optional(text);
export const texts = listOf(text);
export const optionalTexts = optional(texts);
export const number = required((value) => typeof value === 'number');
export const optionalNumber = optional(number);
export const optionalBoolean = optional(required((value) => typeof value === 'boolean'));
export const identifiers = listOf(identifier);
/** A list of codes for each type of coding. */
export const textsByKey: Field<ReadonlyMap<string, readonly string[]>> = (value) => {
  if (!isJsonObject(value)) throw new FilterError(INVALID_PARAMETERS);
  return new Map(Object.entries(value).map(([key, codes]) => [key, texts(codes)]));
};

function required<T extends JsonValue>(isValid: (value: JsonValue | undefined) => value is T): Field<T> {
  return (value) => {
    if (isValid(value)) return value;
    throw new FilterError(INVALID_PARAMETERS);
  };
}

function optional<T>(field: Field<T>): Field<T | undefined> {
  return (value) => (value === undefined ? undefined : field(value));
}

function listOf<T>(field: Field<T>): Field<readonly T[]> {
  return (value) => {
    if (!Array.isArray(value)) throw new FilterError(INVALID_PARAMETERS);
    return value.map((item) => field(item ?? undefined));
  };
}

function identifier(value: JsonValue | undefined): IdentifierQuery {
  if (!isJsonObject(value)) throw new FilterError(INVALID_PARAMETERS);
  return readFields({ id: optionalText, system: optionalText, value: optionalText }, value);
}

/**
 * Reads the fields of a DTO; what the schema does not know is ignored, as on the server.
 * @throws FilterError when a required field is missing or a field has the wrong type
 */
export function readFields<Fields>(schema: FieldSchema<Fields>, json: JsonObject): Fields {
  const values = Object.entries<Field<unknown>>(schema).map(([name, field]) => [name, field(json[name] ?? undefined)]);
  return Object.fromEntries(values) as Fields;
}
