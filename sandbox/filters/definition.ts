/** What the tables of filters are made of. */
import type { JsonObject } from '../../src/model/json';
import { isSet } from './conditions';
import { FilterError } from './errors';
import { readFields, type FieldSchema } from './fields';

/** The classes whose documents can be filtered, by the server's short names. */
export type FilterableClass =
  'User' | 'Patient' | 'Service' | 'HealthElement' | 'MaintenanceTask' | 'Contact' | 'HealthcareParty' | 'Device';

/** What matching needs to know of the server and of who asks. */
export interface FilterContext {
  /** Whether live matching has the real server's oddities, or means what the filters' names say. REST is always as on the server. */
  readonly quirks: boolean;
  /** Whom REST means when a filter names no data owner; undefined for a user who is none, and then nothing is found. */
  readonly callerDataOwnerId: string | undefined;
  /** The server's `searchKeyMatcher`: whether the document has a delegation for the data owner, without hierarchy. */
  readonly hasAccess: (dataOwnerId: string, document: JsonObject) => boolean;
}

/**
 * Whether a document is accessible to a data owner. Nobody named (undefined): a live event of anybody passes, on REST the caller
 * is meant.
 */
export type OwnerTest = (dataOwnerId: string | undefined, document: JsonObject) => boolean;

/** Whether a wire document is what a filter with these fields asks for. */
export type Predicate<Fields> = (fields: Fields, document: JsonObject, isOwner: OwnerTest) => boolean;

/** What a filter DTO with these fields does. */
export interface FilterDefinition<Fields> {
  /** A reason to refuse the combination of fields, if there is one. */
  readonly refuse?: (fields: Fields) => string | undefined;
  /** False for filters that the server does not match against events; true unless said otherwise. */
  readonly usableLive?: boolean;
  /** What the filter's name says. */
  readonly matches: Predicate<Fields>;
  /** What the server really does with events, where that differs from `matches`. */
  readonly liveQuirk?: Predicate<Fields>;
  /** Whether the server, in live matching, passes over what has an end of life (a quirk): DELETE events of services, say. */
  readonly skipsEnded?: boolean;
  /** What the server does on REST, where that differs from `matches`. Deleted documents are never asked. */
  readonly rest?: Predicate<Fields>;
  /** The answer on REST when it does not depend on what is stored. */
  readonly restIds?: (fields: Fields) => readonly string[];
}

type DocumentTest = (document: JsonObject, isOwner: OwnerTest) => boolean;

/** A filter DTO with its fields filled in. */
export interface FilterLeaf {
  readonly usableLive: boolean;
  readonly matches: DocumentTest;
  readonly liveQuirk: DocumentTest;
  readonly rest: DocumentTest;
  readonly restIds: readonly string[] | undefined;
}

/** Makes a filter of a DTO's JSON; throws FilterError when its fields are not as they must be. */
export type FilterReader = (json: JsonObject) => FilterLeaf;

/** The filters of one class, by `$type`. */
export type FilterTable = Readonly<Record<string, FilterReader>>;

/** An entry of a table: what the DTO's fields must be, and what it does. */
export function filter<Fields>(
  schema: FieldSchema<Fields>,
  definition: FilterDefinition<NoInfer<Fields>>,
): FilterReader {
  return (json) => {
    const fields = readFields(schema, json);
    const refusal = definition.refuse?.(fields);
    if (refusal !== undefined) throw new FilterError(refusal);
    const { matches, liveQuirk = matches, rest = matches, skipsEnded = false } = definition;
    return {
      usableLive: definition.usableLive ?? true,
      matches: (document, isOwner) => matches(fields, document, isOwner),
      liveQuirk: (document, isOwner) =>
        !(skipsEnded && isSet(document, 'endOfLife')) && liveQuirk(fields, document, isOwner),
      rest: (document, isOwner) => rest(fields, document, isOwner),
      restIds: definition.restIds?.(fields),
    };
  };
}
