import assert from 'node:assert/strict';
import {
  applyLabelChanges,
  isEmpty,
  NO_CHANGES,
  parseLabelChanges,
  type RawLabelChanges,
} from '../../src/model/label-changes';
import type { JsonObject } from '../../src/model/json';

const coding = (type: string, code: string, version = '1'): JsonObject => ({
  id: `${type}|${code}|${version}`,
  type,
  code,
  version,
});

describe('label changes', () => {
  function changed(payload: JsonObject, raw: RawLabelChanges): JsonObject {
    const reading = parseLabelChanges(raw);
    assert(reading.ok);
    return applyLabelChanges(payload, reading.changes);
  }

  it('add what is not there yet, in any version', () => {
    const labels = [coding('a', '1', '2')];
    const addLabels = [
      { type: 'a', code: '1' },
      { type: 'a', code: '2' },
    ];
    assert.deepEqual(changed({ labels }, { addLabels }).labels, [coding('a', '1', '2'), coding('a', '2')]);
  });

  it('remove one code, or all of a type', () => {
    const labels = [coding('a', '1'), coding('a', '2'), coding('b', '1')];
    assert.deepEqual(changed({ labels }, { removeLabels: [{ type: 'a', code: '1' }] }).labels, labels.slice(1));
    assert.deepEqual(changed({ labels }, { removeLabels: [{ type: 'a' }] }).labels, labels.slice(2));
    assert.deepEqual(changed({ labels }, { removeLabels: [{ type: 'a', code: '' }] }).labels, labels.slice(2));
  });

  it('replace a code by another of the type', () => {
    const change = { removeCodes: [{ type: 'triage' }], addCodes: [{ type: 'triage', code: 'high' }] };
    assert.deepEqual(changed({ codes: [coding('triage', 'low')] }, change).codes, [coding('triage', 'high')]);
  });

  it('leave everything else as it is', () => {
    assert.deepEqual(changed({ note: 'x' }, { addLabels: [{ type: 'a', code: '1' }] }), {
      note: 'x',
      labels: [coding('a', '1')],
      codes: [],
    });
    assert(isEmpty(NO_CHANGES));
    assert.deepEqual(changed({ note: 'x' }, {}), { note: 'x' });
  });

  const wrong: readonly (readonly [RawLabelChanges, RegExp])[] = [
    [{ addLabels: 'x' }, /label to add must stand in a list/],
    [{ addLabels: [5] }, /label to add 1 has no type/],
    [{ removeCodes: [{ type: 'a' }, { type: ' ' }] }, /code to remove 2 has no type/],
    [{ addCodes: [{ type: 'a' }] }, /code to add 1 has no code/],
    [{ removeLabels: [{ type: 'a', code: 5 }] }, /label to remove 1 has a code that is no text/],
  ];
  for (const [raw, reason] of wrong) {
    it(`say which one cannot be understood: ${JSON.stringify(raw)}`, () => {
      const reading = parseLabelChanges(raw);
      assert(!reading.ok);
      assert.match(reading.reason, reason);
    });
  }
});
