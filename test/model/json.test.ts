import assert from 'node:assert/strict';
import { readJson } from '../../src/model/json';

describe('JSON from a flow', () => {
  const plain: readonly (readonly [what: string, value: unknown, json: unknown])[] = [
    ['an object', { a: [1, 'x', true, null, { b: {} }] }, { a: [1, 'x', true, null, { b: {} }] }],
    ['members that are undefined', { a: undefined, b: 1 }, { b: 1 }],
    ['an object without a prototype', Object.assign(Object.create(null) as object, { a: 1 }), { a: 1 }],
    ['the same object twice', ((inner) => ({ a: inner, b: inner }))({ c: 1 }), { a: { c: 1 }, b: { c: 1 } }],
  ];
  for (const [what, value, json] of plain) {
    it(`takes ${what}`, () => {
      assert.deepEqual(readJson(value), { ok: true, value: json });
    });
  }

  it('shares nothing with what it came from', () => {
    const value = { list: [{ a: 1 }] };
    const reading = readJson(value);
    assert(reading.ok);
    value.list.push({ a: 2 });
    assert.deepEqual(reading.value, { list: [{ a: 1 }] });
  });

  const cyclic: Record<string, unknown> = { list: [] };
  (cyclic.list as unknown[]).push(cyclic);
  const deep = Array.from({ length: 200 }).reduce<object>((inner) => ({ inner }), {});

  const refused: readonly (readonly [what: string, value: unknown, path: RegExp, reason: RegExp])[] = [
    ['undefined', undefined, /^$/, /undefined/],
    ['a function', { a: () => 1 }, /^a$/, /function/],
    ['a symbol', { a: Symbol('x') }, /^a$/, /symbol/],
    ['a big integer', { a: [1n] }, /^a\[0\]$/, /bigint/],
    ['NaN', { a: { b: Number.NaN } }, /^a\.b$/, /NaN/],
    ['infinity', [Number.POSITIVE_INFINITY], /^\[0\]$/, /Infinity/],
    ['a Date', { a: new Date(0) }, /^a$/, /Date/],
    ['a Map', { a: new Map() }, /^a$/, /Map/],
    ['a Set', { a: new Set() }, /^a$/, /Set/],
    ['a Buffer', { a: Buffer.from([1]) }, /^a$/, /Buffer/],
    ['a typed array', { a: new Uint8Array(1) }, /^a$/, /Uint8Array/],
    [
      'an instance of a class',
      {
        a: new (class Sample {
          readonly value = 1;
        })(),
      },
      /^a$/,
      /Sample/,
    ],
    ['an error', { a: new Error('x') }, /^a$/, /Error/],
    ['a cycle', cyclic, /^list\[0\]$/, /itself/],
    ['endless nesting', deep, /^inner/, /nested/],
    ['a huge text', { a: 'x'.repeat(10_000_001) }, /^a$/, /longer/],
    ['a gap in a list', { a: Object.assign([1], { length: 2 }) }, /^a\[1\]$/, /undefined/],
    ['a prototype', JSON.parse('{"__proto__":{"a":1}}'), /^__proto__$/, /not allowed/],
    ['a constructor', { a: { constructor: 1 } }, /^a\.constructor$/, /not allowed/],
    ['a getter that throws', Object.defineProperty({}, 'a', { enumerable: true, get: fail }), /^a$/, /read/],
  ];
  for (const [what, value, path, reason] of refused) {
    it(`refuses ${what}, and says where it is`, () => {
      const reading = readJson(value);
      assert(!reading.ok);
      assert.match(reading.problem.path, path);
      assert.match(reading.problem.reason, reason);
    });
  }
});

function fail(): never {
  throw new Error('not to be read');
}
