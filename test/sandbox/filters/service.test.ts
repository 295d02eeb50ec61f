import { serviceFilters } from '../../../sandbox/filters/service';
import { checkDifferences, checkExamples, passage } from './asking';
import { assertUsableLive, FilterNotUsableLive, parseFilter } from '../../../sandbox/filters';
import assert from 'node:assert/strict';

const mine = { owners: ['me'] };
const glucose = { type: 'LOINC', code: '2339-0' };
const tagged = { ...mine, tags: [glucose], valueDate: 20260615120000 };
const coded = { ...mine, codes: [glucose], valueDate: 20260615120000 };
const ofPatient = { secretForeignKeys: ['k'] };
const june = { startValueDate: 20260601, endValueDate: 20260630 };
const tagPrefix = { tagType: 'LOINC', tagCodePrefix: '23' };
const codePrefix = { codeType: 'LOINC', codeCodePrefix: '23' };
const tagCodes = { tagCodes: { LOINC: ['2339-0', '1'] } };
const codeCodes = { codeCodes: { LOINC: ['2339-0', '1'] } };
const inJune = { year: 2026, month: 6 };
const otherCode = [{ type: 'LOINC', code: '9' }];
const july = { valueDate: 20260701 };

describe('filters of services', () => {
  checkExamples('Service', serviceFilters, [
    { filter: { $type: 'ServiceByHcPartyFilter', hcpId: 'me' }, hit: mine, misses: [{ owners: ['other'] }, {}] },
    { filter: { $type: 'ServiceByIdsFilter', ids: ['x'] }, hit: {}, misses: [{ id: 'z' }] },
    {
      filter: {
        ...{ $type: 'ServiceByHcPartyIdentifiersFilter', healthcarePartyId: 'me' },
        ...{ identifiers: [{ system: 's', value: 'v' }] },
      },
      hit: { ...mine, identifier: [{ system: 's', value: 'v' }] },
      misses: [{ ...mine, identifier: [{ system: 't', value: 'v' }] }, mine],
    },
    {
      filter: { $type: 'ServiceBySecretForeignKeys', healthcarePartyId: 'me', patientSecretForeignKeys: ['k', 'l'] },
      hit: { ...mine, secretForeignKeys: ['l'] },
      misses: [{ ...mine, secretForeignKeys: ['m'] }, mine, { secretForeignKeys: ['k'] }],
    },
    {
      filter: {
        ...{ $type: 'ServiceByDataOwnerPatientDateFilter', dataOwnerId: 'me', secretForeignKeys: ['k'] },
        ...{ startDate: 10, endDate: 20 },
      },
      hit: { ...mine, ...ofPatient, openingDate: 20 },
      misses: [
        { ...mine, ...ofPatient, valueDate: 21, openingDate: 20 },
        { ...mine, ...ofPatient },
        { ...mine, valueDate: 10 },
      ],
    },
    {
      filter: {
        ...{ $type: 'ServiceByContactsAndSubcontactsFilter', healthcarePartyId: 'me' },
        ...{ contacts: ['c'], subContacts: ['s'] },
      },
      hit: { ...mine, contactId: 'c', subContactIds: ['s'] },
      misses: [
        { ...mine, contactId: 'd', subContactIds: ['s'] },
        { ...mine, contactId: 'c' },
      ],
    },
    {
      filter: {
        ...{ $type: 'ServiceByHcPartyTagCodeDateFilter', healthcarePartyId: 'me', descending: false },
        ...{ tagType: 'LOINC', tagCode: '2339-0' },
      },
      hit: tagged,
      misses: [{ ...mine, tags: otherCode }, coded, { ...tagged, owners: ['other'] }],
    },
    {
      filter: {
        ...{ $type: 'ServiceByHcPartyTagCodeDateFilter', healthcarePartyId: 'me' },
        ...{ codeType: 'LOINC', codeCode: '2339-0', patientSecretForeignKeys: ['k'] },
        ...{ startValueDate: 20260601000000, endValueDate: 20260630235959 },
      },
      hit: { ...coded, ...ofPatient },
      misses: [coded, { ...coded, ...ofPatient, ...{ valueDate: 20260701000000 } }],
    },
    {
      filter: { $type: 'ServiceByAssociationIdFilter', associationId: 'a' },
      hit: { qualifiedLinks: { parent: { a: 'l' } } },
      misses: [{ qualifiedLinks: { parent: { b: 'a' } } }, {}],
    },
    {
      filter: { $type: 'ServiceByQualifiedLinkFilter', linkValues: ['l'], linkQualification: 'exact' },
      hit: { qualifiedLinks: { exact: { a: 'l' } } },
      misses: [{ qualifiedLinks: { narrower: { a: 'l' } } }, { qualifiedLinks: { exact: { l: 'm' } } }, {}],
    },
    {
      filter: { $type: 'ServiceByQualifiedLinkFilter', linkValues: ['l'] },
      hit: { qualifiedLinks: { narrower: { a: 'l' } } },
      misses: [{ qualifiedLinks: {} }],
    },
    {
      filter: { $type: 'ServiceByHcPartyHealthElementIdsFilter', healthcarePartyId: 'me', healthElementIds: ['h'] },
      hit: { ...mine, healthElementsIds: ['h'] },
      misses: [{ ...mine, healthElementsIds: ['i'] }, mine],
    },
    {
      filter: { $type: 'ServiceByHcPartyTagPrefixFilter', healthcarePartyId: 'me', ...tagPrefix, ...june },
      hit: tagged,
      misses: [coded, { ...tagged, tags: otherCode }, { ...tagged, ...july }],
    },
    {
      filter: { $type: 'ServiceByHcPartyCodePrefixFilter', healthcarePartyId: 'me', ...codePrefix, ...june },
      hit: coded,
      misses: [tagged, { ...coded, codes: otherCode }, { ...coded, ...july }],
    },
    {
      filter: { $type: 'ServiceByHcPartyMonthTagPrefixFilter', healthcarePartyId: 'me', ...tagPrefix, ...inJune },
      hit: tagged,
      misses: [coded, { ...tagged, tags: otherCode }, { ...tagged, ...july }],
    },
    {
      filter: { $type: 'ServiceByHcPartyMonthCodePrefixFilter', healthcarePartyId: 'me', ...codePrefix },
      hit: { ...coded, valueDate: null },
      misses: [coded],
    },
    {
      filter: { $type: 'ServiceByHcPartyMonthCodePrefixFilter', healthcarePartyId: 'me', ...codePrefix, ...inJune },
      hit: { ...coded, valueDate: 20260615 },
      misses: [tagged, { ...coded, codes: otherCode }, { ...coded, ...july }],
    },
    {
      filter: { $type: 'ServiceByHcPartyTagCodesFilter', healthcarePartyId: 'me', ...tagCodes, ...june },
      hit: tagged,
      misses: [coded, { ...tagged, tags: otherCode }, { ...tagged, ...july }],
    },
    {
      filter: { $type: 'ServiceByHcPartyCodesFilter', healthcarePartyId: 'me', ...codeCodes, ...june },
      hit: coded,
      misses: [tagged, { ...coded, codes: otherCode }, { ...coded, ...july }],
    },
    ...[
      { $type: 'ServiceByHcPartyPatientTagPrefixFilter', ...tagPrefix },
      { $type: 'ServiceByHcPartyPatientTagCodesFilter', ...tagCodes },
    ].map((filter) => ({
      filter: { ...filter, healthcarePartyId: 'me', patientSecretForeignKeys: ['k'], ...june },
      hit: { ...tagged, ...ofPatient },
      misses: [tagged, { ...coded, ...ofPatient }, { ...tagged, ...ofPatient, ...july }],
    })),
    ...[
      { $type: 'ServiceByHcPartyPatientCodePrefixFilter', ...codePrefix },
      { $type: 'ServiceByHcPartyPatientCodesFilter', ...codeCodes },
    ].map((filter) => ({
      filter: { ...filter, healthcarePartyId: 'me', patientSecretForeignKeys: ['k'], ...june },
      hit: { ...coded, ...ofPatient },
      misses: [coded, { ...tagged, ...ofPatient }, { ...coded, ...ofPatient, ...july }],
    })),
  ]);

  it('are usable live, but for those that the server cannot match against events', () => {
    const mandatory = { healthcarePartyId: 'h', hcpId: 'h', dataOwnerId: 'h', ...tagPrefix, ...codePrefix };
    const sets = { ids: [], contacts: [], secretForeignKeys: [], patientSecretForeignKeys: [], linkValues: [] };
    const others = { identifiers: [], healthElementIds: [], associationId: 'a', tagCodes: {}, codeCodes: {} };
    const refused = Object.keys(serviceFilters).filter((type) => {
      const filter = parseFilter({ $type: type, ...mandatory, ...sets, ...others }, 'Service');
      try {
        assertUsableLive(filter);
        return false;
      } catch (error) {
        assert.ok(error instanceof FilterNotUsableLive);
        return true;
      }
    });
    assert.deepEqual(refused.sort(), [
      'ServiceByHcPartyCodePrefixFilter',
      'ServiceByHcPartyCodesFilter',
      'ServiceByHcPartyHealthElementIdsFilter',
      'ServiceByHcPartyMonthCodePrefixFilter',
      'ServiceByHcPartyMonthTagPrefixFilter',
      'ServiceByHcPartyTagCodesFilter',
      'ServiceByHcPartyTagPrefixFilter',
    ]);
  });

  describe('where live, name and REST differ', () => {
    const byTag = { $type: 'ServiceByHcPartyTagCodeDateFilter', healthcarePartyId: 'me', tagType: 'LOINC' };
    const byTagAndCode = { ...byTag, tagCode: '2339-0' };
    const identifiers = [{ system: 's', value: 'v' }];
    const byIdentifier = { $type: 'ServiceByHcPartyIdentifiersFilter', healthcarePartyId: 'me', identifiers };

    checkDifferences('Service', [
      {
        because: 'a deletion does not pass live',
        filter: byTagAndCode,
        document: { ...tagged, endOfLife: 1 },
        passes: { live: false, named: true, rest: true },
      },
      {
        because: 'a type alone finds nothing on REST',
        filter: byTag,
        document: tagged,
        passes: { live: true, named: true, rest: false },
      },
      {
        because: 'a type beside a code does not count on REST',
        filter: { ...byTagAndCode, codeType: 'ICD' },
        document: tagged,
        passes: { live: false, named: false, rest: true },
      },
      {
        because: 'the bounds themselves are excluded live',
        filter: { ...byTagAndCode, startValueDate: 20260615120000 },
        document: tagged,
        passes: { live: false, named: true, rest: true },
      },
      {
        because: 'the bounds themselves are excluded live',
        filter: { ...byTagAndCode, endValueDate: 20260615120000 },
        document: tagged,
        passes: { live: false, named: true, rest: true },
      },
      {
        because: 'a day as upper bound is before any time of day live, and its midnight on REST',
        filter: { ...byTagAndCode, endValueDate: 20260615 },
        document: tagged,
        passes: { live: false, named: true, rest: false },
      },
      {
        because: 'the opening date may serve one bound and the value date the other live',
        filter: { ...byTagAndCode, startValueDate: 20260601000000, endValueDate: 20260610000000 },
        document: { ...tagged, openingDate: 20260101000000 },
        passes: { live: true, named: false, rest: false },
      },
      {
        because: 'any value of the system passes live',
        filter: byIdentifier,
        document: { ...mine, identifier: [{ system: 's', value: 'w' }] },
        passes: { live: true, named: false, rest: false },
      },
      {
        because: 'a deletion does not pass live',
        filter: byIdentifier,
        document: { ...mine, identifier: identifiers, endOfLife: 1 },
        passes: { live: false, named: true, rest: true },
      },
      {
        because: 'REST does not ask for the owner',
        filter: { $type: 'ServiceByContactsAndSubcontactsFilter', healthcarePartyId: 'me', contacts: ['c'] },
        document: { contactId: 'c' },
        passes: { live: false, named: false, rest: true },
      },
    ]);

    for (const $type of [
      'ServiceByHcPartyPatientTagPrefixFilter',
      'ServiceByHcPartyPatientTagCodesFilter',
      'ServiceByHcPartyPatientCodePrefixFilter',
      'ServiceByHcPartyPatientCodesFilter',
    ]) {
      it(`${$type}: a deletion does not pass live`, () => {
        const patient = { healthcarePartyId: 'me', patientSecretForeignKeys: ['k'] };
        const filter = { $type, ...patient, ...tagPrefix, ...codePrefix, ...tagCodes, ...codeCodes };
        const document = { id: 'x', ...tagged, ...coded, ...ofPatient, endOfLife: 1 };
        assert.deepEqual(passage(filter, 'Service', document), { live: false, named: true, rest: true });
      });
    }
  });

  describe('that let deletions through live', () => {
    for (const filter of [
      { $type: 'ServiceByHcPartyFilter', hcpId: 'me' },
      { $type: 'ServiceByIdsFilter', ids: ['x'] },
      { $type: 'ServiceBySecretForeignKeys', healthcarePartyId: 'me', patientSecretForeignKeys: ['k'] },
      { $type: 'ServiceByDataOwnerPatientDateFilter', dataOwnerId: 'me', secretForeignKeys: ['k'] },
      { $type: 'ServiceByContactsAndSubcontactsFilter', healthcarePartyId: 'me', contacts: ['c'] },
    ]) {
      it(filter.$type, () => {
        const deletion = { id: 'x', ...mine, ...ofPatient, contactId: 'c', endOfLife: 1 };
        assert.equal(passage(filter, 'Service', deletion).live, true);
      });
    }
  });
});
