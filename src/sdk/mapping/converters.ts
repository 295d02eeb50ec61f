/** The vocabulary of the mapping tables: how the fields of a wire object become the fields of a MedTech object. */
import { isJsonObject, type JsonObject, type JsonValue } from '../../model/json';

/** Makes a field of the payload from a field of the wire; undefined means that the payload does not have it. */
export type Convert = (value: JsonValue | undefined) => JsonValue | undefined;

/** By the name in the payload: the name on the wire and how to convert it. Fields of the wire that no table names do not reach the payload. */
export type MappingTable = Readonly<Record<string, readonly [wireName: string, convert: Convert]>>;

/** Takes the value as it is; null counts as absent. */
export const plain: Convert = (value) => value ?? undefined;

/** Always a list, empty when absent, as the MedTech model declares it. */
export function listOf(convert: Convert): Convert {
  return (value) => (Array.isArray(value) ? value.map(convert).filter((item) => item !== undefined) : []);
}

/** A list only where there is one. */
export function optionalListOf(convert: Convert): Convert {
  const list = listOf(convert);
  return (value) => (Array.isArray(value) ? list(value) : undefined);
}

/** A record by key, empty when absent. */
export function recordOf(convert: Convert): Convert {
  return (value) => {
    if (!isJsonObject(value)) return {};
    const entries = Object.entries(value).map(([key, item]) => [key, convert(item)] as const);
    return Object.fromEntries(entries.filter(([, item]) => item !== undefined));
  };
}

/** An object by a table; absent when the wire has none. */
export function objectOf(table: () => MappingTable): Convert {
  return (value) => (isJsonObject(value) ? mapObject(table(), value) : undefined);
}

/** Fields that have the same name and form on both sides. */
export function same(...names: readonly string[]): MappingTable {
  return Object.fromEntries(names.map((name) => [name, [name, plain] as const]));
}

export function mapObject(table: MappingTable, wire: JsonObject): JsonObject {
  const payload: JsonObject = {};
  for (const [name, [wireName, convert]] of Object.entries(table)) {
    const value = convert(wire[wireName]);
    if (value !== undefined) payload[name] = value;
  }
  return payload;
}
