import assert from 'node:assert/strict';
import type { EntityName } from '../../src/model/entities';
import { describeFilterProblem, filterToJson, matchesFilter, parseFilter, type Filter } from '../../src/model/filter';
import type { JsonObject, JsonValue } from '../../src/model/json';
import { arbitraryFilter, numbersFrom, shuffledKeys } from './arbitrary-filter';

function parsed(value: unknown, entity: EntityName = 'DataSample'): Filter {
  const parsing = parseFilter(value, entity);
  return parsing.ok ? parsing.filter : assert.fail(describeFilterProblem(parsing.problem));
}

/** Whether an entity of the account itself fulfils a filter's criteria. */
function fulfils(filter: JsonObject, payload: JsonObject, entity: EntityName = 'DataSample'): boolean {
  return matchesFilter(parsed(filter, entity), { payload, owners: [], sharedWithSelf: true });
}

const label: JsonObject = { by: 'label', type: 'IC-TEST', code: 'TEST' };
const labelled: JsonObject = { labels: [{ type: 'IC-TEST', code: 'TEST' }] };
const id: JsonObject = { by: 'id', ids: ['a'] };

describe('parseFilter', () => {
  it('takes nothing, and nothing in it, for everything of the account itself', () => {
    const everything = { owner: 'self', match: 'all', criteria: [] };
    for (const value of [undefined, null, {}, { owner: '', criteria: [] }, { match: 'all', owner: 'self' }]) {
      assert.deepEqual(parsed(value), everything);
    }
  });

  it('takes a filter with a group and a negated criterion', () => {
    const group = { match: 'any', criteria: [label, { ...id, not: true }], not: true };
    assert.deepEqual(parsed({ owner: ' abc ', match: 'any', criteria: [label, group] }), {
      owner: 'abc',
      match: 'any',
      criteria: [
        { by: 'label', not: false, fields: { type: 'IC-TEST', code: 'TEST' } },
        {
          match: 'any',
          not: true,
          criteria: [
            { by: 'label', not: false, fields: { type: 'IC-TEST', code: 'TEST' } },
            { by: 'id', not: true, fields: { ids: ['a'] } },
          ],
        },
      ],
    });
  });

  it('takes an empty text for an absent optional field', () => {
    const [criterion] = parsed({ criteria: [{ by: 'label', type: 'IC-TEST', code: '' }] }).criteria;
    assert.deepEqual(criterion, { by: 'label', not: false, fields: { type: 'IC-TEST', code: undefined } });
  });

  it('knows no owner of a user', () => {
    assert.equal(parsed({ owner: 'self', criteria: [id] }, 'User').owner, undefined);
  });

  const refusals: Readonly<Record<string, readonly [unknown, string | undefined, RegExp, EntityName?]>> = {
    'no object': ['label', undefined, /the filter must be a JSON object/],
    'a list': [[], undefined, /the filter must be a JSON object/],
    'an unknown key': [{ critera: [] }, undefined, /"critera" is not known here; known: owner, match, criteria/],
    'criteria that are no list': [{ criteria: {} }, undefined, /"criteria" must be a list/],
    'an unknown match': [{ match: 'none' }, undefined, /"match" must be "all" or "any"/],
    'an owner that is no text': [{ owner: 1 }, undefined, /"owner" must be "self" or the id of a data owner/],
    'an owner of users': [{ owner: 'abc' }, undefined, /a User has no owner/, 'User'],
    'a criterion that is no object': [{ criteria: [label, 'x'] }, '2', /must be a JSON object/],
    'a criterion of no kind': [
      { criteria: [{ type: 'a' }] },
      '1',
      /filtered by label, code, id, identifier, not by nothing/,
    ],
    'a criterion of an unknown kind': [{ criteria: [id, { by: 'mood' }] }, '2', /not by "mood"/],
    'a kind that only JavaScript knows': [{ criteria: [{ by: 'toString' }] }, '1', /not by "toString"/],
    'a criterion that this entity has not': [
      ...([
        { criteria: [label] },
        '1',
        /a Notification can be filtered by type, id, identifier, not by "label"/,
      ] as const),
      'Notification',
    ],
    'a type of something that has none': [
      { criteria: [{ by: 'type', type: 'a' }] },
      '1',
      /a DataSample can be filtered by/,
    ],
    'an unknown field': [
      { criteria: [{ ...label, version: '1' }] },
      '1',
      /"version" is not known here; known: by, not, type, code/,
    ],
    'a missing field': [{ criteria: [label, { by: 'label', code: 'c' }] }, '2', /"type" is missing/],
    'an empty field': [{ criteria: [{ by: 'label', type: '' }] }, '1', /"type" is missing/],
    'an empty list': [{ criteria: [{ by: 'id', ids: [] }] }, '1', /"ids" is missing/],
    'a field that is no text': [{ criteria: [{ by: 'label', type: 1 }] }, '1', /"type" must be a text/],
    'a field that is no list': [{ criteria: [{ by: 'id', ids: 'a' }] }, '1', /"ids" must be a list of texts/],
    'a list of something else': [{ criteria: [{ by: 'id', ids: ['a', 1] }] }, '1', /"ids" must be a list of texts/],
    'a list with an empty text': [{ criteria: [{ by: 'id', ids: ['a', ''] }] }, '1', /"ids" must be a list of texts/],
    'a "not" that is no truth value': [{ criteria: [{ ...label, not: 'true' }] }, '1', /"not" must be true or false/],
    'an empty group': [{ criteria: [{ criteria: [] }] }, '1', /a group needs at least one criterion/],
    'a group of no list': [{ criteria: [label, { criteria: 'x' }] }, '2', /"criteria" must be a list/],
    'a group of unknown match': [{ criteria: [{ criteria: [label], match: 'some' }] }, '1', /"match" must be/],
    'a group with an unknown key': [{ criteria: [{ criteria: [label], by: 'id' }] }, '1', /"by" is not known here/],
    'a group whose "not" is no truth value': [{ criteria: [{ criteria: [label], not: 1 }] }, '1', /"not" must be/],
    'no object in a group': [{ criteria: [{ criteria: [label, null] }] }, '1.2', /must be a JSON object/],
    'a group in a group': [
      ...([{ criteria: [id, { criteria: [id, { criteria: [id] }] }] }, '2.2'] as const),
      /a group cannot contain another group/,
    ],
    'a bad criterion in a group': [{ criteria: [id, id, { criteria: [{ by: 'id' }] }] }, '3.1', /"ids" is missing/],
  };

  for (const [what, [value, criterion, reason, entity = 'DataSample']] of Object.entries(refusals)) {
    it(`refuses ${what}${criterion === undefined ? '' : `, in criterion ${criterion}`}`, () => {
      const parsing = parseFilter(value, entity);
      assert.ok(!parsing.ok);
      assert.equal(parsing.problem.criterion, criterion);
      assert.match(parsing.problem.reason, reason);
      const place = criterion === undefined ? '' : `criterion ${criterion}: `;
      assert.equal(describeFilterProblem(parsing.problem), place + parsing.problem.reason);
    });
  }
});

