/** Lists page by page, as the server's `/filter` and list routes answer them. */
import type { JsonObject } from '../../src/model/json';
import { numberIn, type Call } from '../http/call';
import type { StoredDocument } from '../store/document';

const DEFAULT_LIMIT = 1000;

/**
 * The page of a list that a call asks for by `limit` and `startDocumentId`. As on the real server the list is made anew for each
 * page: when the id to start with is no longer in it, the page is empty and looks like the end. The first version of the API tells
 * the limit and the length of the list, too.
 */
export function page<Item extends { readonly id: string }>(
  call: Call,
  items: readonly Item[],
  present: (item: Item) => JsonObject,
): JsonObject {
  const limit = numberIn(call, 'limit') ?? DEFAULT_LIMIT;
  const startId = call.query('startDocumentId');
  const start = startId === undefined ? 0 : items.findIndex(({ id }) => id === startId);
  const rest = start === -1 ? [] : items.slice(start);
  const next = rest[limit];
  return {
    ...(call.version === 'v1' ? { pageSize: limit, totalSize: items.length } : {}),
    rows: rest.slice(0, limit).map(present),
    ...(next === undefined ? {} : { nextKeyPair: { startKeyDocId: next.id } }),
  };
}

/** In the order in which the server goes through what a filter has found. */
export function byId(left: StoredDocument, right: StoredDocument): number {
  if (left.id === right.id) return 0;
  return left.id < right.id ? -1 : 1;
}
