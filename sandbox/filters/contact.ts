/** Filters of contacts. */
import type { JsonObject } from '../../src/model/json';
import { hasItems, hasStub, hasStubIfAsked, objectsOf, overlaps, refuseCodeWithoutType } from './conditions';
import { isStrictlyWithin, isWithin, isWithinFuzzy, isWithinIndexed } from './dates';
import { filter, type FilterTable } from './definition';
import { optionalNumber, optionalText, optionalTexts, text, texts } from './fields';
import { byHcpId, byIdentifiers } from './recurring';

const coding = {
  healthcarePartyId: optionalText,
  tagType: optionalText,
  tagCode: optionalText,
  codeType: optionalText,
  codeCode: optionalText,
  startOfContactOpeningDate: optionalNumber,
  endOfContactOpeningDate: optionalNumber,
};

interface Coding {
  readonly tagType: string | undefined;
  readonly tagCode: string | undefined;
  readonly codeType: string | undefined;
  readonly codeCode: string | undefined;
  readonly startOfContactOpeningDate: number | undefined;
  readonly endOfContactOpeningDate: number | undefined;
}

export const contactFilters: FilterTable = {
  ContactByHcPartyFilter: byHcpId,

  ContactByHcPartyIdentifiersFilter: byIdentifiers(),

  ContactByDataOwnerFormIdsFilter: filter(
    { dataOwnerId: text, formIds: texts },
    {
      matches: ({ dataOwnerId, formIds }, contact, isOwner) =>
        isOwner(dataOwnerId, contact) && hasForm(contact, formIds),
      rest: ({ dataOwnerId, formIds }, contact, isOwner) =>
        hasItems(contact.secretForeignKeys) && isOwner(dataOwnerId, contact) && hasForm(contact, formIds),
    },
  ),

  ContactByDataOwnerOpeningDateFilter: filter(
    { dataOwnerId: text, startDate: optionalNumber, endDate: optionalNumber },
    {
      matches: ({ dataOwnerId, startDate, endDate }, contact, isOwner) =>
        isOwner(dataOwnerId, contact) && isWithin(contact.openingDate, startDate, endDate),
    },
  ),

  ContactByDataOwnerPatientOpeningDateFilter: filter(
    { dataOwnerId: text, secretForeignKeys: texts, startDate: optionalNumber, endDate: optionalNumber },
    {
      matches: ({ dataOwnerId, secretForeignKeys, startDate, endDate }, contact, isOwner) =>
        isOwner(dataOwnerId, contact) &&
        overlaps(contact.secretForeignKeys, secretForeignKeys) &&
        isWithin(contact.openingDate, startDate, endDate),
    },
  ),

  ContactByDataOwnerServiceTagFilter: filter(
    { dataOwnerId: text, tagType: text, tagCode: optionalText },
    {
      matches: ({ dataOwnerId, tagType, tagCode }, contact, isOwner) =>
        isOwner(dataOwnerId, contact) && servicesOf(contact).some(({ tags }) => hasStub(tags, tagType, tagCode)),
    },
  ),

  ContactByDataOwnerServiceCodeFilter: filter(
    { dataOwnerId: text, codeType: text, codeCode: optionalText },
    {
      matches: ({ dataOwnerId, codeType, codeCode }, contact, isOwner) =>
        isOwner(dataOwnerId, contact) && servicesOf(contact).some(({ codes }) => hasStub(codes, codeType, codeCode)),
    },
  ),

  ContactByExternalIdFilter: filter(
    { externalId: text },
    { matches: ({ externalId }, contact) => contact.externalId === externalId },
  ),

  ContactByServiceIdsFilter: filter(
    { ids: texts },
    { matches: ({ ids }, contact) => servicesOf(contact).some(({ id }) => overlaps([id ?? null], ids)) },
  ),

  ContactByHcPartyTagCodeDateFilter: filter(coding, {
    refuse: refuseCodeWithoutType,
    matches: (fields, contact, isOwner) =>
      isOwner(fields.healthcarePartyId, contact) && hasCoding(contact, fields) && isOpened(contact, fields),
    /** The dates of the services count instead of the contact's own, so that a contact without services never matches. */
    liveQuirk: (fields, contact, isOwner) =>
      isOwner(fields.healthcarePartyId, contact) &&
      hasCoding(contact, fields) &&
      servicesOf(contact).some((service) => isServiceDated(service, fields)),
    rest: (fields, contact, isOwner) =>
      asksForACode(fields) &&
      isOwner(fields.healthcarePartyId, contact) &&
      hasCoding(contact, withCodesOnly(fields)) &&
      isIndexedWithin(contact, fields),
  }),

  ContactByHcPartyPatientTagCodeDateFilter: filter(
    { ...coding, patientSecretForeignKeys: optionalTexts },
    {
      refuse: refuseCodeWithoutType,
      matches: (fields, contact, isOwner) =>
        isOwner(fields.healthcarePartyId, contact) &&
        isOfPatientIfAsked(contact, fields.patientSecretForeignKeys) &&
        hasCoding(contact, fields) &&
        isOpened(contact, fields),
      /** Coding and dates are those of the services, and count only when there is a type of tag. */
      liveQuirk: (fields, contact, isOwner) =>
        isOwner(fields.healthcarePartyId, contact) &&
        isOfPatientIfAsked(contact, fields.patientSecretForeignKeys) &&
        (fields.tagType === undefined ||
          servicesOf(contact).some((service) => hasCoding(service, fields) && isServiceDated(service, fields))),
      /** Without coding the dates do not count. */
      rest: ({ patientSecretForeignKeys = [], ...fields }, contact, isOwner) =>
        (asksForACode(fields) || patientSecretForeignKeys.length > 0) &&
        isOwner(fields.healthcarePartyId, contact) &&
        (patientSecretForeignKeys.length === 0 || overlaps(contact.secretForeignKeys, patientSecretForeignKeys)) &&
        (!asksForACode(fields) || (hasCoding(contact, withCodesOnly(fields)) && isIndexedWithin(contact, fields))),
    },
  ),
};

