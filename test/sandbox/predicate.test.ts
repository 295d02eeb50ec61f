import assert from 'node:assert/strict';
import { FilterError } from '../../sandbox/filters';
import { parsePredicate } from '../../sandbox/predicate';
import type { JsonObject } from '../../src/model/json';

const PATIENT: JsonObject = { firstName: 'Ada', created: 100, address: { city: 'Bern' } };

function keyValue(key: string, operator: string, value?: string | number): JsonObject {
  return { $type: 'KeyValuePredicate', key, operator, ...(value === undefined ? {} : { value }) };
}

describe('sandbox predicate', () => {
  for (const [what, predicate, expected] of [
    ['is true when there is none', undefined, true],
    ['is true when there is null', null, true],
    ['always passes', { $type: 'AlwaysPredicate' }, true],
    ['finds an equal text', keyValue('firstName', 'EQUAL', 'Ada'), true],
    ['finds an unequal text', keyValue('firstName', 'NOTEQUAL', 'Ada'), false],
    ['looks deeper', keyValue('address.city', 'EQUAL', 'Bern'), true],
    ['takes an absent field for equal to no value', keyValue('lastName', 'EQUAL'), true],
    ['compares numbers: greater', keyValue('created', 'GREATERTHAN', 100), false],
    ['compares numbers: greater or equal', keyValue('created', 'GREATERTHANOREQUAL', 100), true],
    ['compares numbers: smaller', keyValue('created', 'SMALLERTHAN', 101), true],
    ['compares numbers: smaller or equal', keyValue('created', 'SMALLERTHANOREQUAL', 99), false],
    ['fails every ordering of an absent field', keyValue('modified', 'SMALLERTHAN', 101), false],
    ['passes every ordering by no value', keyValue('created', 'GREATERTHAN'), true],
    ['matches the whole field', keyValue('firstName', 'LIKE', 'A.a'), true],
    ['does not match a part of the field', keyValue('firstName', 'LIKE', 'A'), false],
    ['minds case', keyValue('firstName', 'LIKE', 'ada'), false],
    ['ignores case', keyValue('firstName', 'ILIKE', 'aDA'), true],
    ['matches no absent field', keyValue('lastName', 'LIKE', '.*'), false],
    ['negates', { $type: 'NotPredicate', predicate: keyValue('firstName', 'EQUAL', 'Ada') }, false],
    ['needs all of none', { $type: 'AndPredicate', predicates: [] }, true],
    ['needs any of none', { $type: 'OrPredicate', predicates: [] }, false],
    [
      'needs all',
      { $type: 'AndPredicate', predicates: [keyValue('created', 'EQUAL', 100), keyValue('created', 'EQUAL', 1)] },
      false,
    ],
    [
      'needs any',
      { $type: 'OrPredicate', predicates: [keyValue('created', 'EQUAL', 1), keyValue('created', 'EQUAL', 100)] },
      true,
    ],
  ] as const) {
    it(what, () => {
      assert.equal(parsePredicate(predicate)(PATIENT), expected);
    });
  }

  for (const [what, predicate] of [
    ['a text', 'AlwaysPredicate'],
    ['an unknown type', { $type: 'Nonsense' }],
    ['an unknown operator', keyValue('created', '==', 1)],
    ['no key', { $type: 'KeyValuePredicate', operator: 'EQUAL' }],
    ['nothing to negate', { $type: 'NotPredicate' }],
    ['no list', { $type: 'OrPredicate' }],
    ['null in a list', { $type: 'OrPredicate', predicates: [null] }],
    ['a broken pattern', keyValue('firstName', 'LIKE', '(')],
  ] as const) {
    it(`refuses ${what}`, () => {
      assert.throws(() => parsePredicate(predicate), FilterError);
    });
  }
});
