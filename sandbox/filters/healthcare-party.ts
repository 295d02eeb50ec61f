/** Filters of healthcare parties, which are not encrypted and have no data owners. */
import { hasId } from './conditions';
import { filter, type FilterTable } from './definition';
import { texts } from './fields';

export const healthcarePartyFilters: FilterTable = {
  AllHealthcarePartiesFilter: filter({}, { matches: () => true }),

  HealthcarePartyByIdsFilter: filter(
    { ids: texts },
    {
      matches: ({ ids }, party) => hasId(party, ids),
      restIds: ({ ids }) => ids,
    },
  ),
};
