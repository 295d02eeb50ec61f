/** Filters of patients. None of them asks for `deletionDate` in live matching. */
import { hasId, hasStub } from './conditions';
import { filter, type FilterTable } from './definition';
import { optionalText, text, texts } from './fields';

export const patientFilters: FilterTable = {
  PatientByHcPartyFilter: filter(
    { healthcarePartyId: optionalText },
    {
      matches: ({ healthcarePartyId }, patient, isOwner) => isOwner(healthcarePartyId, patient),
    },
  ),

  PatientByIdsFilter: filter(
    { ids: texts },
    {
      matches: ({ ids }, patient) => hasId(patient, ids),
      restIds: ({ ids }) => ids,
    },
  ),

  PatientByDataOwnerTagFilter: filter(
    { dataOwnerId: text, tagType: text, tagCode: optionalText },
    {
      matches: ({ dataOwnerId, tagType, tagCode }, patient, isOwner) =>
        isOwner(dataOwnerId, patient) && hasStub(patient.tags, tagType, tagCode),
    },
  ),
};
