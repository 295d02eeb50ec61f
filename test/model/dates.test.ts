import assert from 'node:assert/strict';
import { mayLieIn, spanOfDate, spanOfFuzzyDate } from '../../src/model/dates';

/** A span as two times of the clock on the wall. */
function shown(span: { readonly start: number; readonly end: number } | undefined): string[] | undefined {
  return span === undefined
    ? undefined
    : [span.start, span.end].map((time) => new Date(time).toISOString().slice(0, 19).replace('T', ' '));
}

describe("an entity's date", () => {
  const spans: readonly (readonly [number, string, string])[] = [
    [20260000, '2026-01-01 00:00:00', '2027-01-01 00:00:00'],
    [20260200, '2026-02-01 00:00:00', '2026-03-01 00:00:00'],
    [20261200, '2026-12-01 00:00:00', '2027-01-01 00:00:00'],
    [20240229, '2024-02-29 00:00:00', '2024-03-01 00:00:00'],
    [20261231, '2026-12-31 00:00:00', '2027-01-01 00:00:00'],
    [20260131083059, '2026-01-31 08:30:59', '2026-01-31 08:31:00'],
    [20260131000001, '2026-01-31 00:00:01', '2026-01-31 00:00:02'],
    // The time is not known, nor anything of it where the day is not.
    [20260131000000, '2026-01-31 00:00:00', '2026-02-01 00:00:00'],
    [20260100000000, '2026-01-01 00:00:00', '2026-02-01 00:00:00'],
    [20260000000000, '2026-01-01 00:00:00', '2027-01-01 00:00:00'],
    [20260100083000, '2026-01-01 00:00:00', '2026-02-01 00:00:00'],
    // Midnight, and the same for the hour and the minute.
    [20260131235960, '2026-02-01 00:00:00', '2026-02-01 00:00:01'],
    [20260131240000, '2026-02-01 00:00:00', '2026-02-01 00:00:01'],
    [20260131086000, '2026-01-31 09:00:00', '2026-01-31 09:00:01'],
  ];
  for (const [date, start, end] of spans) {
    it(`${date} leaves open what is from ${start} until ${end}`, () => {
      assert.deepEqual(shown(spanOfFuzzyDate(date)), [start, end]);
    });
  }

  it('is nothing else', () => {
    const others = [0, 2026, 202601, 20260001, 20261301, 20260230, 20260132, 20260131250000, 20260131006100];
    for (const other of [...others, 20260131000061, 1767225600000, -20260131, 20260131.5, NaN, '20260131', null, {}]) {
      assert.equal(spanOfFuzzyDate(other), undefined, JSON.stringify(other));
    }
  });
});

describe("a filter's date", () => {
  it('is a day, a minute or a second', () => {
    assert.deepEqual(shown(spanOfDate('2024-02-29')), ['2024-02-29 00:00:00', '2024-03-01 00:00:00']);
    assert.deepEqual(shown(spanOfDate('2026-01-31T23:59')), ['2026-01-31 23:59:00', '2026-02-01 00:00:00']);
    assert.deepEqual(shown(spanOfDate('2026-01-31T08:30:59')), ['2026-01-31 08:30:59', '2026-01-31 08:31:00']);
  });

  it('is nothing else', () => {
    const others = [
      '',
      '2026',
      '2026-01',
      '26-01-31',
      '31/01/2026',
      '2026-1-31',
      '2026-02-29',
      '2026-13-01',
      '2026-00-01',
    ];
    const times = [
      'T',
      'T08',
      'T24:00',
      'T08:60',
      'T08:30:60',
      'T08:30Z',
      'T08:30:00.000',
      'T08:30+01:00',
      ' 08:30',
      'Z',
    ];
    for (const other of [...others, ...times.map((time) => `2026-01-31${time}`), ' 2026-01-31', '2026-01-31 ']) {
      assert.equal(spanOfDate(other), undefined, other);
    }
  });
});

describe('a range of dates', () => {
  const both = { from: '2026-01-15', to: '2026-01-31T08:30' };
  const from = { from: '2026-01-15', to: undefined };
  const to = { from: undefined, to: '2026-01-31' };
  const cases = [
    [both, [20260115, 20260115000001, 20260131083059, 20260131, 20260100, 20260000, 20260114240000]],
    [from, [20260115, 20260115000000, 20260100, 20270000, 99991231]],
    [to, [20260131, 20260131235959, 20260100, 20260000, 19000101]],
  ] as const;
  const outside = [
    [both, [20260114, 20260114235959, 20260131083100, 20260201, 20260200, 20250000, 0, undefined, '20260120']],
    [from, [20260114235959, 20251200, 20250000]],
    [to, [20260201, 20260131235960, 20260200, 20270000]],
  ] as const;

  for (const [range, dates] of cases) {
    it(`from ${range.from ?? 'ever'} to ${range.to ?? 'ever'} has what lies, or may lie, in it`, () => {
      for (const date of dates) assert.equal(mayLieIn(date, range), true, String(date));
    });
  }
  for (const [range, dates] of outside) {
    it(`from ${range.from ?? 'ever'} to ${range.to ?? 'ever'} has nothing else`, () => {
      for (const date of dates) assert.equal(mayLieIn(date, range), false, String(date));
    });
  }
});
