/** Filters of health elements. */
import { hasId, hasStubIfAsked, refuseCodeWithoutType } from './conditions';
import { filter, type FilterTable } from './definition';
import { optionalNumber, optionalText, text, texts } from './fields';

export const healthElementFilters: FilterTable = {
  HealthElementByHcPartyFilter: filter(
    { hcpId: text },
    {
      matches: ({ hcpId }, element, isOwner) => isOwner(hcpId, element),
    },
  ),

  HealthElementByIdsFilter: filter(
    { ids: texts },
    {
      matches: ({ ids }, element) => hasId(element, ids),
      restIds: ({ ids }) => ids,
    },
  ),

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
    },
  ),
};
