import { maintenanceTaskFilters } from '../../../sandbox/filters/maintenance-task';
import { checkDifferences, checkExamples } from './asking';

const mine = { owners: ['me'] };
const byIdentifier = {
  $type: 'MaintenanceTaskByHcPartyAndIdentifiersFilter',
  ...{ healthcarePartyId: 'me', identifiers: [{ system: 's', value: 'v' }] },
};
const afterDate = { $type: 'MaintenanceTaskAfterDateFilter', healthcarePartyId: 'me', date: 5 };

describe('filters of maintenance tasks', () => {
  checkExamples('MaintenanceTask', maintenanceTaskFilters, [
    { filter: { $type: 'MaintenanceTaskByIdsFilter', ids: ['x'] }, hit: {}, misses: [{ id: 'z' }] },
    {
      filter: byIdentifier,
      hit: { ...mine, identifier: [{ system: 's', value: 'v' }] },
      misses: [{ ...mine, identifier: [{ value: 'v' }] }, mine],
    },
    {
      filter: { $type: 'MaintenanceTaskByHcPartyAndTypeFilter', healthcarePartyId: 'me', type: 'T' },
      hit: { ...mine, taskType: 'T' },
      misses: [{ ...mine, taskType: 'U' }, { ...mine, type: 'T' }, { taskType: 'T' }],
    },
    { filter: afterDate, hit: { ...mine, created: 6 }, misses: [{ ...mine, created: 4 }, mine, { created: 6 }] },
  ]);

  describe('where live, name and REST differ', () => {
    checkDifferences('MaintenanceTask', [
      {
        because: 'the date itself is included on REST',
        filter: afterDate,
        document: { ...mine, created: 5 },
        passes: { live: false, named: false, rest: true },
      },
      {
        because: 'any value of the system passes live',
        filter: byIdentifier,
        document: { ...mine, identifier: [{ system: 's', value: 'w' }] },
        passes: { live: true, named: false, rest: false },
      },
      {
        because: 'what has an end of life does not pass live',
        filter: byIdentifier,
        document: { ...mine, identifier: [{ system: 's', value: 'v' }], endOfLife: 1 },
        passes: { live: false, named: true, rest: true },
      },
    ]);
  });
});
