import { userFilters } from '../../../sandbox/filters/user';
import { checkDifferences, checkExamples } from './asking';

const search = (searchString: string) => ({ $type: 'UserByNameEmailPhoneFilter', searchString });

describe('filters of users', () => {
  checkExamples('User', userFilters, [
    { filter: { $type: 'UserByIdsFilter', ids: ['x'] }, hit: {}, misses: [{ id: 'z' }] },
    {
      filter: { $type: 'UsersByPatientIdFilter', patientId: 'p' },
      hit: { patientId: 'p' },
      misses: [{ patientId: 'q' }, {}],
    },
    {
      filter: { $type: 'UserByHealthcarePartyIdFilter', healthcarePartyId: 'h' },
      hit: { healthcarePartyId: 'h' },
      misses: [{ healthcarePartyId: 'i' }, {}],
    },
    { filter: search('lov'), hit: { name: 'Lovelace Ada' }, misses: [{ name: 'Ada' }, {}] },
    {
      filter: search('a2'),
      hit: { status: 'DISABLED', email: 'Á2@example.org' },
      misses: [{ email: 'b2@example.org' }],
    },
    { filter: { $type: 'AllUsersFilter' }, hit: {}, misses: [] },
  ]);

  describe('where live, name and REST differ', () => {
    checkDifferences('User', [
      {
        because: 'only the first word counts live',
        filter: search('lov'),
        document: { name: 'Ada Lovelace' },
        passes: { live: false, named: true, rest: true },
      },
      {
        because: 'capitals are not found on REST',
        filter: search('Lov'),
        document: { name: 'Lovelace' },
        passes: { live: true, named: true, rest: false },
      },
      {
        because: 'words of two letters are not found on REST',
        filter: search('li'),
        document: { name: 'Li Bai' },
        passes: { live: true, named: false, rest: false },
      },
      {
        because: 'words run together live',
        filter: search('adalove'),
        document: { name: 'Ada Lovelace' },
        passes: { live: true, named: false, rest: false },
      },
    ]);
  });
});
