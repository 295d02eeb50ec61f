/**
 * Filters of services, which carry the metadata of the contact that they are in (delegations, secret foreign keys, contact id).
 * A deletion is a service with an end of life, usually without tags and codes.
 */
import { isJsonObject, type JsonObject } from '../../src/model/json';
import { hasStubIfAsked, overlaps, refuseCodeWithoutType, textsAmong } from './conditions';
import { isStrictlyWithin, isWithin, isWithinFuzzy, isWithinIndexed } from './dates';
import { filter, type FilterTable, type OwnerTest } from './definition';
import { optionalNumber, optionalText, optionalTexts, text, texts } from './fields';
import { byHcpId, byIdentifiers, byIds } from './recurring';
import { serviceCodingFilters } from './service-coding';

export const serviceFilters: FilterTable = {
  ...serviceCodingFilters,

  ServiceByHcPartyFilter: byHcpId,

  ServiceByIdsFilter: byIds,

  ServiceByHcPartyIdentifiersFilter: byIdentifiers(),

  ServiceBySecretForeignKeys: filter(
    { healthcarePartyId: optionalText, patientSecretForeignKeys: texts },
    {
      matches: ({ healthcarePartyId, patientSecretForeignKeys }, service, isOwner) =>
        isOwner(healthcarePartyId, service) && overlaps(service.secretForeignKeys, patientSecretForeignKeys),
    },
  ),

  ServiceByDataOwnerPatientDateFilter: filter(
    { dataOwnerId: text, secretForeignKeys: texts, startDate: optionalNumber, endDate: optionalNumber },
    {
      matches: ({ dataOwnerId, secretForeignKeys, startDate, endDate }, service, isOwner) =>
        isOwner(dataOwnerId, service) &&
        overlaps(service.secretForeignKeys, secretForeignKeys) &&
        isWithin(service.valueDate ?? service.openingDate, startDate, endDate),
    },
  ),

  /** The dates that this filter may have are ignored, and on REST its data owner, too. */
  ServiceByContactsAndSubcontactsFilter: filter(
    { healthcarePartyId: optionalText, contacts: texts, subContacts: optionalTexts },
    {
      matches: ({ healthcarePartyId, contacts, subContacts }, service, isOwner) =>
        isOwner(healthcarePartyId, service) && isIn(service, contacts, subContacts),
      rest: ({ contacts, subContacts }, service) => isIn(service, contacts, subContacts),
    },
  ),

  ServiceByHcPartyTagCodeDateFilter: filter(
    {
      healthcarePartyId: optionalText,
      patientSecretForeignKeys: optionalTexts,
      tagType: optionalText,
      tagCode: optionalText,
      codeType: optionalText,
      codeCode: optionalText,
      startValueDate: optionalNumber,
      endValueDate: optionalNumber,
    },
    {
      refuse: refuseCodeWithoutType,
      matches: (fields, service, isOwner) =>
        isOfOwnerWithCoding(fields, service, isOwner) &&
        isWithinFuzzy(service.valueDate ?? service.openingDate, fields.startValueDate, fields.endValueDate),
      skipsEnded: true,
      liveQuirk: (fields, service, isOwner) =>
        isOfOwnerWithCoding(fields, service, isOwner) &&
        isStrictlyWithin([service.valueDate, service.openingDate], fields.startValueDate, fields.endValueDate),
      /** A type without a code is not looked up, and when nothing is looked up, nothing is found. */
      rest: ({ tagType, tagCode, codeType, codeCode, ...fields }, service, isOwner) =>
        (tagCode !== undefined || codeCode !== undefined) &&
        isOfOwnerWithCoding(
          {
            ...fields,
            ...{ tagType: tagCode === undefined ? undefined : tagType, tagCode },
            ...{ codeType: codeCode === undefined ? undefined : codeType, codeCode },
          },
          service,
          isOwner,
        ) &&
        isWithinIndexed(service.valueDate ?? service.openingDate, fields.startValueDate, fields.endValueDate),
    },
  ),

  /** The server cannot match this one against events: it looks the elements up in the contact's subcontacts. */
  ServiceByHcPartyHealthElementIdsFilter: filter(
    { healthcarePartyId: optionalText, healthElementIds: texts },
    {
      usableLive: false,
      matches: ({ healthcarePartyId, healthElementIds }, service, isOwner) =>
        isOwner(healthcarePartyId, service) && overlaps(service.healthElementsIds, healthElementIds),
    },
  ),

  ServiceByAssociationIdFilter: filter(
    { associationId: text },
    {
      matches: ({ associationId }, service) =>
        linksOf(service, undefined).some((links) => Object.hasOwn(links, associationId)),
    },
  ),

  ServiceByQualifiedLinkFilter: filter(
    { linkValues: texts, linkQualification: optionalText },
    {
      matches: ({ linkValues, linkQualification }, service) =>
        linksOf(service, linkQualification).some((links) =>
          textsAmong(Object.values(links)).some((linked) => linkValues.includes(linked)),
        ),
    },
  ),
};

interface Coding {
  readonly healthcarePartyId: string | undefined;
  readonly patientSecretForeignKeys: readonly string[] | undefined;
  readonly tagType: string | undefined;
  readonly tagCode: string | undefined;
  readonly codeType: string | undefined;
  readonly codeCode: string | undefined;
}

function isOfOwnerWithCoding(fields: Coding, service: JsonObject, isOwner: OwnerTest): boolean {
  return (
    isOwner(fields.healthcarePartyId, service) &&
    (fields.patientSecretForeignKeys === undefined ||
      overlaps(service.secretForeignKeys, fields.patientSecretForeignKeys)) &&
    hasStubIfAsked(service.tags, fields.tagType, fields.tagCode) &&
    hasStubIfAsked(service.codes, fields.codeType, fields.codeCode)
  );
}

function isIn(service: JsonObject, contacts: readonly string[], subContacts: readonly string[] | undefined): boolean {
  return (
    overlaps([service.contactId ?? null], contacts) &&
    (subContacts === undefined || overlaps(service.subContactIds, subContacts))
  );
}

/** The links of a service, by association id, for one qualification or all. */
function linksOf({ qualifiedLinks }: JsonObject, qualification: string | undefined): JsonObject[] {
  if (!isJsonObject(qualifiedLinks)) return [];
  const links = qualification === undefined ? Object.values(qualifiedLinks) : [qualifiedLinks[qualification]];
  return links.filter(isJsonObject);
}
