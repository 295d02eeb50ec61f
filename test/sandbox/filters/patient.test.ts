import { patientFilters } from '../../../sandbox/filters/patient';
import { checkDifferences, checkExamples } from './asking';

const mine = { owners: ['me'] };
const identifiers = [{ system: 's', value: 'v' }];

describe('filters of patients', () => {
  checkExamples('Patient', patientFilters, [
    {
      filter: { $type: 'PatientByHcPartyFilter', healthcarePartyId: 'me' },
      hit: mine,
      misses: [{ owners: ['other'] }, {}],
    },
    { filter: { $type: 'PatientByIdsFilter', ids: ['x', 'y'] }, hit: {}, misses: [{ id: 'z' }] },
    {
      filter: { $type: 'PatientByHcPartyAndIdentifiersFilter', healthcarePartyId: 'me', identifiers },
      hit: { ...mine, identifier: [{ system: 's', value: 'v' }] },
      misses: [{ ...mine, identifier: [{ system: 't', value: 'v' }] }, mine, { identifier: identifiers }],
    },
    {
      filter: { $type: 'PatientByHcPartyAndSsinFilter', healthcarePartyId: 'me', ssin: '1' },
      hit: { ...mine, ssin: '1' },
      misses: [{ ...mine, ssin: '2' }, { ssin: '1' }],
    },
    {
      filter: { $type: 'PatientByHcPartyAndSsinsFilter', healthcarePartyId: 'me', ssins: ['1', '2'] },
      hit: { ...mine, ssin: '2' },
      misses: [{ ...mine, ssin: '3' }, mine],
    },
    {
      filter: { $type: 'PatientByHcPartyNameContainsFuzzyFilter', healthcarePartyId: 'me', searchString: 'Lövé' },
      hit: { ...mine, lastName: 'Van-Love', firstName: 'Lace' },
      misses: [{ ...mine, lastName: 'Hate' }, { lastName: 'Love' }],
    },
    {
      filter: { $type: 'PatientByHcPartyNameFilter', healthcarePartyId: 'me', name: 'Lov' },
      hit: { ...mine, lastName: 'Hopper', firstName: 'Grace', maidenName: 'Lovelace', partnerName: 'Byron' },
      misses: [{ ...mine, lastName: 'Hopper', firstName: 'Grace', maidenName: 'Murray', partnerName: 'Byron' }],
    },
    {
      filter: { $type: 'PatientByHcPartyDateOfBirthFilter', healthcarePartyId: 'me', dateOfBirth: 19501231 },
      hit: { ...mine, dateOfBirth: 19501231 },
      misses: [{ ...mine, dateOfBirth: 19510101 }, mine],
    },
    {
      filter: {
        ...{ $type: 'PatientByHcPartyDateOfBirthBetweenFilter', healthcarePartyId: 'me' },
        ...{ minDateOfBirth: 19500101, maxDateOfBirth: 19501231 },
      },
      hit: { ...mine, dateOfBirth: 19501231 },
      misses: [{ ...mine, dateOfBirth: 19510101 }, { ...mine, dateOfBirth: 19491231 }, mine],
    },
    {
      filter: {
        ...{ $type: 'PatientByHcPartyGenderEducationProfession', healthcarePartyId: 'me' },
        ...{ gender: 'female', profession: 'p' },
      },
      hit: { ...mine, gender: 'female', education: 'e', profession: 'p' },
      misses: [
        { ...mine, gender: 'male', profession: 'p' },
        { ...mine, gender: 'female' },
      ],
    },
    {
      filter: { $type: 'PatientByHcPartyAndActiveFilter', healthcarePartyId: 'me', active: true },
      hit: mine,
      misses: [{ ...mine, active: false }],
    },
    {
      filter: { $type: 'PatientByHcPartyAndActiveFilter', healthcarePartyId: 'me' },
      hit: { ...mine, active: false },
      misses: [{ ...mine, active: true }, mine],
    },
    {
      filter: { $type: 'PatientByHcPartyAndExternalIdFilter', healthcarePartyId: 'me', externalId: 'ext' },
      hit: { ...mine, externalId: 'ext' },
      misses: [{ ...mine, externalId: 'other' }, mine],
    },
    {
      filter: { $type: 'PatientByHcPartyAndTelecomFilter', healthcarePartyId: 'me', searchString: '0470' },
      hit: { ...mine, addresses: [{}, { telecoms: [{ telecomNumber: '047012' }] }] },
      misses: [{ ...mine, addresses: [{ telecoms: [{ telecomNumber: '0471' }] }] }, mine],
    },
    {
      filter: { $type: 'PatientByHcPartyAndAddressFilter', healthcarePartyId: 'me', searchString: 'rue' },
      hit: { ...mine, addresses: [{ street: 'Grand-rue' }] },
      misses: [{ ...mine, addresses: [{ street: 'Weg' }] }, mine],
    },
    {
      filter: {
        ...{ $type: 'PatientByHcPartyAndAddressFilter', healthcarePartyId: 'me', searchString: 'rue' },
        ...{ postalCode: '1000', houseNumber: '1' },
      },
      hit: { ...mine, addresses: [{ street: 'Grand-rue', postalCode: '1000', houseNumber: '1' }] },
      misses: [{ ...mine, addresses: [{ street: 'Weg', postalCode: '1000', houseNumber: '1' }] }],
    },
    {
      filter: { $type: 'PatientByHcPartyGenderEducationProfession', healthcarePartyId: 'me', education: 'e' },
      hit: { ...mine, education: 'e' },
      misses: [{ ...mine, education: 'f' }, mine],
    },
    {
      filter: { $type: 'PatientByDataOwnerTagFilter', dataOwnerId: 'me', tagType: 'T', tagCode: 'c' },
      hit: {
        ...mine,
        tags: [
          { type: 'T', code: 'b' },
          { type: 'T', code: 'c', version: '2' },
        ],
      },
      misses: [
        { ...mine, tags: [{ type: 'T', code: 'C' }] },
        { ...mine, codes: [{ type: 'T', code: 'c' }] },
        { tags: [{ type: 'T', code: 'c' }] },
      ],
    },
    {
      filter: { $type: 'PatientByDataOwnerTagFilter', dataOwnerId: 'me', tagType: 'T' },
      hit: { ...mine, tags: [{ type: 'T', code: 'any' }] },
      misses: [{ ...mine, tags: [{ type: 'U' }] }],
    },
    {
      filter: { $type: 'PatientByDataOwnerModifiedAfterFilter', dataOwnerId: 'me', startDate: 5, endDate: 5 },
      hit: { ...mine, modified: 5 },
      misses: [mine, { modified: 5 }],
    },
  ]);

  describe('where live, name and REST differ', () => {
    const byIdentifier = { $type: 'PatientByHcPartyAndIdentifiersFilter', healthcarePartyId: 'me', identifiers };
    const byName = { $type: 'PatientByHcPartyNameFilter', healthcarePartyId: 'me', name: 'Lov' };
    const byTelecom = { $type: 'PatientByHcPartyAndTelecomFilter', healthcarePartyId: 'me', searchString: '70' };
    const byAddress = { $type: 'PatientByHcPartyAndAddressFilter', healthcarePartyId: 'me', searchString: 'rue' };
    const modifiedAfter = { $type: 'PatientByDataOwnerModifiedAfterFilter', dataOwnerId: 'me', startDate: 5 };

    checkDifferences('Patient', [
      {
        because: 'without a data owner everybody passes live, and REST means the caller',
        filter: { $type: 'PatientByHcPartyFilter' },
        document: { owners: ['other'] },
        passes: { live: true, named: true, rest: false },
      },
      {
        because: 'a deleted patient passes live only',
        filter: { $type: 'PatientByHcPartyFilter', healthcarePartyId: 'me' },
        document: { ...mine, deletionDate: 1 },
        passes: { live: true, named: true, rest: false },
      },
      {
        because: 'any value of the system passes live',
        filter: byIdentifier,
        document: { ...mine, identifier: [{ system: 's', value: 'another' }] },
        passes: { live: true, named: false, rest: false },
      },
      {
        because: 'an identifier with an id of its own does not pass live',
        filter: byIdentifier,
        document: { ...mine, identifier: [{ id: 'i', system: 's', value: 'v' }] },
        passes: { live: false, named: true, rest: true },
      },
      {
        because: 'the same id passes live',
        filter: { ...byIdentifier, identifiers: [{ id: 'i', system: 's', value: 'v' }] },
        document: { ...mine, identifier: [{ id: 'i', system: 's', value: 'w' }] },
        passes: { live: true, named: false, rest: false },
      },
      {
        because: 'what has an end of life does not pass live',
        filter: byIdentifier,
        document: { ...mine, identifier: identifiers, endOfLife: 1 },
        passes: { live: false, named: true, rest: true },
      },
      {
        because: 'an identifier without value asks REST for the system alone',
        filter: { ...byIdentifier, identifiers: [{ system: 's' }] },
        document: { ...mine, identifier: identifiers },
        passes: { live: true, named: false, rest: true },
      },
      {
        because: 'a patient without a partner name fails live',
        filter: byName,
        document: { ...mine, lastName: 'Hopper', firstName: 'Grace', maidenName: 'Murray' },
        passes: { live: false, named: false, rest: false },
      },
      {
        because: 'a patient without a first name fails live although the last name fits',
        filter: byName,
        document: { ...mine, lastName: 'Lovelace' },
        passes: { live: false, named: true, rest: true },
      },
      {
        because: 'names after the one that fits are not needed live',
        filter: byName,
        document: { ...mine, lastName: 'Lovelace', firstName: 'Ada' },
        passes: { live: true, named: true, rest: true },
      },
      {
        because: 'no list of numbers is everything live and nothing on REST',
        filter: { $type: 'PatientByHcPartyAndSsinsFilter', healthcarePartyId: 'me' },
        document: { ...mine, ssin: '1' },
        passes: { live: true, named: true, rest: false },
      },
      {
        because: 'the beginning of an external id is enough on REST',
        filter: { $type: 'PatientByHcPartyAndExternalIdFilter', healthcarePartyId: 'me', externalId: 'ex' },
        document: { ...mine, externalId: 'e-xt' },
        passes: { live: false, named: false, rest: true },
      },
      {
        because: 'a part of a telephone number is found live, only its beginning on REST',
        filter: byTelecom,
        document: { ...mine, addresses: [{ telecoms: [{ telecomNumber: '0470' }] }] },
        passes: { live: true, named: true, rest: false },
      },
      {
        because: 'a telecom without number before the one that fits fails live',
        filter: { ...byTelecom, searchString: '0470' },
        document: { ...mine, addresses: [{ telecoms: [{}, { telecomNumber: '0470' }] }] },
        passes: { live: false, named: true, rest: true },
      },
      {
        because: 'an address without street before the one that fits fails live',
        filter: byAddress,
        document: { ...mine, addresses: [{ city: 'Mons' }, { street: 'Grand-rue' }] },
        passes: { live: false, named: true, rest: true },
      },
      {
        because: 'upper and lower case count live',
        filter: byAddress,
        document: { ...mine, addresses: [{ street: 'Rue Haute' }] },
        passes: { live: false, named: true, rest: true },
      },
      {
        because: 'postal code and house number do not count live',
        filter: { ...byAddress, postalCode: '1000', houseNumber: '1' },
        document: { ...mine, addresses: [{ street: 'Grand-rue', postalCode: '2000', houseNumber: '2' }] },
        passes: { live: true, named: false, rest: false },
      },
      ...[
        { postalCode: '1000', houseNumber: '2' },
        { postalCode: '2000', houseNumber: '1' },
      ].map((place) => ({
        because: 'postal code and house number each do not count live',
        filter: { ...byAddress, postalCode: '1000', houseNumber: '1' },
        document: { ...mine, addresses: [{ street: 'Grand-rue', ...place }] },
        passes: { live: true, named: false, rest: false },
      })),
      {
        because: 'null is absent in identifiers',
        filter: { ...byIdentifier, identifiers: [{ system: null, value: null }] },
        document: { ...mine, identifier: [{ id: null, value: null }] },
        passes: { live: true, named: true, rest: true },
      },
      {
        because: 'a modification after the start does not pass live',
        filter: modifiedAfter,
        document: { ...mine, modified: 6 },
        passes: { live: false, named: true, rest: true },
      },
      {
        because: 'a modification before the start passes live',
        filter: modifiedAfter,
        document: { ...mine, modified: null, created: 4 },
        passes: { live: true, named: false, rest: false },
      },
    ]);
  });
});
