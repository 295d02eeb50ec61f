/**
 * Filters of services by prefixes and sets of tags and codes, which newer servers have. Those without a patient cannot be matched
 * against events.
 */
import type { JsonObject, JsonValue } from '../../src/model/json';
import { objectsOf, overlaps } from './conditions';
import { isWithinFuzzy, yearAndMonth } from './dates';
import { filter, type FilterTable } from './definition';
import { optionalNumber, text, texts, textsByKey } from './fields';

const owned = { healthcarePartyId: text, startValueDate: optionalNumber, endValueDate: optionalNumber };
const ofPatient = { ...owned, patientSecretForeignKeys: texts };
const inMonth = { ...owned, year: optionalNumber, month: optionalNumber };
const tagPrefix = { tagType: text, tagCodePrefix: text };
const codePrefix = { codeType: text, codeCodePrefix: text };

export const serviceCodingFilters: FilterTable = {
  ServiceByHcPartyTagPrefixFilter: filter(
    { ...owned, ...tagPrefix },
    {
      usableLive: false,
      matches: (fields, service, isOwner) =>
        isOwner(fields.healthcarePartyId, service) &&
        isDated(service, fields) &&
        hasPrefix(service.tags, fields.tagType, fields.tagCodePrefix),
    },
  ),

  ServiceByHcPartyCodePrefixFilter: filter(
    { ...owned, ...codePrefix },
    {
      usableLive: false,
      matches: (fields, service, isOwner) =>
        isOwner(fields.healthcarePartyId, service) &&
        isDated(service, fields) &&
        hasPrefix(service.codes, fields.codeType, fields.codeCodePrefix),
    },
  ),

  ServiceByHcPartyMonthTagPrefixFilter: filter(
    { ...inMonth, ...tagPrefix },
    {
      usableLive: false,
      matches: (fields, service, isOwner) =>
        isOwner(fields.healthcarePartyId, service) &&
        isDated(service, fields) &&
        isOfMonth(service, fields) &&
        hasPrefix(service.tags, fields.tagType, fields.tagCodePrefix),
    },
  ),

  ServiceByHcPartyMonthCodePrefixFilter: filter(
    { ...inMonth, ...codePrefix },
    {
      usableLive: false,
      matches: (fields, service, isOwner) =>
        isOwner(fields.healthcarePartyId, service) &&
        isDated(service, fields) &&
        isOfMonth(service, fields) &&
        hasPrefix(service.codes, fields.codeType, fields.codeCodePrefix),
    },
  ),

  ServiceByHcPartyTagCodesFilter: filter(
    { ...owned, tagCodes: textsByKey },
    {
      usableLive: false,
      matches: (fields, service, isOwner) =>
        isOwner(fields.healthcarePartyId, service) &&
        isDated(service, fields) &&
        hasOneOf(service.tags, fields.tagCodes),
    },
  ),

  ServiceByHcPartyCodesFilter: filter(
    { ...owned, codeCodes: textsByKey },
    {
      usableLive: false,
      matches: (fields, service, isOwner) =>
        isOwner(fields.healthcarePartyId, service) &&
        isDated(service, fields) &&
        hasOneOf(service.codes, fields.codeCodes),
    },
  ),

  ServiceByHcPartyPatientTagPrefixFilter: filter(
    { ...ofPatient, ...tagPrefix },
    {
      skipsEnded: true,
      matches: (fields, service, isOwner) =>
        isOwner(fields.healthcarePartyId, service) &&
        overlaps(service.secretForeignKeys, fields.patientSecretForeignKeys) &&
        isDated(service, fields) &&
        hasPrefix(service.tags, fields.tagType, fields.tagCodePrefix),
    },
  ),

  ServiceByHcPartyPatientCodePrefixFilter: filter(
    { ...ofPatient, ...codePrefix },
    {
      skipsEnded: true,
      matches: (fields, service, isOwner) =>
        isOwner(fields.healthcarePartyId, service) &&
        overlaps(service.secretForeignKeys, fields.patientSecretForeignKeys) &&
        isDated(service, fields) &&
        hasPrefix(service.codes, fields.codeType, fields.codeCodePrefix),
    },
  ),

  ServiceByHcPartyPatientTagCodesFilter: filter(
    { ...ofPatient, tagCodes: textsByKey },
    {
      skipsEnded: true,
      matches: (fields, service, isOwner) =>
        isOwner(fields.healthcarePartyId, service) &&
        overlaps(service.secretForeignKeys, fields.patientSecretForeignKeys) &&
        isDated(service, fields) &&
        hasOneOf(service.tags, fields.tagCodes),
    },
  ),

  ServiceByHcPartyPatientCodesFilter: filter(
    { ...ofPatient, codeCodes: textsByKey },
    {
      skipsEnded: true,
      matches: (fields, service, isOwner) =>
        isOwner(fields.healthcarePartyId, service) &&
        overlaps(service.secretForeignKeys, fields.patientSecretForeignKeys) &&
        isDated(service, fields) &&
        hasOneOf(service.codes, fields.codeCodes),
    },
  ),
};

function hasPrefix(stubs: JsonValue | undefined, type: string, prefix: string): boolean {
  return objectsOf(stubs).some(
    (stub) => stub.type === type && typeof stub.code === 'string' && stub.code.startsWith(prefix),
  );
}

function hasOneOf(stubs: JsonValue | undefined, codesByType: ReadonlyMap<string, readonly string[]>): boolean {
  return objectsOf(stubs).some(
    ({ type, code }) =>
      typeof type === 'string' && typeof code === 'string' && codesByType.get(type)?.includes(code) === true,
  );
}

interface DateRange {
  readonly startValueDate: number | undefined;
  readonly endValueDate: number | undefined;
}

function isDated(service: JsonObject, { startValueDate, endValueDate }: DateRange): boolean {
  return isWithinFuzzy(service.valueDate ?? service.openingDate, startValueDate, endValueDate);
}

interface Month {
  readonly year: number | undefined;
  readonly month: number | undefined;
}

/** No month asked for means: services without a date. */
function isOfMonth(service: JsonObject, { year, month }: Month): boolean {
  const own = yearAndMonth(service.valueDate ?? service.openingDate);
  return own?.year === year && own?.month === month;
}
