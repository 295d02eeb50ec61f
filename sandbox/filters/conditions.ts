/** The conditions that many filters share, on wire documents. */
import { isJsonObject, type JsonObject, type JsonValue } from '../../src/model/json';
import type { IdentifierQuery } from './fields';

/** The objects in a list of a document; nothing when there is no such list. */
export function objectsOf(value: JsonValue | undefined): JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

/** Whether a list of tags or codes has one of this type and, when given, this code: exact, case-sensitive, of any version. */
export function hasStub(stubs: JsonValue | undefined, type: string, code: string | undefined): boolean {
  return objectsOf(stubs).some((stub) => stub.type === type && (code === undefined || stub.code === code));
}

/** Like `hasStub`, and true when no type is asked for. */
export function hasStubIfAsked(
  stubs: JsonValue | undefined,
  type: string | undefined,
  code: string | undefined,
): boolean {
  return type === undefined || hasStub(stubs, type, code);
}

/** Why a code without a type is refused; the server checks it when it reads the filter. */
export function refuseCodeWithoutType(fields: {
  readonly tagType: string | undefined;
  readonly tagCode: string | undefined;
  readonly codeType: string | undefined;
  readonly codeCode: string | undefined;
}): string | undefined {
  if (fields.tagCode !== undefined && fields.tagType === undefined) {
    return 'If you specify tagCode you must also specify tagType';
  }
  if (fields.codeCode !== undefined && fields.codeType === undefined) {
    return 'If you specify codeCode you must also specify codeType';
  }
  return undefined;
}

/** Whether one of the identifiers is the document's: same system, same value. */
export function hasIdentifier(identifiers: JsonValue | undefined, wanted: readonly IdentifierQuery[]): boolean {
  return pairs(identifiers, wanted, (own, query) => own.system === query.system && own.value === query.value);
}

/**
 * How the server compares identifiers when it matches events: system and the identifier's own `id`, never the value.
 * Identifiers rarely have an id, and two absent ones are equal, so that every value of the system matches.
 */
export function hasIdentifierById(identifiers: JsonValue | undefined, wanted: readonly IdentifierQuery[]): boolean {
  return pairs(identifiers, wanted, (own, query) => own.system === query.system && own.id === query.id);
}

function pairs(
  identifiers: JsonValue | undefined,
  wanted: readonly IdentifierQuery[],
  same: (own: JsonObject, query: IdentifierQuery) => boolean,
): boolean {
  const own = objectsOf(identifiers).map(({ id, system, value }) => ({
    id: id ?? undefined,
    system: system ?? undefined,
    value: value ?? undefined,
  }));
  return wanted.some((query) => own.some((identifier) => same(identifier, query)));
}

/** Whether a list of strings in a document has one of `wanted`. */
export function overlaps(values: JsonValue | undefined, wanted: readonly string[]): boolean {
  return Array.isArray(values) && values.some((value) => typeof value === 'string' && wanted.includes(value));
}

/** Whether the document's id is one of `ids`. */
export function hasId(document: JsonObject, ids: readonly string[]): boolean {
  return typeof document.id === 'string' && ids.includes(document.id);
}

/** Whether a list in a document has anything in it. */
export function hasItems(values: JsonValue | undefined): boolean {
  return Array.isArray(values) && values.length > 0;
}

/** Whether a soft deletion or an end of life is written in the document under `field`. */
export function isSet(document: JsonObject, field: 'deletionDate' | 'endOfLife'): boolean {
  return document[field] !== undefined && document[field] !== null;
}

/** Text as the server compares names: without case, accents and anything but letters, digits and `_`. */
export function sanitized(text: string): string {
  return text.normalize('NFD').replace(/\W/g, '').toLowerCase();
}

/** The strings among values of a document. */
export function textsAmong(values: readonly (JsonValue | undefined)[]): string[] {
  return values.filter((value): value is string => typeof value === 'string');
}
