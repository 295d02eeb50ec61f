/** Notification: the wire's `MaintenanceTask`. */
import { NOTIFICATION_STATUSES } from '../../model/notification-status';
import { epoch, identity, listOf, oneOf, same, text, withDefault, type MappingTable } from './converters';
import { identifier, property, provenance } from './parts';

/** What the MedTech SDK calls a notification without a type. It also calls types so that it does not know; here they keep their names. */
export const UNTYPED = 'OTHER';

export const notification: MappingTable = {
  ...same(identity, 'id', 'rev'),
  identifiers: ['identifier', listOf(identifier)],
  ...provenance,
  deletionDate: ['deletionDate', epoch],
  status: ['status', oneOf(...NOTIFICATION_STATUSES)],
  properties: ['properties', listOf(property)],
  type: ['taskType', withDefault(text, UNTYPED)],
};
