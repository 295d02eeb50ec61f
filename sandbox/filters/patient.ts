/** Filters of patients. None of them asks for `deletionDate` in live matching. */
import type { JsonObject, JsonValue } from '../../src/model/json';
import { hasIdentifier, hasStub, objectsOf, sanitized, textsAmong } from './conditions';
import { isWithin } from './dates';
import { filter, type FilterTable } from './definition';
import { LiveMatchFailure } from './errors';
import {
  number,
  optionalBoolean,
  optionalNumber,
  optionalText,
  optionalTexts,
  text,
  type IdentifierQuery,
} from './fields';
import { byIdentifiers, byIds } from './recurring';

export const patientFilters: FilterTable = {
  PatientByHcPartyFilter: filter(
    { healthcarePartyId: optionalText },
    { matches: ({ healthcarePartyId }, patient, isOwner) => isOwner(healthcarePartyId, patient) },
  ),

  PatientByIdsFilter: byIds,

  PatientByHcPartyAndIdentifiersFilter: byIdentifiers(hasIdentifierOrItsSystem),

  PatientByHcPartyAndSsinFilter: filter(
    { healthcarePartyId: optionalText, ssin: text },
    {
      matches: ({ healthcarePartyId, ssin }, patient, isOwner) =>
        isOwner(healthcarePartyId, patient) && patient.ssin === ssin,
    },
  ),

  PatientByHcPartyAndSsinsFilter: filter(
    { healthcarePartyId: optionalText, ssins: optionalTexts },
    {
      matches: ({ healthcarePartyId, ssins }, patient, isOwner) =>
        isOwner(healthcarePartyId, patient) && (ssins === undefined || isOneOf(patient.ssin, ssins)),
      rest: ({ healthcarePartyId, ssins = [] }, patient, isOwner) =>
        isOwner(healthcarePartyId, patient) && isOneOf(patient.ssin, ssins),
    },
  ),

  PatientByHcPartyNameContainsFuzzyFilter: filter(
    { healthcarePartyId: optionalText, searchString: optionalText },
    {
      matches: ({ healthcarePartyId, searchString }, patient, isOwner) =>
        isOwner(healthcarePartyId, patient) && hasNameWith(patient, searchString),
    },
  ),

  PatientByHcPartyNameFilter: filter(
    { healthcarePartyId: optionalText, name: optionalText },
    {
      matches: ({ healthcarePartyId, name }, patient, isOwner) =>
        isOwner(healthcarePartyId, patient) && hasNameWith(patient, name),
      liveQuirk: ({ healthcarePartyId, name }, patient, isOwner) =>
        isOwner(healthcarePartyId, patient) && hasNameWithAllNamesNeeded(patient, name),
    },
  ),

  PatientByHcPartyDateOfBirthFilter: filter(
    { healthcarePartyId: optionalText, dateOfBirth: number },
    {
      matches: ({ healthcarePartyId, dateOfBirth }, patient, isOwner) =>
        isOwner(healthcarePartyId, patient) && patient.dateOfBirth === dateOfBirth,
    },
  ),

  PatientByHcPartyDateOfBirthBetweenFilter: filter(
    { healthcarePartyId: optionalText, minDateOfBirth: optionalNumber, maxDateOfBirth: optionalNumber },
    {
      matches: ({ healthcarePartyId, minDateOfBirth, maxDateOfBirth }, patient, isOwner) =>
        isOwner(healthcarePartyId, patient) && isWithin(patient.dateOfBirth, minDateOfBirth, maxDateOfBirth),
    },
  ),

  PatientByHcPartyGenderEducationProfession: filter(
    { healthcarePartyId: optionalText, gender: optionalText, education: optionalText, profession: optionalText },
    {
      matches: ({ healthcarePartyId, gender, education, profession }, patient, isOwner) =>
        isOwner(healthcarePartyId, patient) &&
        (gender === undefined || patient.gender === gender) &&
        (education === undefined || patient.education === education) &&
        (profession === undefined || patient.profession === profession),
    },
  ),

  PatientByHcPartyAndActiveFilter: filter(
    { healthcarePartyId: optionalText, active: optionalBoolean },
    {
      /** Asked for when absent: the inactive ones. A patient that does not say is active. */
      matches: ({ healthcarePartyId, active = false }, patient, isOwner) =>
        isOwner(healthcarePartyId, patient) && (patient.active ?? true) === active,
    },
  ),

  PatientByHcPartyAndExternalIdFilter: filter(
    { healthcarePartyId: optionalText, externalId: optionalText },
    {
      matches: ({ healthcarePartyId, externalId }, patient, isOwner) =>
        isOwner(healthcarePartyId, patient) && (externalId === undefined || patient.externalId === externalId),
      rest: ({ healthcarePartyId, externalId = '' }, patient, isOwner) =>
        isOwner(healthcarePartyId, patient) && startsWith(patient.externalId, externalId),
    },
  ),

  PatientByHcPartyAndTelecomFilter: filter(
    { healthcarePartyId: optionalText, searchString: optionalText },
    {
      matches: ({ healthcarePartyId, searchString }, patient, isOwner) =>
        isOwner(healthcarePartyId, patient) &&
        (searchString === undefined ||
          textsAmong(telecomNumbersOf(patient)).some((telecomNumber) => telecomNumber.includes(searchString))),
      liveQuirk: ({ healthcarePartyId, searchString }, patient, isOwner) =>
        isOwner(healthcarePartyId, patient) &&
        (searchString === undefined || telecomNumbersOf(patient).some((one) => needed(one).includes(searchString))),
      rest: ({ healthcarePartyId, searchString = '' }, patient, isOwner) =>
        isOwner(healthcarePartyId, patient) &&
        telecomNumbersOf(patient).some((telecomNumber) => startsWith(telecomNumber, searchString)),
    },
  ),

  PatientByHcPartyAndAddressFilter: filter(
    {
      healthcarePartyId: optionalText,
      searchString: optionalText,
      postalCode: optionalText,
      houseNumber: optionalText,
    },
    {
      matches: ({ healthcarePartyId, searchString = '', postalCode, houseNumber }, patient, isOwner) =>
        isOwner(healthcarePartyId, patient) &&
        objectsOf(patient.addresses).some(
          (address) =>
            joined(address.street, address.postalCode, address.city).includes(sanitized(searchString)) &&
            (postalCode === undefined || address.postalCode === postalCode) &&
            (houseNumber === undefined || address.houseNumber === houseNumber),
        ),
      liveQuirk: ({ healthcarePartyId, searchString }, patient, isOwner) =>
        isOwner(healthcarePartyId, patient) &&
        (searchString === undefined ||
          objectsOf(patient.addresses).some((address) => needed(address.street).includes(searchString))),
    },
  ),

  PatientByDataOwnerTagFilter: filter(
    { dataOwnerId: text, tagType: text, tagCode: optionalText },
    {
      matches: ({ dataOwnerId, tagType, tagCode }, patient, isOwner) =>
        isOwner(dataOwnerId, patient) && hasStub(patient.tags, tagType, tagCode),
    },
  ),

  PatientByDataOwnerModifiedAfterFilter: filter(
    { dataOwnerId: text, startDate: optionalNumber, endDate: optionalNumber },
    {
      matches: ({ dataOwnerId, startDate, endDate }, patient, isOwner) => {
        const lastModified = patient.modified ?? patient.created;
        return (
          isOwner(dataOwnerId, patient) &&
          typeof lastModified === 'number' &&
          isWithin(lastModified, startDate, endDate)
        );
      },
      /** The server has the comparisons the wrong way round. */
      liveQuirk: ({ dataOwnerId, startDate, endDate }, patient, isOwner) => {
        const lastModified = patient.modified ?? patient.created;
        return (
          isOwner(dataOwnerId, patient) &&
          typeof lastModified === 'number' &&
          isWithin(lastModified, endDate, startDate)
        );
      },
    },
  ),
};

