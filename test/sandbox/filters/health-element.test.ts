import { healthElementFilters } from '../../../sandbox/filters/health-element';
import { checkDifferences, checkExamples } from './asking';

const mine = { owners: ['me'], secretForeignKeys: ['k'] };
const identifiers = [{ system: 's', value: 'v' }];
const stub = { type: 'SNOMED', code: '1' };

describe('filters of health elements', () => {
  checkExamples('HealthElement', healthElementFilters, [
    { filter: { $type: 'HealthElementByHcPartyFilter', hcpId: 'me' }, hit: mine, misses: [{ owners: ['other'] }] },
    { filter: { $type: 'HealthElementByIdsFilter', ids: ['x'] }, hit: {}, misses: [{ id: 'z' }] },
    ...['HealthElementByHcPartyIdentifiersFilter', 'HealthElementByHcPartyIdentifiersVersioningFilter'].map(
      ($type) => ({
        filter: { $type, hcPartyId: 'me', identifiers },
        hit: { ...mine, identifiers },
        misses: [
          { ...mine, identifiers: [{ system: 't', value: 'v' }] },
          { ...mine, identifier: identifiers },
        ],
      }),
    ),
    ...['HealthElementByHcPartyStatusFilter', 'HealthElementByHcPartyStatusVersioningFilter'].map(($type) => ({
      filter: { $type, hcPartyId: 'me', status: 3 },
      hit: { ...mine, status: 3 },
      misses: [{ ...mine, status: 1 }, mine, { status: 3 }],
    })),
    ...['HealthElementByDataOwnerPatientOpeningDate', 'HealthElementByHcPartySecretForeignKeysFilter'].map(($type) => ({
      filter: { $type, healthcarePartyId: 'me', patientSecretForeignKeys: ['k'], startDate: 1, endDate: 2 },
      hit: { ...mine, openingDate: 2 },
      misses: [{ ...mine, openingDate: 3 }, mine, { ...mine, secretForeignKeys: ['l'], openingDate: 2 }],
    })),
    {
      filter: {
        ...{ $type: 'HealthElementByHcPartyTagCodeFilter', healthcarePartyId: 'me', status: 1 },
        ...{ tagType: 'SNOMED', tagCode: '1', codeType: 'ICD', codeCode: '2' },
      },
      hit: { ...mine, tags: [stub], codes: [{ type: 'ICD', code: '2' }], status: 1 },
      misses: [
        { ...mine, tags: [stub], status: 1 },
        { ...mine, tags: [stub], codes: [{ type: 'ICD', code: '2' }] },
        { ...mine, codes: [{ type: 'ICD', code: '2' }], status: 1 },
      ],
    },
    {
      filter: { $type: 'HealthElementByHcPartyTagCodeFilter', healthcarePartyId: 'me', codeType: 'ICD', codeCode: '2' },
      hit: { ...mine, codes: [{ type: 'ICD', code: '2' }] },
      misses: [{ ...mine, codes: [{ type: 'ICD', code: '3' }] }],
    },
    {
      filter: { $type: 'HealthElementByHcPartyTagCodeFilter', healthcarePartyId: 'me', status: 1 },
      hit: { ...mine, status: 1 },
      misses: [{ ...mine, status: 2 }],
    },
    {
      filter: {
        ...{ $type: 'HealthElementByHcPartyTagFilter', healthcarePartyId: 'me', tagType: 'SNOMED', tagCode: '1' },
        ...{ startOfHealthElementDate: 1, endOfHealthElementDate: 2 },
      },
      hit: { ...mine, tags: [stub], valueDate: 1, openingDate: 9 },
      misses: [
        { ...mine, tags: [stub], valueDate: 3 },
        { ...mine, tags: [stub] },
        { ...mine, valueDate: 1 },
      ],
    },
    {
      filter: {
        ...{ $type: 'HealthElementByHcPartyCodeFilter', healthcarePartyId: 'me' },
        ...{ codeType: 'SNOMED', codeCode: '1', startOfHealthElementDate: 1 },
      },
      hit: { ...mine, codes: [stub], openingDate: 1 },
      misses: [
        { ...mine, codes: [stub], openingDate: 0 },
        { ...mine, tags: [stub], openingDate: 1 },
      ],
    },
    {
      filter: { $type: 'HealthElementByAssociationIdFilter', associationId: 'a' },
      hit: { qualifiedLinks: [{ associationId: 'a' }] },
      misses: [{ qualifiedLinks: [{ associationId: 'b' }] }, {}],
    },
    {
      filter: { $type: 'HealthElementByQualifiedLinkFilter', linkedIds: ['h'], type: 'exact' },
      hit: { qualifiedLinks: [{ type: 'exact', healthElementId: 'h' }] },
      misses: [
        { qualifiedLinks: [{ type: 'narrower', healthElementId: 'h' }] },
        { qualifiedLinks: [{ type: 'exact' }] },
      ],
    },
  ]);

  describe('where live, name and REST differ', () => {
    const byTag = { $type: 'HealthElementByHcPartyTagCodeFilter', healthcarePartyId: 'me', tagType: 'SNOMED' };

    checkDifferences('HealthElement', [
      {
        because: 'an element without a patient is not found on REST',
        filter: { $type: 'HealthElementByHcPartyFilter', hcpId: 'me' },
        document: { owners: ['me'] },
        passes: { live: true, named: true, rest: false },
      },
      {
        because: 'an element without a patient is not found on REST',
        filter: { ...byTag, tagCode: '1' },
        document: { owners: ['me'], tags: [stub], secretForeignKeys: [] },
        passes: { live: true, named: true, rest: false },
      },
      {
        because: 'a type alone finds nothing on REST',
        filter: byTag,
        document: { ...mine, tags: [stub] },
        passes: { live: true, named: true, rest: false },
      },
      ...['HealthElementByHcPartyIdentifiersFilter', 'HealthElementByHcPartyIdentifiersVersioningFilter'].map(
        ($type) => ({
          because: 'any value of the system passes live, with an end of life too',
          filter: { $type, hcPartyId: 'me', identifiers },
          document: { ...mine, identifiers: [{ system: 's', value: 'w' }], endOfLife: 1 },
          passes: { live: true, named: false, rest: false },
        }),
      ),
    ]);
  });
});
