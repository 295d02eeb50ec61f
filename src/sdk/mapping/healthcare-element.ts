/** HealthcareElement: the wire's `HealthElement`. */
import { listOf, plain, same, type MappingTable } from './converters';
import { annotation, codings, identifier, provenance } from './parts';

export const healthcareElement: MappingTable = {
  ...same('id', 'rev'),
  identifiers: ['identifiers', listOf(identifier)],
  ...codings,
  ...provenance,
  // The dates are fuzzy: YYYYMMDDhhmmss or YYYYMMDD; `deletionDate` is epoch ms.
  ...same('deletionDate', 'medicalLocationId', 'valueDate', 'openingDate', 'closingDate'),
  healthcareElementId: ['healthElementId', plain],
  description: ['descr', plain],
  note: ['note', plain],
  notes: ['notes', listOf(annotation)],
};
