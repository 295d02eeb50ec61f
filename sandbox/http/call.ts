/** A request as a route sees it, and the reading of what it brings. */
import { isJsonObject, type JsonObject, type JsonValue } from '../../src/model/json';
import type { Caller } from '../auth/caller';
import { HttpError } from './error';

/** The versions of the API, as they stand in its paths. Both work on the same data. */
export type ApiVersion = 'v1' | 'v2';

/** A request that anybody may make. */
export interface AnonymousCall {
  /** By which version of the API it came, where answers differ. */
  readonly version: ApiVersion;
  /** A part of the path, decoded. */
  readonly param: (name: string) => string;
  readonly query: (name: string) => string | undefined;
  readonly header: (name: string) => string | undefined;
  /** The parsed body; undefined without one. */
  readonly body: unknown;
}

/** A request of somebody who has logged in. */
export interface Call extends AnonymousCall {
  readonly caller: Caller;
}

/** An answer that is not JSON but the text itself. */
export class PlainText {
  constructor(readonly text: string) {}
}

/** What a route answers, with status 200. */
export type Answer = JsonValue | PlainText;

/** What the server says about anything that it cannot read. */
const INVALID_PARAMETERS = 'Invalid parameters for method';

/** @throws HttpError 400 */
export function objectIn(value: unknown): JsonObject {
  if (isJsonObject(value)) return value;
  throw new HttpError(400, INVALID_PARAMETERS);
}

/** @throws HttpError 400 when it is no list of objects */
export function objectsIn(value: unknown): JsonObject[] {
  if (Array.isArray(value) && value.every(isJsonObject)) return value;
  throw new HttpError(400, INVALID_PARAMETERS);
}

/** @throws HttpError 400 when it is no list of texts */
export function textsIn(value: unknown): string[] {
  if (Array.isArray(value) && value.every((item): item is string => typeof item === 'string')) return value;
  throw new HttpError(400, INVALID_PARAMETERS);
}

/** The ids in a body `{"ids": […]}`. @throws HttpError 400 */
export function idsIn(body: unknown): string[] {
  return textsIn(objectIn(body).ids);
}

/** The revisions in a body `{"ids": [{"id", "rev"}, …]}`. @throws HttpError 400 */
export function revisionsIn(body: unknown): { readonly id: string; readonly rev: string }[] {
  return objectsIn(objectIn(body).ids).map(({ id, rev }) => {
    if (typeof id !== 'string' || typeof rev !== 'string') throw new HttpError(400, INVALID_PARAMETERS);
    return { id, rev };
  });
}

/** A number in the query; undefined without one. @throws HttpError 400 */
export function numberIn(call: AnonymousCall, name: string): number | undefined {
  const text = call.query(name);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (Number.isFinite(value)) return value;
  throw new HttpError(400, INVALID_PARAMETERS);
}
