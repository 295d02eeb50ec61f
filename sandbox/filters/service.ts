/** Filters of services, which carry the metadata of the contact that they are in. */
import { hasId, hasStubIfAsked, isSet, isWithin, overlaps, refuseCodeWithoutType } from './conditions';
import { filter, type FilterTable } from './definition';
import { optionalNumber, optionalText, optionalTexts, text, texts } from './fields';

export const serviceFilters: FilterTable = {
  ServiceByHcPartyFilter: filter(
    { hcpId: text },
    {
      matches: ({ hcpId }, service, isOwner) => isOwner(hcpId, service),
    },
  ),

  ServiceByIdsFilter: filter(
    { ids: texts },
    {
      matches: ({ ids }, service) => hasId(service, ids),
      restIds: ({ ids }) => ids,
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
        isOwner(fields.healthcarePartyId, service) &&
        (fields.patientSecretForeignKeys === undefined ||
          overlaps(service.secretForeignKeys, fields.patientSecretForeignKeys)) &&
        hasStubIfAsked(service.tags, fields.tagType, fields.tagCode) &&
        hasStubIfAsked(service.codes, fields.codeType, fields.codeCode) &&
        isWithin(service.valueDate ?? service.openingDate, fields.startValueDate, fields.endValueDate),
      liveQuirk: (fields, service, isOwner) =>
        !isSet(service, 'endOfLife') &&
        isOwner(fields.healthcarePartyId, service) &&
        (fields.patientSecretForeignKeys === undefined ||
          overlaps(service.secretForeignKeys, fields.patientSecretForeignKeys)) &&
        hasStubIfAsked(service.tags, fields.tagType, fields.tagCode) &&
        hasStubIfAsked(service.codes, fields.codeType, fields.codeCode) &&
        [service.valueDate, service.openingDate].some(
          (date) => fields.startValueDate === undefined || (typeof date === 'number' && date > fields.startValueDate),
        ) &&
        [service.valueDate, service.openingDate].some(
          (date) => fields.endValueDate === undefined || (typeof date === 'number' && date < fields.endValueDate),
        ),
    },
  ),
};
