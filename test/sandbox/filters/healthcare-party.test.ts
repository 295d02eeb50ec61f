import { deviceFilters } from '../../../sandbox/filters/device';
import { healthcarePartyFilters } from '../../../sandbox/filters/healthcare-party';
import { checkDifferences, checkExamples } from './asking';

const identifiers = [{ system: 's', value: 'v' }];

describe('filters of healthcare parties', () => {
  checkExamples('HealthcareParty', healthcarePartyFilters, [
    { filter: { $type: 'AllHealthcarePartiesFilter' }, hit: {}, misses: [] },
    { filter: { $type: 'HealthcarePartyByIdsFilter', ids: ['x'] }, hit: {}, misses: [{ id: 'z' }] },
    {
      filter: { $type: 'HealthcarePartyByIdentifiersFilter', identifiers },
      hit: { identifier: identifiers },
      misses: [{ identifier: [{ system: 's', value: 'w' }] }, {}],
    },
    {
      filter: { $type: 'HealthcarePartyByNameFilter', name: 'love' },
      hit: { lastName: 'Lovelace', firstName: 'Ada' },
      misses: [{ lastName: 'Byron' }, {}],
    },
    {
      filter: { $type: 'HealthcarePartyByNationalIdentifierFilter', searchValue: '12' },
      hit: { ssin: '9', nihii: '123' },
      misses: [{ nihii: '312' }, {}],
    },
    {
      filter: { $type: 'HealthcarePartyByParentIdFilter', parentId: 'p' },
      hit: { parentId: 'p' },
      misses: [{ parentId: 'q' }, {}],
    },
    {
      filter: { $type: 'HealthcarePartyByTagCodeFilter', tagType: 'T', codeType: 'C', codeCode: 'c' },
      hit: { tags: [{ type: 'T' }], codes: [{ type: 'C', code: 'c' }] },
      misses: [{ tags: [{ type: 'T' }], codes: [{ type: 'C', code: 'd' }] }, { codes: [{ type: 'C', code: 'c' }] }],
    },
    {
      filter: { $type: 'HealthcarePartyByTagCodeFilter', codeType: 'C' },
      hit: { codes: [{ type: 'C', code: 'c' }] },
      misses: [{ codes: [{ type: 'D', code: 'c' }] }],
    },
    {
      filter: {
        ...{ $type: 'HealthcarePartyByTypeSpecialtyPostCodeFilter', specialty: 'deptgeneralpractice' },
        ...{ specCode: '001', startPostCode: '1999', endPostCode: '1999' },
      },
      hit: {
        ...{ speciality: 'deptgeneralpractice', nihiiSpecCode: '001' },
        addresses: [{}, { postalCode: '1999' }],
      },
      misses: [
        { speciality: 'deptgeneralpractice', nihiiSpecCode: '001', addresses: [{ postalCode: '2000' }] },
        { speciality: 'deptgeneralpractice', nihiiSpecCode: '002', addresses: [{ postalCode: '1999' }] },
        { nihiiSpecCode: '001', addresses: [{ postalCode: '1999' }] },
      ],
    },
  ]);

  describe('where live, name and REST differ', () => {
    checkDifferences('HealthcareParty', [
      {
        because: 'a deleted one does not pass live by its identifier',
        filter: { $type: 'HealthcarePartyByIdentifiersFilter', identifiers },
        document: { identifier: identifiers, deletionDate: 1 },
        passes: { live: false, named: true, rest: false },
      },
      {
        because: 'accents in the name do not pass live',
        filter: { $type: 'HealthcarePartyByNameFilter', name: 'rené' },
        document: { lastName: 'René' },
        passes: { live: false, named: true, rest: true },
      },
      {
        because: 'the name of an organisation does not count live',
        filter: { $type: 'HealthcarePartyByNameFilter', name: 'clinic' },
        document: { name: 'A clinic' },
        passes: { live: false, named: true, rest: true },
      },
    ]);
  });
});

describe('filters of devices', () => {
  checkExamples('Device', deviceFilters, [
    { filter: { $type: 'AllDevicesFilter' }, hit: {}, misses: [] },
    { filter: { $type: 'DeviceByIdsFilter', ids: ['x'] }, hit: {}, misses: [{ id: 'z' }] },
    {
      filter: { $type: 'DeviceByHcPartyFilter', responsibleId: 'h' },
      hit: { responsible: 'h' },
      misses: [{ responsible: 'i' }, {}],
    },
  ]);
});
