/** Reading of JSON whose shape is not certain. */
import { isJsonObject, type JsonObject, type JsonValue } from '../src/model/json';

/** The objects in a list; nothing when it is no list. */
export function objectsOf(value: JsonValue | undefined): JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

/** The texts in a list; nothing when it is no list. */
export function textsOf(value: JsonValue | undefined): string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}
