/** From a filter's JSON to something that can be asked: the reading of leaves by the tables, and of the combinators that hold them. */
import { isJsonObject, type JsonObject, type JsonValue } from '../../src/model/json';
import { contactFilters } from './contact';
import { deviceFilters } from './device';
import type { FilterableClass, FilterLeaf, FilterTable } from './definition';
import { FilterError, INVALID_PARAMETERS } from './errors';
import { healthcarePartyFilters } from './healthcare-party';
import { healthElementFilters } from './health-element';
import { maintenanceTaskFilters } from './maintenance-task';
import { patientFilters } from './patient';
import { serviceFilters } from './service';
import { userFilters } from './user';

/** A filter that has been read. */
export type ParsedFilter =
  | { readonly kind: 'leaf'; readonly leaf: FilterLeaf }
  | { readonly kind: 'union' | 'intersection'; readonly filters: readonly ParsedFilter[] }
  | { readonly kind: 'complement'; readonly superSet: ParsedFilter; readonly subSet: ParsedFilter };

const TABLES: Readonly<Record<FilterableClass, FilterTable>> = {
  User: userFilters,
  Patient: patientFilters,
  Service: serviceFilters,
  HealthElement: healthElementFilters,
  MaintenanceTask: maintenanceTaskFilters,
  Contact: contactFilters,
  HealthcareParty: healthcarePartyFilters,
  Device: deviceFilters,
};

const UNSUPPORTED =
  'Unsupported filter: the provided filter is not known by the backend version or is for another type of entity';

/**
 * Reads the JSON of a filter DTO for a class of documents. Fields that the DTO does not know are ignored.
 * @throws FilterError when it is no filter, lacks a field, has a field of the wrong type, or is for another class
 */
export function parseFilter(json: unknown, entityClass: FilterableClass): ParsedFilter {
  if (!isJsonObject(json)) throw new FilterError(INVALID_PARAMETERS);
  const { type, fields } = readType(json);
  switch (type) {
    case 'UnionFilter':
      return { kind: 'union', filters: parseAll(fields.filters, entityClass) };
    case 'IntersectionFilter':
      return { kind: 'intersection', filters: parseAll(fields.filters, entityClass) };
    case 'ComplementFilter':
      return {
        kind: 'complement',
        superSet: parseFilter(fields.superSet, entityClass),
        subSet: parseFilter(fields.subSet, entityClass),
      };
    default:
      return { kind: 'leaf', leaf: parseLeaf(type, fields, entityClass) };
  }
}

/** `$type`; or `type` when there is a `filterType`, which then holds what the DTO itself calls `type`. */
function readType(json: JsonObject): { type: string; fields: JsonObject } {
  if (typeof json.$type === 'string') return { type: json.$type, fields: json };
  if (typeof json.type === 'string' && 'filterType' in json) {
    return { type: json.type, fields: { ...json, type: json.filterType } };
  }
  throw new FilterError(INVALID_PARAMETERS);
}

function parseAll(filters: JsonValue | undefined, entityClass: FilterableClass): readonly ParsedFilter[] {
  if (filters === undefined || filters === null) return [];
  if (!Array.isArray(filters)) throw new FilterError(INVALID_PARAMETERS);
  return filters.map((filter) => parseFilter(filter, entityClass));
}

function parseLeaf(type: string, fields: JsonObject, entityClass: FilterableClass): FilterLeaf {
  const own = readerOf(type, TABLES[entityClass]);
  if (own !== undefined) return own(fields);
  const isOfAnotherClass = Object.values(TABLES).some((table) => readerOf(type, table) !== undefined);
  throw new FilterError(isOfAnotherClass ? UNSUPPORTED : INVALID_PARAMETERS);
}

function readerOf(type: string, table: FilterTable) {
  return Object.hasOwn(table, type) ? table[type] : undefined;
}
