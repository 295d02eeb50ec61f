/** Notification: the wire's `MaintenanceTask`. */
import { listOf, plain, same, type MappingTable } from './converters';
import { identifier, property, provenance } from './parts';

/** What the MedTech SDK calls a notification without a type. It also calls types so that it does not know; here they keep their names. */
export const UNTYPED = 'OTHER';

export const notification: MappingTable = {
  ...same('id', 'rev'),
  identifiers: ['identifier', listOf(identifier)],
  ...provenance,
  ...same('deletionDate', 'status'),
  properties: ['properties', listOf(property)],
  type: ['taskType', (value) => plain(value) ?? UNTYPED],
};
