import assert from 'node:assert/strict';
import type { Reference } from '../../../src/events/checkpoint/checkpoint';
import { readAgain, referenceTo } from '../../../src/events/delivery/reference';
import { FailureError } from '../../../src/model/failure';
import { versionOf } from '../../../src/model/version';
import type { Inspection } from '../../../src/sdk/port';
import { ScriptedStore } from '../../support/scripted-store';
import { creation } from '../../support/waiting-events';

const EVERYTHING = { owner: 'self', match: 'all', criteria: [] } as const;

function reference(sequence: number, more: Partial<Reference> = {}): Reference {
  return { ...referenceTo({ sequence, event: creation(sequence) }, false), ...more };
}

/** A store with these, and nothing else. */
function storeWith(inspections: Readonly<Record<string, Inspection>>): ScriptedStore & { asked: string[][] } {
  const store = Object.assign(new ScriptedStore(), { asked: [] as string[][] });
  store.inspect = (_entity, ids) => {
    store.asked.push([...ids]);
    return Promise.resolve(ids.map((id) => inspections[id] ?? { kind: 'gone' }));
  };
  return store;
}

function found(id: string, name: string, more: { decrypted?: boolean } = {}): Inspection {
  const payload = { id, rev: '9-f', lastName: name };
  return {
    kind: 'found',
    stored: { entity: 'Patient', id, rev: '9-f', decrypted: true, payload, ...more },
    version: versionOf('Patient', { rev: '9-f' }),
    isDeleted: false,
    passes: true,
  };
}

describe('a reference to an event', () => {
  it('holds no health data', () => {
    const kept = JSON.stringify(referenceTo({ sequence: 7, event: creation(1, { lastName: 'Curie' }) }, true));
    assert.ok(!kept.includes('Curie'), kept);
  });

  it('becomes the event again, with the entity as it is now', async () => {
    const [event] = await readAgain(storeWith({ p1: found('p1', 'Curie') }), 'Patient', EVERYTHING, [reference(1)]);
    assert.deepEqual(event, {
      ...creation(1),
      refreshed: true,
      payload: { id: 'p1', rev: '9-f', lastName: 'Curie' },
    });
  });

  it('says that it may have been told before', async () => {
    const references = [reference(1, { attempted: true }), reference(2)];
    const events = await readAgain(storeWith({}), 'Patient', EVERYTHING, references);
    assert.deepEqual(
      events.map(({ redelivered }) => redelivered),
      [true, undefined],
    );
  });

  it('becomes an event with the id alone when the server has nothing more, or does not show it', async () => {
    const store = storeWith({ p2: { kind: 'forbidden' } });
    const references = [reference(1, { type: 'DELETE', source: 'catch-up', rev: undefined }), reference(2)];
    assert.deepEqual(await readAgain(store, 'Patient', EVERYTHING, references), [
      {
        type: 'DELETE',
        entity: 'Patient',
        id: 'p1',
        source: 'catch-up',
        receivedAt: '2026-01-01T00:00:00.000Z',
        refreshed: true,
        decrypted: true,
        payload: { id: 'p1' },
      },
      { ...creation(2), refreshed: true, payload: { id: 'p2' } },
    ]);
  });

  it('says when the entity cannot be decrypted', async () => {
    const store = storeWith({ p1: found('p1', '', { decrypted: false }) });
    const [event] = await readAgain(store, 'Patient', EVERYTHING, [reference(1)]);
    assert.equal(event?.decrypted, false);
  });

  it('asks for an entity once, however many events there are of it, and keeps their order', async () => {
    const store = storeWith({ p1: found('p1', 'Curie') });
    const references = [reference(1), reference(2), reference(3, { id: 'p1', type: 'UPDATE', rev: '2-b' })];
    const events = await readAgain(store, 'Patient', EVERYTHING, references);
    assert.deepEqual(store.asked, [['p1', 'p2']]);
    assert.deepEqual(
      events.map(({ type, id }) => `${type} ${id}`),
      ['CREATE p1', 'CREATE p2', 'UPDATE p1'],
    );
  });

  it('cannot be read while the server is of no use', async () => {
    const store = new ScriptedStore();
    store.inspect = () => Promise.reject(new FailureError('unreachable', 'The server does not answer.'));
    await assert.rejects(readAgain(store, 'Patient', EVERYTHING, [reference(1)]), { code: 'unreachable' });
  });
});
