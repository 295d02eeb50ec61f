/** Filters of contacts. */
import { filter, type FilterTable } from './definition';
import { text } from './fields';

export const contactFilters: FilterTable = {
  ContactByHcPartyFilter: filter(
    { hcpId: text },
    {
      matches: ({ hcpId }, contact, isOwner) => isOwner(hcpId, contact),
    },
  ),
};
