/**
 * The part of a filter that the server gets right for live events, in its own JSON. A criterion that its live matching does wrongly (identifiers
 * compare ids, not values), does not do (labels of patients) or does not do for this event type (labels of deleted services) is not sent at all. Nor is
 * what an application may have encrypted, as newer ones do with much of a patient, or what iCure compares in another way (dates, names). Which kinds are
 * sent stands in the table of entities.
 * Sources: the `matches` functions of the filters in github.com/icure/kraken-common.
 */
import { ENTITIES } from '../../model/entities';
import type { Criterion } from '../../model/filter';
import type { JsonObject } from '../../model/json';
import type { ChannelRequest } from '../port';
import {
  byCoding,
  byIds,
  byType,
  CODING_FILTERS,
  FILTERS,
  intersection,
  ownerOf,
  translateCriteria,
} from './filter-translation';

/**
 * @param self the account's own data owner, whom `owner: "self"` means
 */
export function toWireFilter(request: ChannelRequest, self: string): JsonObject {
  const { entity, filter } = request;
  const owner = ownerOf(filter, self);
  const all = FILTERS[entity].all(owner);
  const criteria = translateCriteria(filter, (criterion) => translate(request, criterion, owner));
  return criteria === undefined ? all : intersection([all, criteria]);
}

/** Undefined: the server holds nothing back on its account. */
function translate(request: ChannelRequest, criterion: Criterion, owner: string): JsonObject | undefined {
  if (!ENTITIES[request.entity].matchedLive.includes(criterion.by)) return undefined;
  switch (criterion.by) {
    case 'id':
      return byIds(request.entity, criterion);
    case 'label':
      return translateCoding(request, 'tag', criterion, owner);
    case 'code':
      return translateCoding(request, 'code', criterion, owner);
    case 'type':
      return byType(criterion, owner);
    case 'identifier':
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
      return undefined;
    default:
      return criterion.by satisfies never;
  }
}

function translateCoding(
  { entity, eventType }: ChannelRequest,
  kind: 'tag' | 'code',
  criterion: Criterion,
  owner: string,
): JsonObject | undefined {
  const $type = CODING_FILTERS[entity];
  // Of data samples it asks for those that have not ended, and a deleted one has: on DELETE it would hold everything back.
  if ($type === undefined || (entity === 'DataSample' && eventType === 'DELETE')) return undefined;
  return byCoding($type, kind, criterion, owner);
}
