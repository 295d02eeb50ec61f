/** Documents as the server has them, made so that arbitrary filters meet them. */
import assert from 'node:assert/strict';
import type { FilterableClass } from '../../../sandbox/filters';
import type { EntityName, EventType } from '../../../src/model/entities';
import { GENDERS } from '../../../src/model/genders';
import type { JsonObject } from '../../../src/model/json';
import { NOTIFICATION_STATUSES } from '../../../src/model/notification-status';
import type { Next } from '../../model/arbitrary-filter';

/** The data owner who filters. */
export const SELF = 'self-id';
/** The texts that the arbitrary filters are made of. */
const TEXTS = ['a', ' spaced ', 'é"\\', '__proto__', '0', 'https://example.org/system'] as const;

const DATES = [20260101, 20260131083000, 19800131, 20260000, 20260101000000] as const;

export const CLASSES: Readonly<Record<EntityName, FilterableClass>> = {
  Patient: 'Patient',
  DataSample: 'Service',
  HealthcareElement: 'HealthElement',
  Notification: 'MaintenanceTask',
  User: 'User',
};

export function arbitraryDocument(entity: EntityName, eventType: EventType, next: Next): JsonObject {
  const texts = (): string[] => Array.from({ length: next(3) }, () => pick(TEXTS, next));
  const codings = (): JsonObject[] => texts().map((type) => ({ type, ...maybe(next, { code: pick(TEXTS, next) }) }));
  const identifiers = texts().map((system) => ({
    system,
    value: pick(TEXTS, next),
    ...maybe(next, { id: pick(TEXTS, next) }),
  }));
  const delegations = Object.fromEntries(
    [SELF, 'an-id', 'somebody'].filter(() => next(2) === 0).map((owner) => [owner, []]),
  );
  return {
    id: pick(TEXTS, next),
    created: 1,
    tags: codings(),
    codes: codings(),
    [entity === 'HealthcareElement' ? 'identifiers' : 'identifier']: identifiers,
    ...maybe(next, { taskType: pick([...TEXTS, 'OTHER'], next) }),
    ...(eventType === 'DELETE' ? { [entity === 'DataSample' ? 'endOfLife' : 'deletionDate']: 2 } : {}),
    ...maybe(next, { valueDate: pick(DATES, next), openingDate: pick(DATES, next) }),
    ...maybe(next, { dateOfBirth: pick([19800131, 19800100, 20260000], next), gender: pick(GENDERS, next) }),
    ...maybe(next, { firstName: pick(TEXTS, next), ssin: pick(TEXTS, next) }),
    ...maybe(next, { status: pick(NOTIFICATION_STATUSES, next), login: pick(TEXTS, next), email: pick(TEXTS, next) }),
    healthElementsIds: texts(),
    delegations,
  };
}

function maybe(next: Next, fields: JsonObject): JsonObject {
  return next(2) === 0 ? fields : {};
}

export function pick<Item>(items: readonly Item[], next: Next): Item {
  const item = items[next(items.length)];
  assert(item !== undefined);
  return item;
}
