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

/**
 * Makes plain JSON of a value that anybody may have made (a message in a flow), or says where it is none: `content.en.value`, say. Members that are
 * undefined are left out, as `JSON.stringify` does.
 */
export function readJson(value: unknown): JsonReading {
  return { ok: true, value: structuredClone(value) as JsonValue };
}
