/** HealthcareElement: the wire's `HealthElement`. */
import { epoch, fuzzyDate, identity, listOf, same, text, type MappingTable } from './converters';
import { annotation, codings, identifier, provenance } from './parts';

export const healthcareElement: MappingTable = {
  ...same(identity, 'id', 'rev'),
  identifiers: ['identifiers', listOf(identifier)],
  ...codings,
  ...provenance,
  deletionDate: ['deletionDate', epoch],
  medicalLocationId: ['medicalLocationId', identity],
  ...same(fuzzyDate, 'valueDate', 'openingDate', 'closingDate'),
  healthcareElementId: ['healthElementId', identity],
  description: ['descr', text],
  note: ['note', text],
  notes: ['notes', listOf(annotation)],
};
