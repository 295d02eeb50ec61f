/** Filters of maintenance tasks. */
import { hasId } from './conditions';
import { filter, type FilterTable } from './definition';
import { number, optionalText, text, texts } from './fields';

export const maintenanceTaskFilters: FilterTable = {
  MaintenanceTaskByIdsFilter: filter(
    { ids: texts },
    {
      matches: ({ ids }, task) => hasId(task, ids),
      restIds: ({ ids }) => ids,
    },
  ),

  MaintenanceTaskByHcPartyAndTypeFilter: filter(
    { healthcarePartyId: optionalText, type: text },
    {
      matches: ({ healthcarePartyId, type }, task, isOwner) =>
        isOwner(healthcarePartyId, task) && task.taskType === type,
    },
  ),

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
function createdAt(created: unknown): number {
  return typeof created === 'number' ? created : 0;
}
