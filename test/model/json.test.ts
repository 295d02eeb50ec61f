import assert from 'node:assert/strict';
import { runInNewContext } from 'node:vm';
import { readJson } from '../../src/model/json';

class Sample {
  value = 1;
}

function nested(levels: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < levels; level += 1) value = { x: value };
  return value;
}

/** Each level refers to the one below twice: few objects, but 2 to the power of `levels` values. */
function shared(levels: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < levels; level += 1) value = [value, value];
  return value;
}

function cyclic(): object {
  const value: Record<string, unknown> = {};
  value.inside = { list: [value] };
  return value;
}

function throwing(): never {
  throw new Error('a secret');
}

function gap(): unknown[] {
  const list: unknown[] = [1];
  list[2] = 3;
  return list;
}

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

const REFUSED: readonly (readonly [what: string, value: () => unknown, path: string, reason: RegExp])[] = [
  ['undefined', () => undefined, '', /^must be JSON, not undefined$/],
  ['a function', () => ({ a: () => 1 }), 'a', /^must be JSON, not function$/],
  ['a class', () => ({ a: Sample }), 'a', /^must be JSON, not function$/],
  ['a symbol', () => ({ a: [Symbol('s')] }), 'a[0]', /^must be JSON, not symbol$/],
  ['a bigint', () => ({ a: { b: 1n } }), 'a.b', /^must be JSON, not bigint$/],
  ['NaN', () => ({ a: Number.NaN }), 'a', /^must be a number, not NaN$/],
  ['Infinity', () => [Number.POSITIVE_INFINITY], '[0]', /^must be a number, not Infinity$/],
  ['minus Infinity', () => [1, Number.NEGATIVE_INFINITY], '[1]', /^must be a number, not -Infinity$/],
  ['a date', () => ({ dateOfBirth: new Date(0) }), 'dateOfBirth', /^must be plain JSON, not a Date$/],
  ['a date of another realm', () => ({ a: runInNewContext('new Date(0)') as unknown }), 'a', /not a Date$/],
  ['a map', () => ({ a: new Map() }), 'a', /not a Map$/],
  ['a set', () => ({ a: new Set() }), 'a', /not a Set$/],
  ['a buffer', () => ({ a: Buffer.from('x') }), 'a', /not a Buffer$/],
  ['a typed array', () => ({ a: new Float64Array(1) }), 'a', /not a Float64Array$/],
  ['an array buffer', () => ({ a: new ArrayBuffer(1) }), 'a', /not a ArrayBuffer$/],
  ['a regular expression', () => /x/, '', /not a RegExp$/],
  ['an error', () => ({ a: new Error('a secret') }), 'a', /not a Error$/],
  ['a promise', () => ({ a: Promise.resolve() }), 'a', /not a Promise$/],
  ['a text in an object', () => ({ a: Object('x') as unknown }), 'a', /not a String$/],
  ['an object of a class', () => ({ a: new Sample() }), 'a', /not a Sample$/],
  ['an object that inherits', () => ({ a: Object.create({ b: 1 }) as unknown }), 'a', /^must be plain JSON/],
  ['a cycle', cyclic, 'inside.list[0]', /^must not contain itself$/],
  ['its own __proto__', () => ({ a: JSON.parse('{"__proto__":{}}') as unknown }), 'a.__proto__', /^is not allowed$/],
  ['its own constructor', () => ({ constructor: 1 }), 'constructor', /^is not allowed$/],
  ['its own prototype', () => [{ prototype: {} }], '[0].prototype', /^is not allowed$/],
  ['too many levels', () => nested(101), Array(100).fill('x').join('.'), /^must not be nested deeper than 100 levels$/],
  ['too long a text', () => ({ a: 'x'.repeat(10_000_001) }), 'a', /^must not be longer than 10000000 characters$/],
  ['too long a name', () => ({ a: { ['x'.repeat(1001)]: 1 } }), 'a', /^must not have a name longer than 1000/],
  ['too many values', () => Array.from({ length: 2_000_001 }, () => 1), '', /^must not hold more than 2000000 values$/],
  ['few objects that unfold to a million times as many', () => shared(60), '', /^must not hold more than/],
  ['a list with a gap', () => ({ a: gap() }), 'a[1]', /^must be JSON, not undefined$/],
  ['a long empty list', () => Object.assign([], { length: 4_000_000_000 }), '[0]', /^must be JSON, not undefined$/],
  [
    'a getter that throws',
    () => Object.defineProperty({}, 'a', { get: throwing, enumerable: true }),
    'a',
    /^cannot be read$/,
  ],
  [
    'a list with a getter that throws',
    () => Object.defineProperty([1], 0, { get: throwing }),
    '[0]',
    /^cannot be read$/,
  ],
  ['a revoked proxy', () => ({ a: revoked() }), 'a', /^cannot be read$/],
  ['a proxy that hides its names', () => new Proxy({}, { ownKeys: throwing }), '', /^cannot be read$/],
  [
    'a class that hides its name',
    () => Object.create(Object.defineProperty({}, 'constructor', { get: throwing })) as unknown,
    '',
    /not a object of a class$/,
  ],
  ['a toJSON of its own', () => ({ a: 1, toJSON: () => 'x' }), 'toJSON', /^must be JSON, not function$/],
];

describe('reading JSON of anybody', () => {
  for (const [what, value, path, reason] of REFUSED) {
    it(`refuses ${what}, and says where`, () => {
      const reading = readJson(value());
      assert.ok(!reading.ok);
      assert.equal(reading.problem.path, path);
      assert.match(reading.problem.reason, reason);
      assert.doesNotMatch(reading.problem.reason, /secret/);
    });
  }

  it('takes plain JSON as it is', () => {
    for (const value of [null, true, 0, -1.5, '', 'x', [], {}, [null, [1, { a: { b: [] } }]]]) {
      assert.deepEqual(readJson(value), { ok: true, value });
    }
  });

  it('takes what is just not too deep or too long', () => {
    assert.ok(readJson(nested(100)).ok);
    assert.ok(readJson('x'.repeat(10_000_000)).ok);
    assert.ok(readJson(Array(100_000).fill(1)).ok);
  });

  it('takes objects without a prototype, and those of another realm, as function nodes make them', () => {
    const bare = Object.assign(Object.create(null) as object, { a: 1 });
    assert.deepEqual(readJson(bare), { ok: true, value: { a: 1 } });
    assert.deepEqual(readJson(runInNewContext('({ a: [1, { b: 2 }] })')), { ok: true, value: { a: [1, { b: 2 }] } });
  });

  it('leaves out members that are undefined, and what is no member of its own', () => {
    const value = Object.defineProperty({ a: undefined, b: 1, [Symbol('s')]: 2 }, 'hidden', { value: 3 });
    assert.deepEqual(readJson(value), { ok: true, value: { b: 1 } });
  });

  it('goes by no iterator and no toJSON that a value brings', () => {
    const list = Object.defineProperty([1, 2], Symbol.iterator, { value: throwing });
    assert.deepEqual(readJson(list), { ok: true, value: [1, 2] });
    const hidden = Object.defineProperty({ a: 1 }, 'toJSON', { value: throwing });
    assert.deepEqual(readJson(hidden), { ok: true, value: { a: 1 } });
  });

  it('gives a copy, in which what was there twice is there twice', () => {
    const part = { x: 1 };
    const value = { a: part, b: [part] };
    const reading = readJson(value);
    part.x = 2;
    assert.deepEqual(reading, { ok: true, value: { a: { x: 1 }, b: [{ x: 1 }] } });
  });
});
