/** Filters of maintenance tasks. */
import type { JsonValue } from '../../src/model/json';
import { filter, type FilterTable } from './definition';
import { number, optionalText, text } from './fields';
import { byIdentifiers, byIds } from './recurring';

export const maintenanceTaskFilters: FilterTable = {
  MaintenanceTaskByIdsFilter: byIds,

  MaintenanceTaskByHcPartyAndIdentifiersFilter: byIdentifiers(),

  MaintenanceTaskByHcPartyAndTypeFilter: filter(
    { healthcarePartyId: optionalText, type: text },
    {
      matches: ({ healthcarePartyId, type }, task, isOwner) =>
        isOwner(healthcarePartyId, task) && task.taskType === type,
    },
  ),

  /** `date` is in ms since the epoch. Live it is excluded, on REST included. */
  MaintenanceTaskAfterDateFilter: filter(
    { healthcarePartyId: optionalText, date: number },
    {
      matches: ({ healthcarePartyId, date }, task, isOwner) =>
        isOwner(healthcarePartyId, task) && createdAt(task.created) > date,
      rest: ({ healthcarePartyId, date }, task, isOwner) =>
        isOwner(healthcarePartyId, task) && createdAt(task.created) >= date,
    },
  ),
};

/** ms since the epoch; a task that does not say counts as very old. */
function createdAt(created: JsonValue | undefined): number {
  return typeof created === 'number' ? created : 0;
}
