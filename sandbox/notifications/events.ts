/** From writes to events. Which write makes which event is not public; docs/protocol.md says what is known and what is chosen here. */
import { objectsOf } from '../json-reading';
import type { JsonObject } from '../../src/model/json';
import type { FilterableClass } from '../filters';
import { servicesOf, type ServiceDocument } from '../entities/services';
import type { Change, CollectionKind } from '../store/document';

export const EVENT_TYPES = ['CREATE', 'UPDATE', 'DELETE'] as const;
export type EventType = (typeof EVENT_TYPES)[number];

/** What happened to one entity, and its new content. */
export interface EntityEvent {
  readonly type: EventType;
  readonly entityClass: FilterableClass;
  readonly document: JsonObject;
}

/** What is told about a service that was in the contact before the contact was modified, and goes on living. */
export type ServiceEventsOnModify = 'none' | 'UPDATE' | 'CREATE';

const CLASSES: Readonly<Record<CollectionKind, FilterableClass | undefined>> = {
  patient: 'Patient',
  contact: 'Contact',
  helement: 'HealthElement',
  maintenancetask: 'MaintenanceTask',
  user: 'User',
  hcparty: 'HealthcareParty',
  device: 'Device',
  exchangedata: undefined,
  exchangedatamap: undefined,
};

/** A purge is told as the soft deletion that comes before it, an undeletion as an update. */
const TYPES: Readonly<Record<Change['operation'], EventType>> = {
  create: 'CREATE',
  modify: 'UPDATE',
  undelete: 'UPDATE',
  delete: 'DELETE',
  purge: 'DELETE',
};

export function eventsOf(change: Change, onModify: ServiceEventsOnModify): EntityEvent[] {
  const entityClass = CLASSES[change.kind];
  if (entityClass === undefined) return [];
  const own: EntityEvent = { type: TYPES[change.operation], entityClass, document: change.document };
  return change.kind === 'contact' ? [own, ...serviceEvents(change, onModify)] : [own];
}

function serviceEvents(change: Change, onModify: ServiceEventsOnModify): EntityEvent[] {
  return servicesOf(change.document).flatMap((service) => {
    const type = serviceEventType(change, service, onModify);
    return type === undefined ? [] : [{ type, entityClass: 'Service' as const, document: service }];
  });
}

/** A service ends by an `endOfLife`, which older SDKs write in a new contact that holds nothing but the ended service. */
function serviceEventType(
  change: Change,
  service: ServiceDocument,
  onModify: ServiceEventsOnModify,
): EventType | undefined {
  const isEnded = service.endOfLife !== undefined;
  switch (change.operation) {
    case 'create':
      return isEnded ? 'DELETE' : 'CREATE';
    case 'delete':
    case 'purge':
      return 'DELETE';
    case 'modify':
    case 'undelete': {
      const before = objectsOf(change.previous.services).find(({ id }) => id === service.id);
      if (isEnded) return before?.endOfLife === undefined ? 'DELETE' : undefined;
      if (before === undefined) return 'CREATE';
      return onModify === 'none' ? undefined : onModify;
    }
    default:
      return change satisfies never;
  }
}
