/** Filters of devices. */
import { hasId } from './conditions';
import { filter, type FilterTable } from './definition';
import { optionalText, texts } from './fields';

export const deviceFilters: FilterTable = {
  AllDevicesFilter: filter({}, { matches: () => true }),

  DeviceByIdsFilter: filter(
    { ids: texts },
    {
      matches: ({ ids }, device) => hasId(device, ids),
      restIds: ({ ids }) => ids,
    },
  ),

  DeviceByHcPartyFilter: filter(
    { responsibleId: optionalText },
    {
      matches: ({ responsibleId }, device) => (device.responsible ?? undefined) === responsibleId,
    },
  ),
};
