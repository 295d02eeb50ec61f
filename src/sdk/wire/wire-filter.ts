/**
 * The part of a filter that the server gets right for live events, in its own JSON. It is a first sieve: what the exact filter lets
 * through, the server must never hold back. So a criterion that its live matching does wrongly (identifiers compare ids, not values), does
 * not do (labels of patients) or does not do for this event type (labels of deleted services) is not sent at all.
 * Sources: the `matches` functions of the filters in github.com/icure/kraken-common.
 */
import type { EventType } from '../../model/entities';
import { isGroup, type Criterion, type CriterionGroup, type Filter } from '../../model/filter';
import type { JsonObject } from '../../model/json';
import type { ChannelRequest } from '../port';
import { UNTYPED } from '../mapping/notification';

/** What a criterion is translated for. */
interface Scope {
  readonly eventType: EventType;
  /** The data owner who must have access. */
  readonly owner: string;
}

interface EntityFilters {
  /** Everything of an owner. */
  readonly all: (owner: string) => JsonObject;
  readonly byIds: string;
  /** A label (`tag`) or a code; undefined when the server cannot do it live. */
  readonly byCoding: (kind: 'tag' | 'code', criterion: Criterion, scope: Scope) => JsonObject | undefined;
}

const FILTERS: Readonly<Record<ChannelRequest['entity'], EntityFilters>> = {
  Patient: {
    all: (healthcarePartyId) => ({ $type: 'PatientByHcPartyFilter', healthcarePartyId }),
    byIds: 'PatientByIdsFilter',
    // Servers older than 2025 do not know a filter on labels, and none has one on codes.
    byCoding: () => undefined,
  },
  DataSample: {
    all: (hcpId) => ({ $type: 'ServiceByHcPartyFilter', hcpId }),
    byIds: 'ServiceByIdsFilter',
    // It asks for a service that has not ended, and a deleted one has: on DELETE it would hold everything back.
    byCoding: (kind, criterion, { eventType, owner }) =>
      eventType === 'DELETE' ? undefined : coding('ServiceByHcPartyTagCodeDateFilter', kind, criterion, owner),
  },
  HealthcareElement: {
    all: (hcpId) => ({ $type: 'HealthElementByHcPartyFilter', hcpId }),
    byIds: 'HealthElementByIdsFilter',
    byCoding: (kind, criterion, { owner }) => coding('HealthElementByHcPartyTagCodeFilter', kind, criterion, owner),
  },
  Notification: {
    // There is no filter for all of them; each was created after 1970.
    all: (healthcarePartyId) => ({ $type: 'MaintenanceTaskAfterDateFilter', healthcarePartyId, date: 0 }),
    byIds: 'MaintenanceTaskByIdsFilter',
    byCoding: () => undefined,
  },
  User: {
    all: () => ({ $type: 'AllUsersFilter' }),
    byIds: 'UserByIdsFilter',
    byCoding: () => undefined,
  },
};

/**
 * @param self the account's own data owner, whom `owner: "self"` means
 */
export function toWireFilter({ entity, eventType, filter }: ChannelRequest, self: string): JsonObject {
  const owner = filter.owner === undefined || filter.owner === 'self' ? self : filter.owner;
  const all = FILTERS[entity].all(owner);
  const criteria = combine(filter, (part) => translatePart(entity, part, { eventType, owner }));
  return criteria === undefined ? all : intersection([all, criteria]);
}

/** Undefined: the server holds nothing back on its account. */
function translatePart(
  entity: ChannelRequest['entity'],
  part: Criterion | CriterionGroup,
  scope: Scope,
): JsonObject | undefined {
  if (part.not) return undefined;
  if (isGroup(part)) return combine(part, (criterion) => translatePart(entity, criterion, scope));
  const filters = FILTERS[entity];
  switch (part.by) {
    case 'id':
      return { $type: filters.byIds, ids: [part.fields.ids ?? []].flat() };
    case 'label':
      return filters.byCoding('tag', part, scope);
    case 'code':
      return filters.byCoding('code', part, scope);
    case 'type':
      return byType(part, scope);
    case 'identifier':
      return undefined;
    default:
      return part.by satisfies never;
  }
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

function coding($type: string, kind: 'tag' | 'code', { fields }: Criterion, healthcarePartyId: string): JsonObject {
  const code = fields.code === undefined ? {} : { [`${kind}Code`]: String(fields.code) };
  return { $type, healthcarePartyId, [`${kind}Type`]: String(fields.type), ...code };
}

/** One without a type of its own has `OTHER` in the payload only, not on the server. */
function byType({ fields }: Criterion, { owner }: Scope): JsonObject | undefined {
  if (fields.type === UNTYPED) return undefined;
  return { $type: 'MaintenanceTaskByHcPartyAndTypeFilter', healthcarePartyId: owner, type: String(fields.type) };
}

function intersection(filters: JsonObject[]): JsonObject {
  const [only, another] = filters;
  return only !== undefined && another === undefined ? only : { $type: 'IntersectionFilter', filters };
}

function union(filters: JsonObject[]): JsonObject {
  const [only, another] = filters;
  return only !== undefined && another === undefined ? only : { $type: 'UnionFilter', filters };
}
