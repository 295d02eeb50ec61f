import assert from 'node:assert/strict';
import { readJsonList } from '../../../src/sdk/server/json-list';
import { numbersFrom } from '../../model/arbitrary-filter';

const whole = (element: unknown): unknown => element;

describe('a JSON list that is read element by element', () => {
  const lists: readonly (readonly [what: string, text: string])[] = [
    ['an empty one', '[]'],
    ['an empty one with blanks', ' [ \n ] '],
    ['of numbers and words', '[1, -2.5e3 ,true,null , "a"]'],
    ['of lists and objects', '[[],[[1],{"a":[{}]}],{},{"b":{"c":[1,2]}}]'],
    ['with brackets and commas in strings', '["[,]", {"}":"]{,"}, ["\\"]", "\\\\"], "\\\\\\"],["]'],
    ['with blanks all over', '\t[ {"a" : 1 } ,\n[ 1 , 2 ]\r\n] \n'],
  ];
  for (const [what, text] of lists) {
    it(`has all elements: ${what}`, () => {
      assert.deepEqual(readJsonList(text, whole), JSON.parse(text));
    });
  }

  const others = [
    '',
    ' ',
    '{}',
    '"[]"',
    '1',
    '[',
    '[1',
    '[1,',
    '[1,]',
    '[,1]',
    '[1 2]',
    '[1]]',
    '[1],',
    '[}',
    '[{]',
    '["a]',
  ];
  for (const text of [...others, '[{"a":1]', '[[1}]', '["\\"]', '[1] 2', 'nonsense']) {
    it(`is none: ${JSON.stringify(text)}`, () => {
      assert.equal(readJsonList(text, whole), undefined);
    });
  }

  it('keeps what is asked for, in the order of the list', () => {
    assert.deepEqual(
      readJsonList('[{"a":1,"b":2},{"a":3}]', (element) => (element as { a: number }).a),
      [1, 3],
    );
  });

  it('lets through what goes wrong with an element', () => {
    const fail = (): never => {
      throw new Error('on purpose');
    };
    assert.throws(() => readJsonList('[1]', fail), /on purpose/);
  });

  it('is read like JSON, whatever is in it, and whatever is cut off or changed', () => {
    const next = numbersFrom(20261126);
    const pick = <Item>(items: readonly Item[]): Item => items[next(items.length)] as Item;
    for (let round = 0; round < 20_000; round += 1) {
      const parts = [
        '[',
        ']',
        '{',
        '}',
        ',',
        ':',
        '"',
        '\\',
        '"a"',
        '1',
        ' ',
        'null',
        '"\\""',
        '{"a":1}',
        '[]',
        '"],["',
      ];
      const text = `[${Array.from({ length: next(8) }, () => pick(parts)).join('')}]`;
      let expected: unknown;
      try {
        expected = JSON.parse(text);
      } catch {
        expected = undefined;
      }
      assert.deepEqual(readJsonList(text, whole), expected, text);
    }
  });
});
