/**
 * A filter: one small JSON document that says which entities a node wants.
 *
 * ```json
 * { "owner": "self", "match": "all",
 *   "criteria": [ { "by": "label", "type": "IC-TEST", "code": "TEST" }, { "by": "id", "ids": ["…"], "not": true } ] }
 * ```
 * A criterion may say `"not": true`, and may be a group `{ "match": "any", "criteria": [ … ] }`, one level deep.
 */
import {
  CRITERIA,
  isCriterionKind,
  type CriterionDescription,
  type CriterionField,
  type CriterionFields,
  type CriterionKind,
  type CriterionSubject,
} from './criteria';
import { spanOfDate } from './dates';
import { ENTITIES, type EntityName } from './entities';
import { refusal, type Refusal } from './filter-refusal';
import { isJsonObject, type JsonObject } from './json';

export type Match = 'all' | 'any';

export interface Criterion {
  readonly by: CriterionKind;
  readonly not: boolean;
  readonly fields: CriterionFields;
}

export interface CriterionGroup {
  readonly match: Match;
  readonly not: boolean;
  readonly criteria: readonly Criterion[];
}

/** A filter that has been validated: every part of it is known to the entity that it was parsed for. */
export interface Filter {
  /** `self` (the account's own data owner) or a data owner's id; undefined only for an entity without owner. */
  readonly owner: string | undefined;
  readonly match: Match;
  readonly criteria: readonly (Criterion | CriterionGroup)[];
}

/** Why a filter was refused. `criterion` counts from 1 and is `2.1` for the first one inside the group in the second place. */
export interface FilterProblem extends Refusal {
  readonly criterion: string | undefined;
}

export type FilterParsing =
  { readonly ok: true; readonly filter: Filter } | { readonly ok: false; readonly problem: FilterProblem };

/** What is known of an entity when a filter is applied to it. */
export interface FilterSubject extends CriterionSubject {
  /** Ids of the data owners who have access, as far as the entity says so. */
  readonly owners: readonly string[];
  /** Whether the account itself has access: it can decrypt the entity or is one of the owners. */
  readonly sharedWithSelf: boolean;
}

class FilterRefusal extends Error {
  constructor(
    readonly criterion: string | undefined,
    readonly refusal: Refusal,
  ) {
    super(refusal.reason);
  }
}

/** Validates a filter from outside (a node's settings, a message). Nothing given means: everything of the account's own data owner. */
export function parseFilter(value: unknown, entity: EntityName): FilterParsing {
  try {
    return { ok: true, filter: readFilter(value ?? {}, entity) };
  } catch (error) {
    if (error instanceof FilterRefusal) {
      return { ok: false, problem: { criterion: error.criterion, ...error.refusal } };
    }
    throw error;
  }
}

/** The problem in one sentence, for an error or a badge's Catch node. */
export function describeFilterProblem(problem: FilterProblem): string {
  return problem.criterion === undefined ? problem.reason : `criterion ${problem.criterion}: ${problem.reason}`;
}

/** Whether an entity is what the filter asks for. This is the exact meaning; what the server matches is only a first sieve. */
export function matchesFilter(filter: Filter, subject: FilterSubject): boolean {
  if (filter.owner === 'self' && !subject.sharedWithSelf) return false;
  if (filter.owner !== undefined && filter.owner !== 'self' && !subject.owners.includes(filter.owner)) return false;
  return combine(filter.match, filter.criteria, (part) => matchesPart(part, subject));
}

/** Whether a filter has a criterion of a kind, in a group or not. */
export function asksFor({ criteria }: Filter, kind: CriterionKind): boolean {
  return criteria.some((part) => (isGroup(part) ? part.criteria.some(({ by }) => by === kind) : part.by === kind));
}

/** Whether a part of a filter is a group of criteria. */
export function isGroup(part: Criterion | CriterionGroup): part is CriterionGroup {
  return 'criteria' in part;
}

/** The filter as the JSON document that it was written as, with a fixed order of keys: equal filters give equal texts. */
export function filterToJson(filter: Filter): JsonObject {
  return {
    ...(filter.owner === undefined ? {} : { owner: filter.owner }),
    match: filter.match,
    criteria: filter.criteria.map((part) =>
      isGroup(part)
        ? { match: part.match, criteria: part.criteria.map(criterionToJson), ...(part.not ? { not: true } : {}) }
        : criterionToJson(part),
    ),
  };
}

function criterionToJson(criterion: Criterion): JsonObject {
  const json: JsonObject = { by: criterion.by };
  for (const field of CRITERIA[criterion.by].fields) {
    const value = criterion.fields[field.name];
    if (value !== undefined) json[field.name] = typeof value === 'string' ? value : [...value];
  }
  if (criterion.not) json.not = true;
  return json;
}

function matchesPart(part: Criterion | CriterionGroup, subject: CriterionSubject): boolean {
  const matched = isGroup(part)
    ? combine(part.match, part.criteria, (criterion) => matchesCriterion(criterion, subject))
    : CRITERIA[part.by].matches(part.fields, subject);
  return matched !== part.not;
}

function matchesCriterion(criterion: Criterion, subject: CriterionSubject): boolean {
  return CRITERIA[criterion.by].matches(criterion.fields, subject) !== criterion.not;
}

