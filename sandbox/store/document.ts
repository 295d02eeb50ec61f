/** What the sandbox stores: the wire JSON of an entity, with an id and a revision. */
import type { JsonObject, JsonValue } from '../../src/model/json';
import { HttpError } from '../http/error';

/** A stored entity. */
export interface StoredDocument extends JsonObject {
  readonly id: string;
  readonly rev: string;
}

/** The collections, named as their paths. */
export const COLLECTION_KINDS = [
  'patient',
  'contact',
  'helement',
  'maintenancetask',
  'user',
  'hcparty',
  'device',
  'exchangedata',
  'exchangedatamap',
] as const;
export type CollectionKind = (typeof COLLECTION_KINDS)[number];

/** One write. `previous` is what was stored before; a purge tells the document as its soft deletion leaves it. */
export type Change =
  | { readonly operation: 'create'; readonly kind: CollectionKind; readonly document: StoredDocument }
  | {
      readonly operation: 'modify' | 'delete' | 'undelete' | 'purge';
      readonly kind: CollectionKind;
      readonly document: StoredDocument;
      readonly previous: StoredDocument;
    };

/** Characters that the real server refuses in ids (`EntityIdValidation` of kraken-common): spaces, control characters and a few more. */
const ILLEGAL_IN_ID = /[\s\p{Cc}/\\?#%;]/u;

/**
 * The id of a document that a client wants to store.
 * @throws HttpError 400 without an id or with one that the server cannot use
 */
export function idOf(document: JsonObject): string {
  const { id } = document;
  if (typeof id !== 'string' || id === '') throw new HttpError(400, 'The id of the entity is missing');
  if (ILLEGAL_IN_ID.test(id)) throw new HttpError(400, 'The id of the entity contains illegal characters');
  return id;
}

/** The JSON without its nulls, at any depth: for the server an absent field and null are the same, and it never sends nulls. */
export function withoutNulls(document: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(document).flatMap(([key, value]) =>
      value === null || value === undefined ? [] : [[key, withoutNullsInside(value)]],
    ),
  );
}

function withoutNullsInside(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(withoutNullsInside);
  return typeof value === 'object' && value !== null ? withoutNulls(value) : value;
}
