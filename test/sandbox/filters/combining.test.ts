import assert from 'node:assert/strict';
import {
  assertUsableLive,
  FilterNotUsableLive,
  matchesLive,
  parseFilter,
  resolve,
  type FilterableClass,
} from '../../../sandbox/filters';
import type { JsonObject } from '../../../src/model/json';
import { context } from './asking';

const byIds = (...ids: string[]): JsonObject => ({ $type: 'PatientByIdsFilter', ids });
const owned: JsonObject = { $type: 'PatientByHcPartyFilter', healthcarePartyId: 'me' };
const union = (...filters: JsonObject[]): JsonObject => ({ $type: 'UnionFilter', filters, desc: null });
const intersection = (...filters: JsonObject[]): JsonObject => ({ $type: 'IntersectionFilter', filters });
const complement = (superSet: JsonObject, subSet: JsonObject): JsonObject => ({
  $type: 'ComplementFilter',
  superSet,
  subSet,
});

const patients: JsonObject[] = [
  { id: 'a', owners: ['me'] },
  { id: 'b', owners: ['other'] },
  { id: 'c', owners: ['me'] },
  { id: 'd', owners: ['me'], deletionDate: 1 },
];

function live(filter: JsonObject): unknown[] {
  const parsed = parseFilter(filter, 'Patient');
  return patients.filter((patient) => matchesLive(parsed, patient, context(true))).map(({ id }) => id);
}

function rest(filter: JsonObject, documents = patients, entityClass: FilterableClass = 'Patient'): string[] {
  return resolve(parseFilter(filter, entityClass), documents, context(true));
}

describe('combined filters', () => {
  it('union: any of them, and never when there is none', () => {
    assert.deepEqual(live(union(byIds('b'), owned)), ['a', 'b', 'c', 'd']);
    assert.deepEqual(live(union(byIds('a'), byIds('b'))), ['a', 'b']);
    assert.deepEqual(live(union()), []);
    assert.deepEqual(rest(union(byIds('b'), owned)), ['b', 'a', 'c']);
    assert.deepEqual(rest(union()), []);
    assert.deepEqual(rest({ $type: 'UnionFilter' }), []);
  });

  it('intersection: all of them, and always when there is none', () => {
    assert.deepEqual(live(intersection(byIds('a', 'b'), owned)), ['a']);
    assert.deepEqual(live(intersection()), ['a', 'b', 'c', 'd']);
    assert.deepEqual(rest(intersection(byIds('a', 'b'), owned)), ['a']);
    assert.deepEqual(rest(intersection()), ['a', 'b', 'c']);
  });

  it('complement: the one without the other', () => {
    assert.deepEqual(live(complement(owned, byIds('c'))), ['a', 'd']);
    assert.deepEqual(rest(complement(owned, byIds('c'))), ['a']);
  });

  it('hold one another', () => {
    assert.deepEqual(live(complement(union(owned, byIds('b')), intersection(owned, byIds('a', 'b')))), ['b', 'c', 'd']);
    assert.deepEqual(rest(complement(union(owned, byIds('b')), intersection(owned, byIds('a', 'b')))), ['c', 'b']);
  });

  it('are usable live when all of their parts are', () => {
    const usable: JsonObject = { $type: 'ServiceByHcPartyFilter', hcpId: 'me' };
    const notUsable: JsonObject = { $type: 'ServiceByHcPartyHealthElementIdsFilter', healthElementIds: [] };
    for (const filter of [union(usable), intersection(usable, usable), complement(usable, usable), union()]) {
      assertUsableLive(parseFilter(filter, 'Service'));
    }
    for (const filter of [
      union(usable, notUsable),
      intersection(usable, union(notUsable)),
      complement(usable, notUsable),
      complement(notUsable, usable),
    ]) {
      assert.throws(() => {
        assertUsableLive(parseFilter(filter, 'Service'));
      }, FilterNotUsableLive);
    }
  });

  it('deliver nothing when a part that is reached fails inside the server', () => {
    const failing: JsonObject = { $type: 'PatientByHcPartyNameFilter', healthcarePartyId: 'me', name: 'Lov' };
    assert.deepEqual(live(failing), []);
    assert.deepEqual(live(union(failing, byIds('a', 'b'))), ['b']);
    assert.deepEqual(live(union(byIds('a', 'b'), failing)), ['a', 'b']);
    assert.deepEqual(live(complement(byIds('a', 'b'), failing)), ['b']);
  });
});

describe('filters on REST', () => {
  it('by id answer with the ids asked for, existing or not', () => {
    assert.deepEqual(rest(byIds('d', 'nobody', 'a', 'a')), ['d', 'nobody', 'a']);
  });

  it('mean the caller when they name no data owner, and find nothing for a caller who is none', () => {
    const filter = parseFilter({ $type: 'PatientByHcPartyFilter' }, 'Patient');
    assert.deepEqual(resolve(filter, patients, context(true)), ['a', 'c']);
    assert.deepEqual(resolve(filter, patients, context(true, 'other')), ['b']);
    assert.deepEqual(resolve(filter, patients, { ...context(true), callerDataOwnerId: undefined }), []);
  });

  it('find a service once, by any of the contacts that it was written in', () => {
    const services: JsonObject[] = [
      { id: 's', contactId: '1', owners: ['me'], tags: [{ type: 'T', code: 'old' }] },
      { id: 's', contactId: '2', owners: ['me'], tags: [{ type: 'T', code: 'new' }] },
    ];
    const tagged = (tagCode: string): JsonObject => ({
      ...{ $type: 'ServiceByHcPartyTagCodeDateFilter', healthcarePartyId: 'me' },
      ...{ tagType: 'T', tagCode },
    });
    assert.deepEqual(rest({ $type: 'ServiceByHcPartyFilter', hcpId: 'me' }, services, 'Service'), ['s']);
    assert.deepEqual(rest(intersection(tagged('old'), tagged('new')), services, 'Service'), ['s']);
    assert.deepEqual(rest(complement(tagged('new'), tagged('old')), services, 'Service'), []);
  });
});