function servicesOf(contact: JsonObject): JsonObject[] {
  return objectsOf(contact.services);
}

function hasForm(contact: JsonObject, formIds: readonly string[]): boolean {
  return [...objectsOf(contact.subContacts), ...servicesOf(contact)].some(({ formId }) =>
    overlaps([formId ?? null], formIds),
  );
}

function hasCoding({ tags, codes }: JsonObject, { tagType, tagCode, codeType, codeCode }: Coding): boolean {
  return hasStubIfAsked(tags, tagType, tagCode) && hasStubIfAsked(codes, codeType, codeCode);
}

function isOfPatientIfAsked(contact: JsonObject, keys: readonly string[] | undefined): boolean {
  return keys === undefined || overlaps(contact.secretForeignKeys, keys);
}

/** On REST a type without a code is not looked up, and when nothing is looked up, nothing is found. */
function asksForACode({ tagCode, codeCode }: Coding): boolean {
  return tagCode !== undefined || codeCode !== undefined;
}

function withCodesOnly(fields: Coding): Coding {
  return {
    ...fields,
    tagType: fields.tagCode === undefined ? undefined : fields.tagType,
    codeType: fields.codeCode === undefined ? undefined : fields.codeType,
  };
}

function isOpened({ openingDate }: JsonObject, fields: Coding): boolean {
  return isWithinFuzzy(openingDate, fields.startOfContactOpeningDate, fields.endOfContactOpeningDate);
}

function isIndexedWithin({ openingDate }: JsonObject, fields: Coding): boolean {
  return isWithinIndexed(openingDate, fields.startOfContactOpeningDate, fields.endOfContactOpeningDate);
}

function isServiceDated({ valueDate, openingDate }: JsonObject, fields: Coding): boolean {
  return isStrictlyWithin([valueDate, openingDate], fields.startOfContactOpeningDate, fields.endOfContactOpeningDate);
}
