/**
 * Predicates: the second half of a filter chain (`{filter, predicate}`), a condition on the fields of what the filter found.
 * The semantics are those of `KeyValuePredicate` and its siblings in kraken-common.
 */
import { isJsonObject, type JsonObject, type JsonValue } from '../src/model/json';
import { FilterError } from './filters';

export type Predicate = (document: JsonObject) => boolean;

type Comparison = (field: JsonValue | undefined, value: JsonValue | undefined) => boolean;

/**
 * Reads a predicate; without one, everything passes.
 * @throws FilterError when it is none
 */
export function parsePredicate(json: unknown): Predicate {
  if (json === undefined || json === null) return () => true;
  if (!isJsonObject(json) || typeof json.$type !== 'string') throw invalid();
  switch (json.$type) {
    case 'AlwaysPredicate':
      return () => true;
    case 'AndPredicate': {
      const parts = parseAll(json.predicates);
      return (document) => parts.every((part) => part(document));
    }
    case 'OrPredicate': {
      const parts = parseAll(json.predicates);
      return (document) => parts.some((part) => part(document));
    }
    case 'NotPredicate': {
      if (!isJsonObject(json.predicate)) throw invalid();
      const part = parsePredicate(json.predicate);
      return (document) => !part(document);
    }
    case 'KeyValuePredicate':
      return parseKeyValue(json);
    default:
      throw invalid();
  }
}

function parseAll(predicates: JsonValue | undefined): Predicate[] {
  if (!Array.isArray(predicates)) throw invalid();
  return predicates.map((predicate) => {
    if (predicate === null) throw invalid();
    return parsePredicate(predicate);
  });
}

function parseKeyValue({ key, operator, value }: JsonObject): Predicate {
  if (typeof key !== 'string' || typeof operator !== 'string') throw invalid();
  const comparison = comparisonOf(operator, value);
  return (document) => comparison(fieldOf(document, key), value ?? undefined);
}

/** A field that may lie deeper: `address.city`. */
function fieldOf(document: JsonObject, key: string): JsonValue | undefined {
  return key
    .split('.')
    .reduce<JsonValue | undefined>((part, name) => (isJsonObject(part) ? part[name] : undefined), document);
}

function comparisonOf(operator: string, value: JsonValue | undefined): Comparison {
  switch (operator) {
    case 'EQUAL':
      return (field, wanted) => field === wanted;
    case 'NOTEQUAL':
      return (field, wanted) => field !== wanted;
    case 'GREATERTHAN':
      return ordered((field, wanted) => field > wanted);
    case 'SMALLERTHAN':
      return ordered((field, wanted) => field < wanted);
    case 'GREATERTHANOREQUAL':
      return ordered((field, wanted) => field >= wanted);
    case 'SMALLERTHANOREQUAL':
      return ordered((field, wanted) => field <= wanted);
    case 'LIKE':
      return matching(value, '');
    case 'ILIKE':
      return matching(value, 'i');
    default:
      throw invalid();
  }
}

/** An absent field fails every ordering, an absent value is passed by every field. */
function ordered(compare: (field: string | number, wanted: string | number) => boolean): Comparison {
  return (field, wanted) => {
    if (field === undefined || field === null) return false;
    if (wanted === undefined || wanted === null) return true;
    if (typeof field === 'number' && typeof wanted === 'number') return compare(field, wanted);
    return typeof field === 'string' && typeof wanted === 'string' && compare(field, wanted);
  };
}

/** The value is a regular expression for the whole field. */
function matching(value: JsonValue | undefined, flags: string): Comparison {
  if (typeof value !== 'string') return () => false;
  const pattern = compile(value, flags);
  return (field) => (typeof field === 'string' || typeof field === 'number') && pattern.test(String(field));
}

function compile(value: string, flags: string): RegExp {
  try {
    return new RegExp(`^(?:${value})$`, flags);
  } catch {
    throw invalid();
  }
}

function invalid(): FilterError {
  return new FilterError('Invalid parameters for method');
}
