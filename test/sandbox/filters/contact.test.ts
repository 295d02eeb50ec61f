import { contactFilters } from '../../../sandbox/filters/contact';
import { checkDifferences, checkExamples } from './asking';

const mine = { owners: ['me'], secretForeignKeys: ['k'] };
const stub = { type: 'T', code: 'c' };
const opened = { openingDate: 20260615120000, services: [{ id: 's', valueDate: 20260615120000 }] };
const range = { startOfContactOpeningDate: 20260601000000, endOfContactOpeningDate: 20260630000000 };
const byTag = { $type: 'ContactByHcPartyTagCodeDateFilter', healthcarePartyId: 'me', tagType: 'T' };
const byTagAndCode = { ...byTag, tagCode: 'c', ...range };
const byPatient = {
  $type: 'ContactByHcPartyPatientTagCodeDateFilter',
  ...{ healthcarePartyId: 'me', patientSecretForeignKeys: ['k'] },
};

describe('filters of contacts', () => {
  checkExamples('Contact', contactFilters, [
    { filter: { $type: 'ContactByHcPartyFilter', hcpId: 'me' }, hit: mine, misses: [{ owners: ['other'] }] },
    {
      filter: {
        ...{ $type: 'ContactByHcPartyIdentifiersFilter', healthcarePartyId: 'me' },
        ...{ identifiers: [{ system: 's', value: 'v' }] },
      },
      hit: { ...mine, identifier: [{ system: 's', value: 'v' }] },
      misses: [{ ...mine, identifier: [{ system: 't', value: 'v' }] }, mine],
    },
    {
      filter: { $type: 'ContactByDataOwnerFormIdsFilter', dataOwnerId: 'me', formIds: ['f'] },
      hit: { ...mine, subContacts: [{ formId: 'f' }] },
      misses: [{ ...mine, services: [{ formId: 'g' }] }, mine, { services: [{ formId: 'f' }] }],
    },
    {
      filter: { $type: 'ContactByDataOwnerFormIdsFilter', dataOwnerId: 'me', formIds: ['f', 'g'] },
      hit: { ...mine, services: [{}, { formId: 'g' }] },
      misses: [{ ...mine, formId: 'g' }],
    },
    {
      filter: { $type: 'ContactByDataOwnerOpeningDateFilter', dataOwnerId: 'me', startDate: 1, endDate: 2 },
      hit: { ...mine, openingDate: 1 },
      misses: [{ ...mine, openingDate: 3 }, mine, { openingDate: 1 }],
    },
    {
      filter: {
        ...{ $type: 'ContactByDataOwnerPatientOpeningDateFilter', dataOwnerId: 'me' },
        ...{ secretForeignKeys: ['k'], startDate: 1, endDate: 2 },
      },
      hit: { ...mine, openingDate: 2 },
      misses: [
        { ...mine, openingDate: 0 },
        { ...mine, openingDate: 2, secretForeignKeys: ['l'] },
      ],
    },
    {
      filter: { $type: 'ContactByDataOwnerServiceTagFilter', dataOwnerId: 'me', tagType: 'T', tagCode: 'c' },
      hit: { ...mine, services: [{}, { tags: [stub] }] },
      misses: [
        { ...mine, tags: [stub] },
        { ...mine, services: [{ codes: [stub] }] },
      ],
    },
    {
      filter: { $type: 'ContactByDataOwnerServiceCodeFilter', dataOwnerId: 'me', codeType: 'T' },
      hit: { ...mine, services: [{ codes: [stub] }] },
      misses: [
        { ...mine, codes: [stub] },
        { ...mine, services: [{ tags: [stub] }] },
      ],
    },
    {
      filter: { $type: 'ContactByExternalIdFilter', externalId: 'e' },
      hit: { externalId: 'e' },
      misses: [{ externalId: 'f' }, {}],
    },
    {
      filter: { $type: 'ContactByServiceIdsFilter', ids: ['s'] },
      hit: { services: [{ id: 'r' }, { id: 's' }] },
      misses: [{ id: 's', services: [{ id: 'r' }] }, {}],
    },
    {
      filter: byTagAndCode,
      hit: { ...mine, ...opened, tags: [stub] },
      misses: [
        { ...mine, ...opened, codes: [stub] },
        { ...mine, openingDate: 20260701000000, services: [{ valueDate: 20260701000000 }], tags: [stub] },
        { ...opened, tags: [stub] },
      ],
    },
    {
      filter: byPatient,
      hit: mine,
      misses: [{ ...mine, secretForeignKeys: ['l'] }, { owners: ['me'] }],
    },
    {
      filter: { ...byPatient, tagType: 'T', tagCode: 'c', ...range },
      hit: { ...mine, tags: [stub], ...opened, services: [{ tags: [stub], valueDate: 20260615120000 }] },
      misses: [
        { ...mine, ...opened },
        { ...mine, tags: [stub], services: [{ tags: [stub] }] },
      ],
    },
  ]);

  describe('where live, name and REST differ', () => {
    checkDifferences('Contact', [
      {
        because: 'the dates of the services count live',
        filter: byTagAndCode,
        document: { ...mine, ...opened, tags: [stub], services: [{ valueDate: 20260701000000 }] },
        passes: { live: false, named: true, rest: true },
      },
      {
        because: 'a contact without services does not pass live',
        filter: { ...byTag, tagCode: 'c' },
        document: { ...mine, tags: [stub] },
        passes: { live: false, named: true, rest: true },
      },
      {
        because: 'a type alone finds nothing on REST',
        filter: byTag,
        document: { ...mine, ...opened, tags: [stub] },
        passes: { live: true, named: true, rest: false },
      },
      {
        because: 'a type beside a code does not count on REST',
        filter: { ...byTagAndCode, tagCode: undefined, codeType: 'C', codeCode: 'd' },
        document: { ...mine, ...opened, codes: [{ type: 'C', code: 'd' }] },
        passes: { live: false, named: false, rest: true },
      },
      {
        because: 'the tags of the services count live',
        filter: { ...byPatient, tagType: 'T', tagCode: 'c' },
        document: { ...mine, services: [{ tags: [stub] }] },
        passes: { live: true, named: false, rest: false },
      },
      {
        because: 'a code without a tag does not count live',
        filter: { ...byPatient, codeType: 'T', codeCode: 'c' },
        document: mine,
        passes: { live: true, named: false, rest: false },
      },
      {
        because: 'dates without a tag count neither live nor on REST',
        filter: { ...byPatient, ...range },
        document: { ...mine, openingDate: 20270101000000 },
        passes: { live: true, named: false, rest: true },
      },
      {
        because: 'nothing asked for is nothing found on REST',
        filter: { $type: 'ContactByHcPartyPatientTagCodeDateFilter', healthcarePartyId: 'me' },
        document: mine,
        passes: { live: true, named: true, rest: false },
      },
      {
        because: 'a contact without a patient is not found by its forms on REST',
        filter: { $type: 'ContactByDataOwnerFormIdsFilter', dataOwnerId: 'me', formIds: ['f'] },
        document: { owners: ['me'], services: [{ formId: 'f' }] },
        passes: { live: true, named: true, rest: false },
      },
    ]);
  });
});
