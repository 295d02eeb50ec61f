/** Which fields of an entity are encrypted, and the encryption of them: they become the `encryptedSelf` of the object that they are in. */
import { isJsonObject, type JsonObject, type JsonValue } from '../../model/json';
import { decryptContent, encryptContent } from './content-cipher';
import { METADATA_FIELDS, type EncryptedEntity } from './encryption';

export interface EncryptedFields {
  /** The fields of the object itself. */
  readonly own: ReadonlySet<string>;
  /** Of the objects in its fields, by the field's name. */
  readonly nested: ReadonlyMap<string, EncryptedFields>;
}

const NONE: EncryptedFields = { own: new Set(), nested: new Map() };

/** Those that the SDKs encrypt unless they are told otherwise, by their names on the wire. A data sample is a service. */
export const ENCRYPTED_FIELDS: Readonly<Record<EncryptedEntity, EncryptedFields>> = {
  Patient: withNotes('note'),
  DataSample: withNotes('content'),
  HealthcareElement: withNotes('descr', 'note'),
  Notification: { own: new Set(['properties', 'status']), nested: new Map() },
};

function withNotes(...names: readonly string[]): EncryptedFields {
  const note = { own: new Set(['markdown']), nested: new Map<string, EncryptedFields>() };
  return { own: new Set(names), nested: new Map([['notes', note]]) };
}

/**
 * A new object with its fields encrypted. It has an `encryptedSelf` even when nothing of it is to be encrypted: SDKs look for it.
 * @param object nothing in it is encrypted yet
 * @param key as hex
 */
export function encryptNew(object: JsonObject, fields: EncryptedFields, key: string): JsonObject {
  return changeEncrypted({}, object, fields, key);
}

/**
 * An object with some of its fields changed; everything else stays as it is, encrypted or not. What was encrypted before stays encrypted, whether
 * it is among the usual fields or not.
 * @param current as the server has it
 * @param patch nothing in it is encrypted yet; a field that is null goes away
 * @param key as hex: what `current` is encrypted with
 */
export function changeEncrypted(
  current: JsonObject,
  patch: JsonObject,
  usual: EncryptedFields,
  key: string,
): JsonObject {
  const fields = learn(usual, current, key);
  const { encryptedSelf, ...clear } = current;
  const opened = open(encryptedSelf, key);
  const secret: [string, JsonValue][] = [];
  const visible: [string, JsonValue][] = [];
  for (const [name, value] of Object.entries({ ...clear, ...opened, ...patch })) {
    if (value === undefined || (value === null && Object.hasOwn(patch, name))) continue;
    const isChanged = Object.hasOwn(patch, name);
    // What came in the clear, with encrypted parts in it, stays so: SDKs need not look for encrypted parts in what they have decrypted.
    const isSecret = fields.own.has(name) && (isChanged || Object.hasOwn(opened, name) || !hasEncryptedPart(value));
    if (isSecret) secret.push([name, value]);
    else visible.push([name, isChanged ? encryptNested(value, fields.nested.get(name) ?? NONE, key) : value]);
  }
  return { ...Object.fromEntries(visible), encryptedSelf: encryptContent(key, Object.fromEntries(secret)) };
}

function encryptNested(value: JsonValue, fields: EncryptedFields, key: string): JsonValue {
  if (fields.own.size === 0 && fields.nested.size === 0) return value;
  if (Array.isArray(value)) return value.map((item) => encryptNested(item, fields, key));
  if (!isJsonObject(value)) return value;
  if (fields.own.size > 0) return encryptNew(value, fields, key);
  const entries = Object.entries(value).map(([name, field]) => [
    name,
    field === undefined ? field : encryptNested(field, fields.nested.get(name) ?? NONE, key),
  ]);
  return Object.fromEntries(entries) as JsonObject;
}

/** Adds to the known fields those that are encrypted in `value`, an object or a list of objects. */
function learn(known: EncryptedFields, value: JsonValue, key: string): EncryptedFields {
  if (Array.isArray(value)) return value.reduce((fields, item) => learn(fields, item, key), known);
  if (!isJsonObject(value)) return known;
  const opened = open(value.encryptedSelf, key);
  const nested = new Map(known.nested);
  for (const [name, field] of Object.entries({ ...value, ...opened })) {
    if (field === undefined || METADATA_FIELDS.has(name)) continue;
    const learned = learn(nested.get(name) ?? NONE, field, key);
    if (learned.own.size > 0 || learned.nested.size > 0) nested.set(name, learned);
  }
  return { own: new Set([...known.own, ...Object.keys(opened)]), nested };
}

/** Nothing, where nothing is encrypted with the key. */
function open(encryptedSelf: JsonValue | undefined, key: string): JsonObject {
  return typeof encryptedSelf === 'string' ? (decryptContent([key], encryptedSelf)?.content ?? {}) : {};
}

function hasEncryptedPart(value: JsonValue): boolean {
  if (Array.isArray(value)) return value.some(hasEncryptedPart);
  if (!isJsonObject(value)) return false;
  return Object.entries(value).some(
    ([name, field]) => field !== undefined && (name === 'encryptedSelf' || hasEncryptedPart(field)),
  );
}
