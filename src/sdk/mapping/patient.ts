/** Patient: the wire's `Patient` as the MedTech model has it. */
import { GENDERS } from '../../model/genders';
import {
  base64,
  boolean,
  epoch,
  fuzzyDay,
  identity,
  listOf,
  objectOf,
  oneOf,
  recordOf,
  same,
  text,
  withDefault,
  type MappingTable,
} from './converters';
import { address, annotation, codingReference, codings, identifier, personName, property, provenance } from './parts';

const gender = oneOf(...GENDERS);

const personalStatus = oneOf(
  ...['single', 'in_couple', 'married', 'separated', 'divorced', 'divorcing', 'widowed', 'widower', 'complicated'],
  ...['unknown', 'contract', 'other', 'annulled', 'polygamous'],
);

const deactivationReason = oneOf('deceased', 'moved', 'other_doctor', 'retired', 'no_contact', 'unknown', 'none');

const partnershipType = oneOf(
  ...['primary_contact', 'primary_contact_for', 'family', 'friend', 'counselor', 'contact', 'brother', 'brotherinlaw'],
  ...['child', 'daughter', 'employer', 'father', 'grandchild', 'grandparent', 'husband', 'lawyer', 'mother'],
  ...['neighbour', 'notary', 'partner', 'sister', 'sisterinlaw', 'son', 'spouse', 'stepdaughter', 'stepfather'],
  ...['stepmother', 'stepson', 'tutor', 'cohabiting', 'registered_partner', 'next_of_kin', 'federal_agency'],
  ...['insurance_company', 'state_agency', 'unknown', 'seealso', 'refer'],
);

const partnership = objectOf('a partnership', () => ({
  type: ['type', partnershipType],
  status: ['status', oneOf('active', 'complicated', 'past')],
  partnerId: ['partnerId', text],
}));

const healthcarePartyType = oneOf(
  ...['doctor', 'referral', 'medicalhouse', 'retirementhome', 'hospital', 'other', 'referringphysician'],
  'managingorganization',
);

const healthcareParty = objectOf('a healthcare party of the patient', () => ({
  type: ['type', healthcarePartyType],
  healthcarePartyId: ['healthcarePartyId', text],
}));

export const patient: MappingTable = {
  ...same(identity, 'id', 'rev'),
  identifiers: ['identifier', listOf(identifier)],
  ...codings,
  ...provenance,
  deletionDate: ['deletionDate', epoch],
  ...same(text, 'firstName', 'lastName'),
  names: ['names', listOf(personName)],
  languages: ['languages', listOf(text)],
  addresses: ['addresses', listOf(address)],
  ...same(text, 'companyName', 'civility'),
  ...same(gender, 'gender', 'birthSex'),
  mergeToPatientId: ['mergeToPatientId', identity],
  mergedIds: ['mergedIds', listOf(identity)],
  // The server leaves its defaults out; the MedTech model always has both.
  active: ['active', withDefault(boolean, true)],
  deactivationReason: ['deactivationReason', withDefault(deactivationReason, 'none')],
  ...same(text, 'alias', 'ssin', 'maidenName', 'spouseName', 'partnerName'),
  personalStatus: ['personalStatus', personalStatus],
  // Fuzzy dates, YYYYMMDD.
  ...same(fuzzyDay, 'dateOfBirth', 'dateOfDeath'),
  ...same(text, 'placeOfBirth', 'placeOfDeath'),
  deceased: ['deceased', boolean],
  ...same(text, 'education', 'profession'),
  ...same(text, 'note', 'administrativeNote', 'nationality', 'race', 'ethnicity'),
  picture: ['picture', base64],
  externalId: ['externalId', text],
  notes: ['notes', listOf(annotation)],
  partnerships: ['partnerships', listOf(partnership)],
  patientHealthCareParties: ['patientHealthCareParties', listOf(healthcareParty)],
  patientProfessions: ['patientProfessions', listOf(codingReference)],
  parameters: ['parameters', recordOf(listOf(text))],
  properties: ['properties', listOf(property)],
};
