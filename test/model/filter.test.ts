import assert from 'node:assert/strict';
import type { EntityName } from '../../src/model/entities';
import {
  asksFor,
  describeFilterProblem,
  filterToJson,
  matchesFilter,
  parseFilter,
  type Filter,
} from '../../src/model/filter';
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
      /filtered by label, code, id, identifier, patient, healthcareElement, valueDate, not by nothing/,
    ],
    'a criterion of an unknown kind': [{ criteria: [id, { by: 'mood' }] }, '2', /not by "mood"/],
    'a kind that only JavaScript knows': [{ criteria: [{ by: 'toString' }] }, '1', /not by "toString"/],
    'a criterion that this entity has not': [
      ...([
        { criteria: [label] },
        '1',
        /a Notification can be filtered by type, id, identifier, status, not by "label"/,
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
    'no end of a range': [{ criteria: [{ by: 'valueDate' }] }, '1', /^"from" or "to" is missing$/],
    'empty ends of a range': [{ criteria: [{ by: 'valueDate', from: '', to: '' }] }, '1', /"from" or "to" is missing/],
    'a range in the wrong order': [
      { criteria: [{ by: 'valueDate', from: '2026-02-01', to: '2026-01-31' }] },
      '1',
      /^"from" is later than "to"$/,
    ],
    'a range in the wrong order by a second': [
      { criteria: [{ by: 'valueDate', from: '2026-01-31T08:31', to: '2026-01-31T08:30:59' }] },
      '1',
      /"from" is later than "to"/,
    ],
    'no date': [
      { criteria: [{ by: 'valueDate', from: '31/01/2026' }] },
      '1',
      /^"from" must be a date of the calendar like 2026-01-31, or one with a time like 2026-01-31T08:30$/,
    ],
    'a date that no calendar has': [
      { criteria: [id, { by: 'valueDate', to: '2026-02-30' }] },
      '2',
      /^"to" must be a date of the calendar/,
    ],
    'a date that is no text': [{ criteria: [{ by: 'valueDate', from: 20260131 }] }, '1', /"from" must be a date/],
    'no such choice': [
      { criteria: [{ by: 'status', status: 'done' }] },
      ...(['1', /^"status" must be one of pending, ongoing, cancelled, completed$/, 'Notification'] as const),
    ],
    'a choice that is no text': [
      { criteria: [{ by: 'gender', gender: 1 }] },
      ...(['1', /"gender" must be one of male, female, /, 'Patient'] as const),
    ],
    'no choice': [{ criteria: [{ by: 'gender', gender: '' }] }, '1', /"gender" is missing/, 'Patient'],
    'a name of no word': [{ criteria: [{ by: 'name', name: ' - ' }] }, '1', /"name" has no letter/, 'Patient'],
    'a number of no digit': [{ criteria: [{ by: 'ssin', ssin: '.' }] }, '1', /"ssin" has no letter/, 'Patient'],
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
  interface Kind {
    readonly entity?: EntityName;
    readonly criterion: JsonObject;
    readonly hits: readonly JsonObject[];
    readonly misses: readonly JsonObject[];
  }

  const kinds: Readonly<Record<string, Kind>> = {
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
    healthcareElement: {
      criterion: { by: 'healthcareElement', ids: ['a', 'b'] },
      hits: [{ healthcareElementIds: ['b'] }, { healthcareElementIds: ['c', 'a'] }],
      misses: [{ healthcareElementIds: ['c'] }, { healthcareElementIds: [] }, {}, { id: 'a' }],
    },
    valueDate: {
      criterion: { by: 'valueDate', from: '2026-01-15', to: '2026-01-31' },
      hits: [
        { valueDate: 20260115 },
        { valueDate: 20260131235959 },
        { valueDate: 20260100 },
        { openingDate: 20260120 },
        { valueDate: null, openingDate: 20260120 },
      ],
      misses: [
        { valueDate: 20260201 },
        { valueDate: 20260114, openingDate: 20260120 },
        { closingDate: 20260120 },
        { valueDate: '20260120' },
        {},
      ],
    },
    'valueDate, from': {
      criterion: { by: 'valueDate', from: '2026-01-15T08:30' },
      hits: [{ valueDate: 20260115083000 }, { valueDate: 20260115 }, { valueDate: 20300000 }],
      misses: [{ valueDate: 20260115082959 }, { valueDate: 20260114 }],
    },
    openingDate: {
      entity: 'HealthcareElement',
      criterion: { by: 'openingDate', to: '2026-01-31' },
      hits: [{ openingDate: 20260131 }, { openingDate: 20260100000000 }],
      misses: [{ openingDate: 20260201 }, { valueDate: 20260131 }, {}],
    },
    birthDate: {
      entity: 'Patient',
      criterion: { by: 'birthDate', from: '1980-01-01', to: '1980-12-31' },
      hits: [{ dateOfBirth: 19800101 }, { dateOfBirth: 19801231 }, { dateOfBirth: 19800000 }],
      misses: [{ dateOfBirth: 19791231 }, { dateOfBirth: 19810000 }, { dateOfDeath: 19800101 }, {}],
    },
    name: {
      entity: 'Patient',
      criterion: { by: 'name', name: 'sno' },
      hits: [{ lastName: 'Snow' }, { firstName: 'Snoopy' }, { names: [{ lastName: 'von Snow' }] }],
      misses: [{ lastName: 'Knows nothing' }, { alias: 'Snow' }, {}],
    },
    ssin: {
      entity: 'Patient',
      criterion: { by: 'ssin', ssin: '85.07.30-033.28' },
      hits: [{ ssin: '85073003328' }, { ssin: '85 07 30 033 28' }],
      misses: [{ ssin: '8507300332' }, { ssin: '850730033280' }, { ssin: 85073003328 }, {}],
    },
    gender: {
      entity: 'Patient',
      criterion: { by: 'gender', gender: 'changedToMale' },
      hits: [{ gender: 'changedToMale' }],
      misses: [{ gender: 'male' }, { birthSex: 'changedToMale' }, {}],
    },
    status: {
      entity: 'Notification',
      criterion: { by: 'status', status: 'ongoing' },
      hits: [{ status: 'ongoing' }],
      misses: [{ status: 'pending' }, {}],
    },
    login: {
      entity: 'User',
      criterion: { by: 'login', login: 'nurse' },
      hits: [{ login: 'nurse' }],
      misses: [{ login: 'Nurse' }, { email: 'nurse' }, { name: 'nurse' }, {}],
    },
    email: {
      entity: 'User',
      criterion: { by: 'email', email: 'Nurse@ward.example' },
      hits: [{ email: 'nurse@WARD.example' }],
      misses: [{ email: 'nurse@ward.example.org' }, { login: 'Nurse@ward.example' }, {}],
    },
  };

  for (const [what, { entity, criterion, hits, misses }] of Object.entries(kinds)) {
    it(`by ${what}`, () => {
      for (const hit of hits) {
        assert.equal(fulfils({ criteria: [criterion] }, hit, entity), true, JSON.stringify(hit));
        assert.equal(fulfils({ criteria: [{ ...criterion, not: true }] }, hit, entity), false);
      }
      for (const miss of misses) {
        assert.equal(fulfils({ criteria: [criterion] }, miss, entity), false, JSON.stringify(miss));
        assert.equal(fulfils({ criteria: [{ ...criterion, not: true }] }, miss, entity), true);
      }
    });
  }

  it('by the patient, who is not in the payload', () => {
    const everybodys = { payload: {}, owners: [], sharedWithSelf: true };
    for (const entity of ['DataSample', 'HealthcareElement'] as const) {
      for (const not of [false, true]) {
        const filter = parsed({ criteria: [{ by: 'patient', ids: ['a', 'b'], ...(not ? { not } : {}) }] }, entity);
        assert.equal(matchesFilter(filter, { ...everybodys, patients: ['b'] }), !not);
        // Merged patients are all of them.
        assert.equal(matchesFilter(filter, { ...everybodys, patients: ['c', 'a'] }), !not);
        assert.equal(matchesFilter(filter, { ...everybodys, patients: ['c'] }), not);
        assert.equal(matchesFilter(filter, { ...everybodys, patients: [] }), not);
        assert.equal(matchesFilter(filter, everybodys), not);
      }
    }
  });

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

describe('asksFor', () => {
  it('finds a kind of criterion, in a group too', () => {
    const patient = { by: 'patient', ids: ['a'] };
    assert.equal(asksFor(parsed({ criteria: [label, patient] }), 'patient'), true);
    assert.equal(
      asksFor(parsed({ criteria: [label, { criteria: [id, { ...patient, not: true }] }] }), 'patient'),
      true,
    );
    assert.equal(asksFor(parsed({ criteria: [label, { criteria: [id] }] }), 'patient'), false);
    assert.equal(asksFor(parsed({}), 'patient'), false);
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
