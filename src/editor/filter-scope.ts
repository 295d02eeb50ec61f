/** Whose filter a dialog is about: an entity's, or that of any entity, when each message names its own. */
import type { CriterionKind } from '../model/criteria';
import { ENTITIES, ENTITY_NAMES, type EntityName } from '../model/entities';
import { parseFilter, type FilterParsing } from '../model/filter';
import { isJsonObject } from '../model/json';
import { withoutEnvironment } from './filter-environment';

export type FilterScope = EntityName | 'any';

/** What a filter is for. */
export interface FilterUse {
  readonly scope: FilterScope;
  /** Whether it is for events as they happen, of which the server matches only some kinds of criterion itself. */
  readonly isLive: boolean;
}

type EntityNames = readonly [EntityName, ...EntityName[]];

/** The kinds of criterion that a filter may contain. */
export function criteriaOf(scope: FilterScope): readonly CriterionKind[] {
  return [...new Set(namesOf(scope).flatMap((entity) => ENTITIES[entity].criteria))];
}

/** Whether the filter's owner means something. */
export function hasOwner(scope: FilterScope): boolean {
  return namesOf(scope).some((entity) => ENTITIES[entity].hasOwner);
}

/** Whether the server itself holds back the events of entities that do not fulfil a criterion of a kind. */
export function isMatchedLive(scope: FilterScope, kind: CriterionKind): boolean {
  return namesOf(scope).every((entity) => ENTITIES[entity].matchedLive.includes(kind));
}

/**
 * Validates a filter by the rules of the runtime, whatever its environment variables will hold. For any entity: whether there is one that takes it.
 */
export function parseScoped(filter: unknown, scope: FilterScope): FilterParsing {
  const judged = withoutEnvironment(filter);
  const names = namesOf(scope);
  const taker = names.find((entity) => parseFilter(judged, entity).ok);
  return parseFilter(judged, taker ?? closest(judged, names));
}

/** The entity that knows all kinds of criterion in the filter: its problem tells what is missing, not only what it does not know. */
function closest(filter: unknown, names: EntityNames): EntityName {
  const { criteria } = isJsonObject(filter) ? filter : {};
  const kinds = Array.isArray(criteria) ? criteria.map((part) => (isJsonObject(part) ? part.by : undefined)) : [];
  const knowing = names.find((entity) =>
    kinds.every((kind) => kind === undefined || ENTITIES[entity].criteria.some((known) => known === kind)),
  );
  return knowing ?? names[0];
}

function namesOf(scope: FilterScope): EntityNames {
  return scope === 'any' ? ENTITY_NAMES : [scope];
}
