import assert from 'node:assert/strict';
import { readJsonText } from '../../src/editor/filter-json-text';

describe('JSON as people type it', () => {
  it('is read like JSON', () => {
    for (const text of ['{"a":[1,-2.5e+3,true,null,"x\\u00e9\\n"]}', ' [ ] ', '"text"', '{ }']) {
      assert.deepEqual(readJsonText(text), { ok: true, value: JSON.parse(text) as unknown });
    }
  });

  /** Text, line, column, what would have been right, and what is there. */
  const cases = [
    ['', 1, 1, 'value', undefined],
    ['{', 1, 2, 'name', undefined],
    ['{ a: 1 }', 1, 3, 'name', 'a'],
    ['{ "a" 1 }', 1, 7, 'colon', '1'],
    ['{\n  "a": 1\n  "b": 2\n}', 3, 3, 'comma', '"'],
    ['{ "a": 1, }', 1, 11, 'name', '}'],
    ['[1, 2,]', 1, 7, 'value', ']'],
    ['[1 2]', 1, 4, 'comma', '2'],
    ['[1', 1, 3, 'comma', undefined],
    ['{ "a": }', 1, 8, 'value', '}'],
    ['{ "a": tru }', 1, 8, 'value', 't'],
    ['{ "a": \'b\' }', 1, 8, 'value', "'"],
    ['{ "a": "b }', 1, 12, 'text', undefined],
    ['"a\nb"', 1, 3, 'text', '\n'],
    ['"a\\x"', 1, 3, 'text', '\\'],
    ['{} {}', 1, 4, 'end', '{'],
    ['[01]', 1, 3, 'comma', '1'],
    ['{"a":1}}', 1, 8, 'end', '}'],
    ['\u00a0{}', 1, 1, 'value', '\u00a0'],
  ] as const;
  for (const [text, line, column, expected, found] of cases) {
    it(`says where ${JSON.stringify(text)} stops being JSON`, () => {
      assert.deepEqual(readJsonText(text), { ok: false, problem: { line, column, expected, found } });
    });
  }

  it('stops where it stops being JSON, and not before, whatever is cut off or put in', () => {
    const json = '{"owner":"self","criteria":[{"by":"id","ids":["1"]}]}';
    for (let index = 0; index < json.length; index += 1) {
      const cut = readJsonText(json.slice(0, index));
      assert.ok(!cut.ok && cut.problem.column === index + 1 && cut.problem.found === undefined, json.slice(0, index));
      const broken = readJsonText(`${json.slice(0, index)}\u0001${json.slice(index)}`);
      assert.ok(!broken.ok && broken.problem.column === index + 1, `${index}`);
    }
  });
});
