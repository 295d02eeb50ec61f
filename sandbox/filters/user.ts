/** Filters of users. Users have no data owners: whoever may list them may use all of these. */
import { hasId } from './conditions';
import { filter, type FilterTable } from './definition';
import { text, texts } from './fields';

export const userFilters: FilterTable = {
  AllUsersFilter: filter({}, { matches: () => true }),

  UserByIdsFilter: filter(
    { ids: texts },
    {
      matches: ({ ids }, user) => hasId(user, ids),
      restIds: ({ ids }) => ids,
    },
  ),

  UsersByPatientIdFilter: filter(
    { patientId: text },
    {
      matches: ({ patientId }, user) => user.patientId === patientId,
    },
  ),

  UserByHealthcarePartyIdFilter: filter(
    { healthcarePartyId: text },
    {
      matches: ({ healthcarePartyId }, user) => user.healthcarePartyId === healthcarePartyId,
    },
  ),
};
