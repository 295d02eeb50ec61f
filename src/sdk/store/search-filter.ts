/**
 * The part of a filter that the server gets right in a search. There it does other things right, and wrong, than with live events: identifiers are
 * compared by system and value, but a type of label or code is only looked up together with a code. Sources: the resolvers of the filters in
 * github.com/icure/kraken-common.
 */
import type { EntityName } from '../../model/entities';
import type { Criterion, Filter } from '../../model/filter';
import type { JsonObject } from '../../model/json';
import {
  byCoding,
  byIds,
  byType,
  CODING_FILTERS,
  FILTERS,
  ownerOf,
  translateCriteria,
} from '../wire/filter-translation';

/** The filters on business identifiers, and what they call the data owner. */
const IDENTIFIER_FILTERS: Readonly<Record<EntityName, { readonly $type: string; readonly owner: string } | undefined>> =
  {
    Patient: { $type: 'PatientByHcPartyAndIdentifiersFilter', owner: 'healthcarePartyId' },
    DataSample: { $type: 'ServiceByHcPartyIdentifiersFilter', owner: 'healthcarePartyId' },
    HealthcareElement: { $type: 'HealthElementByHcPartyIdentifiersFilter', owner: 'hcPartyId' },
    Notification: { $type: 'MaintenanceTaskByHcPartyAndIdentifiersFilter', owner: 'healthcarePartyId' },
    User: undefined,
  };

/**
 * Only criteria are sent where there are any that the server can tell: each of them asks for the owner, too, or names ids. For the filter on
 * everything of an owner leaves out what has no patient among healthcare elements.
 * @param self the account's own data owner, whom `owner: "self"` means
 */
export function toSearchFilter(entity: EntityName, filter: Filter, self: string): JsonObject {
  const owner = ownerOf(filter, self);
  return translateCriteria(filter, (criterion) => translate(entity, criterion, owner)) ?? FILTERS[entity].all(owner);
}

function translate(entity: EntityName, criterion: Criterion, owner: string): JsonObject | undefined {
  switch (criterion.by) {
    case 'id':
      return byIds(entity, criterion);
    case 'label':
      return translateCoding(entity, 'tag', criterion, owner);
    case 'code':
      return translateCoding(entity, 'code', criterion, owner);
    case 'type':
      return byType(criterion, owner);
    case 'identifier':
      return translateIdentifier(entity, criterion, owner);
    case 'patient':
    case 'healthcareElement':
    case 'valueDate':
    case 'openingDate':
    case 'birthDate':
    case 'name':
    case 'ssin':
    case 'gender':
    case 'status':
    case 'login':
    case 'email':
      // Some an application may have encrypted, others iCure compares in another way; none has a filter that finds all of them.
      return undefined;
    default:
      return criterion.by satisfies never;
  }
}

/** A type without a code finds nothing. */
function translateCoding(
  entity: EntityName,
  kind: 'tag' | 'code',
  criterion: Criterion,
  owner: string,
): JsonObject | undefined {
  const $type = CODING_FILTERS[entity];
  return $type === undefined || criterion.fields.code === undefined
    ? undefined
    : byCoding($type, kind, criterion, owner);
}

/** A value without a system is only found where the identifier has none either. */
function translateIdentifier(entity: EntityName, { fields }: Criterion, owner: string): JsonObject | undefined {
  const filter = IDENTIFIER_FILTERS[entity];
  if (filter === undefined || fields.system === undefined) return undefined;
  const identifiers = [{ system: String(fields.system), value: String(fields.value) }];
  return { $type: filter.$type, [filter.owner]: owner, identifiers };
}