/** On REST an identifier without value asks for its system alone. */
function hasIdentifierOrItsSystem(own: JsonValue | undefined, wanted: readonly IdentifierQuery[]): boolean {
  const systems = wanted.filter((query) => query.value === undefined).map((query) => query.system);
  return hasIdentifier(own, wanted) || objectsOf(own).some(({ system }) => systems.includes(textsAmong([system])[0]));
}

function isOneOf(value: JsonValue | undefined, wanted: readonly string[]): boolean {
  return typeof value === 'string' && wanted.includes(value);
}

/** How the server's views find numbers and external ids: by their beginning, without spaces and punctuation. */
function startsWith(value: JsonValue | undefined, beginning: string): boolean {
  return typeof value === 'string' && value.replace(/\W/g, '').startsWith(beginning.replace(/\W/g, ''));
}

function joined(...values: (JsonValue | undefined)[]): string {
  return sanitized(textsAmong(values).join(''));
}

function hasNameWith(patient: JsonObject, searched: string | undefined): boolean {
  if (searched === undefined) return true;
  const names = [joined(patient.lastName, patient.firstName), joined(patient.maidenName), joined(patient.partnerName)];
  return names.some((name) => name.includes(sanitized(searched)));
}

/** The server takes each name, in this order, for given. */
function hasNameWithAllNamesNeeded(patient: JsonObject, searched: string | undefined): boolean {
  const wanted = sanitized(needed(searched));
  return (
    sanitized(needed(patient.lastName) + needed(patient.firstName)).includes(wanted) ||
    sanitized(needed(patient.maidenName)).includes(wanted) ||
    sanitized(needed(patient.partnerName)).includes(wanted)
  );
}

function telecomNumbersOf(patient: JsonObject): (JsonValue | undefined)[] {
  return objectsOf(patient.addresses)
    .flatMap((address) => objectsOf(address.telecoms))
    .map((telecom) => telecom.telecomNumber);
}

/** What the server's matching dereferences without a look. */
function needed(value: JsonValue | undefined): string {
  if (typeof value === 'string') return value;
  throw new LiveMatchFailure('NullPointerException');
}
