import assert from 'node:assert/strict';
import {
  applyLabelChanges,
  isEmpty,
  NO_CHANGES,
  parseLabelChanges,
  type RawLabelChanges,
} from '../../src/model/label-changes';

const A = { type: 'A', code: '1' };
const STORED_A = { id: 'A|1|1', type: 'A', code: '1', version: '1' };

function parsed(raw: RawLabelChanges) {
  const reading = parseLabelChanges(raw);
  assert.ok(reading.ok, JSON.stringify(reading));
  return reading.changes;
}

describe('the label changes of a node', () => {
  it('are read from its four lists, without blanks around', () => {
    const raw = {
      addLabels: [{ type: ' A ', code: ' 1 ' }],
      removeLabels: [{ type: 'B' }, { type: 'C', code: '' }, { type: 'D', code: '2' }],
      addCodes: [A],
      removeCodes: [{ type: 'E' }],
    };
    assert.deepEqual(parsed(raw), {
      labels: {
        add: [A],
        remove: [
          { type: 'B', code: undefined },
          { type: 'C', code: undefined },
          { type: 'D', code: '2' },
        ],
      },
      codes: { add: [A], remove: [{ type: 'E', code: undefined }] },
    });
  });

  it('are none when nothing is set', () => {
    for (const raw of [{}, { addLabels: '', removeLabels: null, addCodes: undefined, removeCodes: [] }]) {
      assert.ok(isEmpty(parsed(raw)));
    }
    assert.ok(!isEmpty(parsed({ removeCodes: [{ type: 'A' }] })));
  });

  const refused: readonly (readonly [raw: RawLabelChanges, reason: RegExp])[] = [
    [{ addLabels: 'A|1' }, /^the label to add must stand in a list$/],
    [{ removeCodes: { type: 'A' } }, /^the code to remove must stand in a list$/],
    [{ addLabels: [A, { code: '1' }] }, /^label to add 2 has no type$/],
    [{ addLabels: [A, { type: 'A', code: ' ' }] }, /^label to add 2 has no code$/],
    [{ addCodes: [{ type: 'A' }] }, /^code to add 1 has no code$/],
    [{ removeLabels: [{ type: ' ' }] }, /^label to remove 1 has no type$/],
    [{ removeLabels: [{ type: 'A', code: 5 }] }, /^label to remove 1 has a code that is no text$/],
    [{ removeCodes: [null] }, /^code to remove 1 has no type$/],
    [{ addCodes: ['A|1'] }, /^code to add 1 has no type$/],
    [{ addCodes: [A, A, { type: 5, code: '1' }] }, /^code to add 3 has no type$/],
  ];
  for (const [raw, reason] of refused) {
    it(`name the list and the entry that is wrong in ${JSON.stringify(raw)}`, () => {
      const reading = parseLabelChanges(raw);
      assert.ok(!reading.ok);
      assert.match(reading.reason, reason);
    });
  }
});

describe('a payload with label changes', () => {
  it('has what is added once, even when it is added twice', () => {
    const changes = parsed({ addLabels: [A, A] });
    assert.deepEqual(applyLabelChanges({}, changes).labels, [STORED_A]);
    const there = [{ type: 'A', code: '1', version: '7' }];
    assert.deepEqual(applyLabelChanges({ labels: there }, changes).labels, there);
  });

  it('has no longer what is removed: one code, or all of a type', () => {
    const labels = [A, { type: 'A', code: '2' }, { type: 'B', code: '1' }];
    assert.deepEqual(applyLabelChanges({ labels }, parsed({ removeLabels: [A] })).labels, labels.slice(1));
    assert.deepEqual(applyLabelChanges({ labels }, parsed({ removeLabels: [{ type: 'A' }] })).labels, labels.slice(2));
  });

  it('has what is removed and added again', () => {
    const changes = parsed({ removeLabels: [{ type: 'A' }], addLabels: [A] });
    assert.deepEqual(applyLabelChanges({ labels: [{ type: 'A', code: '2' }] }, changes).labels, [STORED_A]);
  });

  it('begins with nothing where the payload clears the list', () => {
    assert.deepEqual(applyLabelChanges({ labels: null }, parsed({ addLabels: [A] })).labels, [STORED_A]);
  });

  it('keeps what is no list, so that saving refuses it instead of replacing what is stored', () => {
    for (const labels of ['triage', 5, { type: 'A' }]) {
      assert.deepEqual(applyLabelChanges({ labels }, parsed({ addLabels: [A] })).labels, labels);
    }
  });

  it('has everything else as it was', () => {
    const payload = { note: 'x', codes: [A] };
    assert.deepEqual(applyLabelChanges(payload, parsed({ addLabels: [A] })), { ...payload, labels: [STORED_A] });
  });

  it('is the payload itself when there are none', () => {
    const payload = { labels: 'triage' };
    assert.equal(applyLabelChanges(payload, NO_CHANGES), payload);
  });
});
