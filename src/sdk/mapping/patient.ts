/** Patient: the wire's `Patient` as the MedTech model has it. */
import { listOf, objectOf, plain, recordOf, same, type MappingTable } from './converters';
import { address, annotation, codingReference, codings, identifier, personName, property, provenance } from './parts';

export const patient: MappingTable = {
  ...same('id', 'rev'),
  identifiers: ['identifier', listOf(identifier)],
  ...codings,
  ...provenance,
  ...same('deletionDate', 'firstName', 'lastName'),
  names: ['names', listOf(personName)],
  languages: ['languages', listOf(plain)],
  addresses: ['addresses', listOf(address)],
  ...same('companyName', 'civility', 'gender', 'birthSex', 'mergeToPatientId'),
  mergedIds: ['mergedIds', listOf(plain)],
  // The server leaves its defaults out; the MedTech model always has both.
  active: ['active', (value) => plain(value) ?? true],
  deactivationReason: ['deactivationReason', (value) => plain(value) ?? 'none'],
  ...same('alias', 'ssin', 'maidenName', 'spouseName', 'partnerName', 'personalStatus'),
  // Fuzzy dates, YYYYMMDD.
  ...same('dateOfBirth', 'dateOfDeath'),
  ...same('placeOfBirth', 'placeOfDeath', 'deceased', 'education', 'profession'),
  ...same('note', 'administrativeNote', 'nationality', 'race', 'ethnicity'),
  // Base64.
  ...same('picture'),
  ...same('externalId'),
  notes: ['notes', listOf(annotation)],
  partnerships: ['partnerships', listOf(objectOf(() => same('type', 'status', 'partnerId')))],
  patientHealthCareParties: ['patientHealthCareParties', listOf(objectOf(() => same('type', 'healthcarePartyId')))],
  patientProfessions: ['patientProfessions', listOf(codingReference)],
  parameters: ['parameters', recordOf(listOf(plain))],
  properties: ['properties', listOf(property)],
};
