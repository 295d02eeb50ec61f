/** Filters of devices. */
import { filter, type FilterTable } from './definition';
import { optionalText } from './fields';
import { all, byIds } from './recurring';

export const deviceFilters: FilterTable = {
  AllDevicesFilter: all,

  DeviceByIdsFilter: byIds,

  DeviceByHcPartyFilter: filter(
    { responsibleId: optionalText },
    { matches: ({ responsibleId }, device) => (device.responsible ?? undefined) === responsibleId },
  ),
};