/** No criterion at all means everything, for `any` too: an empty list in the editor is "no filter". */
function combine<Part>(match: Match, parts: readonly Part[], test: (part: Part) => boolean): boolean {
  if (parts.length === 0) return true;
  return match === 'all' ? parts.every(test) : parts.some(test);
}

function readFilter(value: unknown, entity: EntityName): Filter {
  if (!isJsonObject(value)) throw new FilterRefusal(undefined, refusal('not-object'));
  refuseUnknownKeys(value, ['owner', 'match', 'criteria'], undefined);
  const criteria = readList(value.criteria ?? [], undefined).map((part, index) =>
    readPart(part, String(index + 1), entity),
  );
  return { owner: readOwner(value.owner, entity), match: readMatch(value.match, undefined), criteria };
}

function readOwner(value: unknown, entity: EntityName): string | undefined {
  if (value !== undefined && typeof value !== 'string') {
    throw new FilterRefusal(undefined, refusal('bad-owner'));
  }
  const owner = value === undefined || value.trim() === '' ? 'self' : value.trim();
  if (ENTITIES[entity].hasOwner) return owner;
  if (owner === 'self') return undefined;
  throw new FilterRefusal(undefined, refusal('no-owner', { entity }));
}

function readMatch(value: unknown, place: string | undefined): Match {
  if (value === undefined) return 'all';
  if (value === 'all' || value === 'any') return value;
  throw new FilterRefusal(place, refusal('bad-match'));
}

function readList(value: unknown, place: string | undefined): unknown[] {
  if (Array.isArray(value)) return value;
  throw new FilterRefusal(place, refusal('no-list'));
}

function readPart(value: unknown, place: string, entity: EntityName): Criterion | CriterionGroup {
  if (!isJsonObject(value)) throw new FilterRefusal(place, refusal('part-not-object'));
  if (!('criteria' in value)) return readCriterion(value, place, entity);
  refuseUnknownKeys(value, ['match', 'criteria', 'not'], place);
  const inner = readList(value.criteria, place);
  if (inner.length === 0) throw new FilterRefusal(place, refusal('empty-group'));
  return {
    match: readMatch(value.match, place),
    not: readNot(value.not, place),
    criteria: inner.map((criterion, index) => {
      const innerPlace = `${place}.${String(index + 1)}`;
      if (!isJsonObject(criterion)) throw new FilterRefusal(innerPlace, refusal('part-not-object'));
      if ('criteria' in criterion) throw new FilterRefusal(innerPlace, refusal('nested-group'));
      return readCriterion(criterion, innerPlace, entity);
    }),
  };
}

function readCriterion(value: JsonObject, place: string, entity: EntityName): Criterion {
  const { by } = value;
  const known = ENTITIES[entity].criteria;
  if (!isCriterionKind(by) || !known.includes(by)) {
    const values = { entity, known: known.join(', ') };
    throw new FilterRefusal(
      place,
      typeof by === 'string' ? refusal('unknown-kind', { ...values, kind: by }) : refusal('no-kind', values),
    );
  }
  const { fields, refuse }: CriterionDescription = CRITERIA[by];
  refuseUnknownKeys(value, ['by', 'not', ...fields.map((field) => field.name)], place);
  const read = Object.fromEntries(fields.map((field) => [field.name, readField(value[field.name], field, place)]));
  const refused = refuse?.(read);
  if (refused !== undefined) throw new FilterRefusal(place, refused);
  return { by, not: readNot(value.not, place), fields: read };
}

function readField(value: unknown, field: CriterionField, place: string): string | readonly string[] | undefined {
  if (value === undefined || value === '' || (Array.isArray(value) && value.length === 0)) {
    if (field.required) throw new FilterRefusal(place, refusal('missing', { field: field.name }));
    return undefined;
  }
  switch (field.kind) {
    case 'text':
      if (typeof value !== 'string') throw new FilterRefusal(place, refusal('not-text', { field: field.name }));
      return value;
    case 'list':
      if (!Array.isArray(value) || !value.every((item): item is string => typeof item === 'string' && item !== '')) {
        throw new FilterRefusal(place, refusal('not-list', { field: field.name }));
      }
      return value;
    case 'date':
      if (typeof value !== 'string' || spanOfDate(value) === undefined) {
        throw new FilterRefusal(place, refusal('bad-date', { field: field.name }));
      }
      return value;
    case 'choice': {
      const { choices = [] } = field;
      if (typeof value !== 'string' || !choices.includes(value)) {
        throw new FilterRefusal(place, refusal('bad-choice', { field: field.name, known: choices.join(', ') }));
      }
      return value;
    }
    default:
      return field.kind satisfies never;
  }
}

function readNot(value: unknown, place: string): boolean {
  if (value === undefined) return false;
  if (typeof value === 'boolean') return value;
  throw new FilterRefusal(place, refusal('bad-not'));
}

function refuseUnknownKeys(value: JsonObject, known: readonly string[], place: string | undefined): void {
  const unknown = Object.keys(value).find((key) => !known.includes(key));
  if (unknown !== undefined) {
    throw new FilterRefusal(place, refusal('unknown-key', { key: unknown, known: known.join(', ') }));
  }
}
