/**
 * What the server's filters have in common for events and for searches. It is a first sieve in either case: what the exact filter lets through,
 * the server must never hold back, so that what it would do wrongly is not sent at all. What it does right differs, see `wire-filter.ts` (events)
 * and `../store/search-filter.ts` (searches).
 */
import type { EntityName } from '../../model/entities';
import { isGroup, type Criterion, type CriterionGroup, type Filter } from '../../model/filter';
import type { JsonObject } from '../../model/json';
import { UNTYPED } from '../mapping/notification';

interface EntityFilters {
  /** Everything of an owner. */
  readonly all: (owner: string) => JsonObject;
  readonly byIds: string;
}

export const FILTERS: Readonly<Record<EntityName, EntityFilters>> = {
  Patient: {
    all: (healthcarePartyId) => ({ $type: 'PatientByHcPartyFilter', healthcarePartyId }),
    byIds: 'PatientByIdsFilter',
  },
  DataSample: {
    all: (hcpId) => ({ $type: 'ServiceByHcPartyFilter', hcpId }),
    byIds: 'ServiceByIdsFilter',
  },
  HealthcareElement: {
    all: (hcpId) => ({ $type: 'HealthElementByHcPartyFilter', hcpId }),
    byIds: 'HealthElementByIdsFilter',
  },
  Notification: {
    // There is no filter for all of them; each was created after 1970.
    all: (healthcarePartyId) => ({ $type: 'MaintenanceTaskAfterDateFilter', healthcarePartyId, date: 0 }),
    byIds: 'MaintenanceTaskByIdsFilter',
  },
  User: {
    all: () => ({ $type: 'AllUsersFilter' }),
    byIds: 'UserByIdsFilter',
  },
};

/** The filters on labels (`tag`) and codes; undefined where the server cannot be relied on to have one. */
export const CODING_FILTERS: Readonly<Record<EntityName, string | undefined>> = {
  // Servers older than 2025 do not know a filter on labels, and none has one on codes.
  Patient: undefined,
  DataSample: 'ServiceByHcPartyTagCodeDateFilter',
  HealthcareElement: 'HealthElementByHcPartyTagCodeFilter',
  Notification: undefined,
  User: undefined,
};

/** @param self the account's own data owner, whom `owner: "self"` means */
export function ownerOf({ owner }: Filter, self: string): string {
  return owner === undefined || owner === 'self' ? self : owner;
}

/**
 * The criteria in the server's JSON.
 * @param translate one criterion, without its `not`; undefined when the server cannot tell
 * @returns undefined when the server holds nothing back on account of the criteria
 */
export function translateCriteria(
  filter: Filter,
  translate: (criterion: Criterion) => JsonObject | undefined,
): JsonObject | undefined {
  const translatePart = (part: Criterion | CriterionGroup): JsonObject | undefined => {
    if (part.not) return undefined;
    return isGroup(part) ? combine(part, translatePart) : translate(part);
  };
  return combine(filter, translatePart);
}

export function byIds(entity: EntityName, { fields }: Criterion): JsonObject {
  return { $type: FILTERS[entity].byIds, ids: [fields.ids ?? []].flat() };
}

export function byCoding(
  $type: string,
  kind: 'tag' | 'code',
  { fields }: Criterion,
  healthcarePartyId: string,
): JsonObject {
  const code = fields.code === undefined ? {} : { [`${kind}Code`]: String(fields.code) };
  return { $type, healthcarePartyId, [`${kind}Type`]: String(fields.type), ...code };
}

/** One without a type of its own has `OTHER` in the payload only, not on the server. */
export function byType({ fields }: Criterion, owner: string): JsonObject | undefined {
  if (fields.type === UNTYPED) return undefined;
  return { $type: 'MaintenanceTaskByHcPartyAndTypeFilter', healthcarePartyId: owner, type: String(fields.type) };
}

export function intersection(filters: JsonObject[]): JsonObject {
  const [only, another] = filters;
  return only !== undefined && another === undefined ? only : { $type: 'IntersectionFilter', filters };
}

function union(filters: JsonObject[]): JsonObject {
  const [only, another] = filters;
  return only !== undefined && another === undefined ? only : { $type: 'UnionFilter', filters };
}

/** Of `all`, the parts that can be told are enough; of `any`, one that cannot be told spoils the rest. */
function combine<Part extends Criterion | CriterionGroup>(
  { match, criteria }: Pick<Filter, 'match'> & { readonly criteria: readonly Part[] },
  translate: (part: Part) => JsonObject | undefined,
): JsonObject | undefined {
  const translated = criteria.map(translate);
  const told = translated.filter((part) => part !== undefined);
  if (told.length === 0) return undefined;
  switch (match) {
    case 'all':
      return intersection(told);
    case 'any':
      return told.length < translated.length ? undefined : union(told);
    default:
      return match satisfies never;
  }
}