describe('matchesFilter', () => {
  const kinds: Readonly<Record<string, { criterion: JsonObject; hits: JsonObject[]; misses: JsonObject[] }>> = {
    'label, by type and code': {
      criterion: label,
      hits: [
        labelled,
        {
          labels: [
            { type: 'x', code: 'y' },
            { type: 'IC-TEST', code: 'TEST', version: '2' },
          ],
        },
      ],
      misses: [{ labels: [{ type: 'IC-TEST', code: 'test' }] }, { codes: labelled.labels }, { labels: [] }, {}],
    },
    'label, by type': {
      criterion: { by: 'label', type: 'IC-TEST' },
      hits: [labelled, { labels: [{ type: 'IC-TEST' }] }],
      misses: [{ labels: [{ type: 'IC', code: 'IC-TEST' }] }, { labels: ['IC-TEST', null] }],
    },
    code: {
      criterion: { by: 'code', type: 'LOINC', code: '2339-0' },
      hits: [{ codes: [{ type: 'LOINC', code: '2339-0' }] }],
      misses: [{ codes: [{ type: 'LOINC', code: '1' }] }, { labels: [{ type: 'LOINC', code: '2339-0' }] }],
    },
    id: {
      criterion: { by: 'id', ids: ['a', 'b'] },
      hits: [{ id: 'b' }],
      misses: [{ id: 'c' }, { id: 'ab' }, {}],
    },
    'identifier, by value': {
      criterion: { by: 'identifier', value: 'v' },
      hits: [{ identifiers: [{ value: 'u' }, { system: 's', value: 'v' }] }, { identifiers: [{ value: 'v' }] }],
      misses: [{ identifiers: [{ system: 'v', value: 's' }] }, {}],
    },
    'identifier, by system and value': {
      criterion: { by: 'identifier', system: 's', value: 'v' },
      hits: [{ identifiers: [{ system: 's', value: 'v' }] }],
      misses: [
        { identifiers: [{ value: 'v' }] },
        {
          identifiers: [
            { system: 's', value: 'w' },
            { system: 't', value: 'v' },
          ],
        },
      ],
    },
  };

  for (const [what, { criterion, hits, misses }] of Object.entries(kinds)) {
    it(`by ${what}`, () => {
      for (const hit of hits) {
        assert.equal(fulfils({ criteria: [criterion] }, hit), true, JSON.stringify(hit));
        assert.equal(fulfils({ criteria: [{ ...criterion, not: true }] }, hit), false);
      }
      for (const miss of misses) {
        assert.equal(fulfils({ criteria: [criterion] }, miss), false, JSON.stringify(miss));
        assert.equal(fulfils({ criteria: [{ ...criterion, not: true }] }, miss), true);
      }
    });
  }

  it('by type of a notification', () => {
    const filter = { criteria: [{ by: 'type', type: 'OTHER' }] };
    assert.equal(fulfils(filter, { type: 'OTHER' }, 'Notification'), true);
    assert.equal(fulfils(filter, { type: 'KEY_PAIR_UPDATE' }, 'Notification'), false);
    assert.equal(fulfils(filter, {}, 'Notification'), false);
  });

  it('all or any of the criteria', () => {
    const criteria = [label, id];
    const both = { ...labelled, id: 'a' };
    for (const [payload, all, any] of [
      [both, true, true],
      [labelled, false, true],
      [{ id: 'a' }, false, true],
      [{ id: 'b' }, false, false],
    ] as const) {
      assert.equal(fulfils({ match: 'all', criteria }, payload), all);
      assert.equal(fulfils({ criteria }, payload), all);
      assert.equal(fulfils({ match: 'any', criteria }, payload), any);
    }
  });

  it('everything when there is no criterion, for any too', () => {
    assert.equal(fulfils({ match: 'any', criteria: [] }, {}), true);
    assert.equal(fulfils({ match: 'all', criteria: [] }, {}), true);
  });

  it('groups, and their negation', () => {
    const group: JsonObject = { match: 'any', criteria: [label, id] };
    const filter = (not: boolean): JsonObject => ({
      criteria: [
        { by: 'code', type: 'T' },
        { ...group, not },
      ],
    });
    const coded = { codes: [{ type: 'T', code: 'c' }] };
    assert.equal(fulfils(filter(false), { ...coded, id: 'a' }), true);
    assert.equal(fulfils(filter(false), { ...coded, id: 'b' }), false);
    assert.equal(fulfils(filter(false), { id: 'a' }), false);
    assert.equal(fulfils(filter(true), { ...coded, id: 'a' }), false);
    assert.equal(fulfils(filter(true), { ...coded, id: 'b' }), true);
    assert.equal(fulfils(filter(true), { id: 'b' }), false);
    assert.equal(fulfils({ criteria: [{ criteria: [label, { ...id, not: true }] }] }, { ...labelled, id: 'a' }), false);
    assert.equal(fulfils({ criteria: [{ criteria: [label, { ...id, not: true }] }] }, { ...labelled, id: 'b' }), true);
  });

  it('what is shared with the account, or with the data owner that is named', () => {
    const self = parsed({});
    const other = parsed({ owner: 'other' });
    const nobody = { payload: {}, owners: [], sharedWithSelf: false };
    assert.equal(matchesFilter(self, { ...nobody, sharedWithSelf: true }), true);
    assert.equal(matchesFilter(self, { ...nobody, owners: ['other'] }), false);
    assert.equal(matchesFilter(other, { ...nobody, owners: ['one', 'other'] }), true);
    assert.equal(matchesFilter(other, { ...nobody, owners: ['one'], sharedWithSelf: true }), false);
    assert.equal(matchesFilter(parsed({}, 'User'), nobody), true);
  });
});

describe('filterToJson', () => {
  it('gives back what was parsed, whatever the filter', () => {
    const next = numbersFrom(20261123);
    for (let round = 0; round < 500; round += 1) {
      const { entity, json } = arbitraryFilter(next);
      const filter = parsed(json, entity);
      const written = filterToJson(filter);
      assert.deepEqual(parsed(written, entity), filter, JSON.stringify(json));
      assert.deepEqual(written, json);
    }
  });

  it('gives equal filters equal texts, in whatever order their keys were written', () => {
    const next = numbersFrom(7);
    for (let round = 0; round < 200; round += 1) {
      const { entity, json } = arbitraryFilter(next);
      const other: JsonValue = shuffledKeys(json, next);
      assert.equal(
        JSON.stringify(filterToJson(parsed(other, entity))),
        JSON.stringify(filterToJson(parsed(json, entity))),
      );
    }
  });
});
