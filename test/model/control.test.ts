import assert from 'node:assert/strict';
import { readControlRequest, type ControlMessage } from '../../src/model/control';
import { FailureError } from '../../src/model/failure';

function refusal(message: ControlMessage, entity: 'Patient' | 'DataSample' = 'Patient'): FailureError {
  try {
    readControlRequest(message, entity);
  } catch (error) {
    assert.ok(error instanceof FailureError);
    return error;
  }
  throw new Error('It was accepted.');
}

describe('what a message asks of an event node', () => {
  it('is one of four actions', () => {
    for (const action of ['start', 'stop', 'status'] as const) {
      assert.deepEqual(readControlRequest({ action, events: 'ignored', filter: 5 }, 'Patient'), { action });
    }
    for (const action of [undefined, null, '', 'START', 'toString', 5, {}]) {
      assert.equal(refusal({ action }).code, 'bad-action');
    }
  });

  it('names events in upper or lower case, each once and in a fixed order', () => {
    const { changes } = readControlRequest(
      { action: 'subscribe', events: ['DELETE', ' create ', 'delete'] },
      'Patient',
    ) as { changes: unknown };
    assert.deepEqual(changes, { eventTypes: ['CREATE', 'DELETE'] });
  });

  it('names only events that the platform has', () => {
    assert.match(refusal({ action: 'subscribe', events: ['update'] }, 'DataSample').message, /"create", "delete"/);
    for (const events of ['create', [], [5], ['created'], {}, null]) {
      assert.equal(refusal({ action: 'subscribe', events }).code, 'bad-action', JSON.stringify(events));
    }
  });

  it('leaves as it is what it does not give', () => {
    assert.deepEqual(readControlRequest({ action: 'subscribe' }, 'Patient'), { action: 'subscribe', changes: {} });
  });

  it('has a filter that is judged as the one in the dialog', () => {
    const { changes } = readControlRequest(
      { action: 'subscribe', filter: { criteria: [{ by: 'label', type: 'a' }] } },
      'Patient',
    ) as { changes: { filter?: { owner?: string } } };
    assert.equal(changes.filter?.owner, 'self');
    const failure = refusal({
      action: 'subscribe',
      filter: { criteria: [{ by: 'label', type: 'a' }, { by: 'label' }] },
    });
    assert.equal(failure.code, 'bad-filter');
    assert.match(failure.message, /criterion 2: "type" is missing/);
  });
});
