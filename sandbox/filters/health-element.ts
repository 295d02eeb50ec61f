/**
 * Filters of health elements. Most of the views behind REST hold only elements that are linked to a patient (that have secret
 * foreign keys). REST knows versions of an element (`versionFiltering`); here every document counts as its own.
 */
import type { JsonObject } from '../../src/model/json';
import {
  hasIdentifier,
  hasIdentifierById,
  hasItems,
  hasStub,
  hasStubIfAsked,
  objectsOf,
  overlaps,
  refuseCodeWithoutType,
} from './conditions';
import { isWithin } from './dates';
import { filter, type FilterTable } from './definition';
import { identifiers, number, optionalNumber, optionalText, text, texts } from './fields';
import { byIds } from './recurring';

const byIdentifiers = filter(
  { hcPartyId: text, identifiers },
  {
    matches: (fields, element, isOwner) =>
      isOwner(fields.hcPartyId, element) && hasIdentifier(element.identifiers, fields.identifiers),
    liveQuirk: (fields, element, isOwner) =>
      isOwner(fields.hcPartyId, element) && hasIdentifierById(element.identifiers, fields.identifiers),
  },
);

const byStatus = filter(
  { hcPartyId: text, status: number },
  {
    matches: ({ hcPartyId, status }, element, isOwner) => isOwner(hcPartyId, element) && element.status === status,
    rest: ({ hcPartyId, status }, element, isOwner) =>
      isLinked(element) && isOwner(hcPartyId, element) && element.status === status,
  },
);

const byPatientAndOpeningDate = filter(
  {
    healthcarePartyId: text,
    patientSecretForeignKeys: texts,
    startDate: optionalNumber,
    endDate: optionalNumber,
  },
  {
    matches: ({ healthcarePartyId, patientSecretForeignKeys, startDate, endDate }, element, isOwner) =>
      isOwner(healthcarePartyId, element) &&
      overlaps(element.secretForeignKeys, patientSecretForeignKeys) &&
      isWithin(element.openingDate, startDate, endDate),
  },
);

export const healthElementFilters: FilterTable = {
  HealthElementByHcPartyFilter: filter(
    { hcpId: text },
    {
      matches: ({ hcpId }, element, isOwner) => isOwner(hcpId, element),
      rest: ({ hcpId }, element, isOwner) => isLinked(element) && isOwner(hcpId, element),
    },
  ),

  HealthElementByIdsFilter: byIds,

  HealthElementByHcPartyIdentifiersFilter: byIdentifiers,
  HealthElementByHcPartyIdentifiersVersioningFilter: byIdentifiers,

  HealthElementByHcPartyStatusFilter: byStatus,
  HealthElementByHcPartyStatusVersioningFilter: byStatus,

  HealthElementByDataOwnerPatientOpeningDate: byPatientAndOpeningDate,
  /** The name that version 1 of the API has for it. */
  HealthElementByHcPartySecretForeignKeysFilter: byPatientAndOpeningDate,

  HealthElementByHcPartyTagCodeFilter: filter(
    {
      healthcarePartyId: text,
      tagType: optionalText,
      tagCode: optionalText,
      codeType: optionalText,
      codeCode: optionalText,
      status: optionalNumber,
    },
    {
      refuse: refuseCodeWithoutType,
      matches: ({ healthcarePartyId, tagType, tagCode, codeType, codeCode, status }, element, isOwner) =>
        isOwner(healthcarePartyId, element) &&
        hasStubIfAsked(element.tags, tagType, tagCode) &&
        hasStubIfAsked(element.codes, codeType, codeCode) &&
        (status === undefined || element.status === status),
      /** A type without a code is not looked up, and when nothing is looked up, nothing is found. */
      rest: ({ healthcarePartyId, tagType, tagCode, codeType, codeCode, status }, element, isOwner) =>
        (tagCode !== undefined || codeCode !== undefined || status !== undefined) &&
        isLinked(element) &&
        isOwner(healthcarePartyId, element) &&
        (tagCode === undefined || hasStubIfAsked(element.tags, tagType, tagCode)) &&
        (codeCode === undefined || hasStubIfAsked(element.codes, codeType, codeCode)) &&
        (status === undefined || element.status === status),
    },
  ),

  HealthElementByHcPartyTagFilter: filter(
    {
      healthcarePartyId: text,
      tagType: text,
      tagCode: text,
      startOfHealthElementDate: optionalNumber,
      endOfHealthElementDate: optionalNumber,
    },
    {
      matches: (fields, element, isOwner) =>
        isOwner(fields.healthcarePartyId, element) &&
        hasStub(element.tags, fields.tagType, fields.tagCode) &&
        isDated(element, fields),
    },
  ),

  HealthElementByHcPartyCodeFilter: filter(
    {
      healthcarePartyId: text,
      codeType: text,
      codeCode: text,
      startOfHealthElementDate: optionalNumber,
      endOfHealthElementDate: optionalNumber,
    },
    {
      matches: (fields, element, isOwner) =>
        isOwner(fields.healthcarePartyId, element) &&
        hasStub(element.codes, fields.codeType, fields.codeCode) &&
        isDated(element, fields),
    },
  ),

  HealthElementByAssociationIdFilter: filter(
    { associationId: text },
    {
      matches: ({ associationId }, element) =>
        objectsOf(element.qualifiedLinks).some((link) => link.associationId === associationId),
    },
  ),

  HealthElementByQualifiedLinkFilter: filter(
    { linkedIds: texts, type: optionalText },
    {
      matches: ({ linkedIds, type }, element) =>
        objectsOf(element.qualifiedLinks).some(
          (link) => (type === undefined || link.type === type) && overlaps([link.healthElementId ?? null], linkedIds),
        ),
    },
  ),
};

function isLinked(element: JsonObject): boolean {
  return hasItems(element.secretForeignKeys);
}

interface DateRange {
  readonly startOfHealthElementDate: number | undefined;
  readonly endOfHealthElementDate: number | undefined;
}

function isDated(element: JsonObject, range: DateRange): boolean {
  return isWithin(
    element.valueDate ?? element.openingDate,
    range.startOfHealthElementDate,
    range.endOfHealthElementDate,
  );
}
