/** Changes of labels and codes, and what becomes of those who save at once. */
import assert from 'node:assert/strict';
import type { JsonObject } from '../../../src/model/json';
import { NO_CHANGES, type LabelChanges } from '../../../src/model/label-changes';
import type { SdkSession } from '../../../src/sdk/port';
import { failingSave, save, saved, saveRequest, StoreStage, WITH_SECRETS } from './stage';

const LABEL = { id: 'T|x|1', type: 'T', code: 'x', version: '1' };

function adding(type: string, code: string): LabelChanges {
  return { ...NO_CHANGES, labels: { add: [{ type, code }], remove: [] } };
}

describe('label changes', () => {
  let stage: StoreStage;
  let session: SdkSession;
  let patient: string;

  before(async () => {
    stage = await StoreStage.open();
    session = await stage.connect(stage.newAccount());
    patient = (await save(session, 'Patient', { firstName: 'Jon' })).id;
  });
  after(() => stage.end());

  for (const entity of ['Patient', 'DataSample', 'HealthcareElement'] as const) {
    describe(`of a ${entity}`, () => {
      it('leave other labels and codes as they are, and need no payload but id and revision', async () => {
        const stored = await save(
          session,
          entity,
          { ...WITH_SECRETS[entity], labels: [LABEL], codes: [LABEL] },
          { patient },
        );
        const { id, payload } = stored;
        const key = entity === 'DataSample' ? { batchId: payload.batchId } : { rev: payload.rev };
        const labelled = await save(session, entity, { id, ...key }, { changes: adding('triage', 'high') });
        assert.deepEqual(codesOf(labelled.payload.labels), ['x', 'high']);
        assert.deepEqual(codesOf(labelled.payload.codes), ['x']);
        assert.deepEqual(labelled.payload.content, payload.content);
      });

      it('are made on what is there after a conflict, and nothing else is', async () => {
        const stored = await save(session, entity, { ...WITH_SECRETS[entity], labels: [] }, { patient });
        const changed = await save(session, entity, { ...stored.payload, identifiers: [{ value: 'theirs' }] });
        const mine = { ...stored.payload, identifiers: [{ value: 'mine' }] };
        const changes = adding('triage', 'high');
        assert.equal((await failingSave(session, entity, mine, { changes })).code, 'conflict');
        const labelled = await save(session, entity, mine, { changes, retries: 1 });
        assert.deepEqual(codesOf(labelled.payload.labels), ['high']);
        assert.deepEqual(labelled.payload.identifiers, changed.payload.identifiers);
      });

      it('by many at once are all there, when they may be retried', async () => {
        const stored = await save(session, entity, { ...WITH_SECRETS[entity], labels: [] }, { patient });
        const codes = ['a', 'b', 'c', 'd', 'e', 'f'];
        await Promise.all(
          codes.map((code) => save(session, entity, stored.payload, { changes: adding('many', code), retries: 10 })),
        );
        const [found] = await session.store.get(entity, [stored.id]);
        assert.deepEqual(codesOf(found?.payload.labels).sort(), codes);
      });

      it('are what a retry is for: without them there is none', async () => {
        const stored = await save(session, entity, WITH_SECRETS[entity], { patient });
        await save(session, entity, { ...stored.payload, identifiers: [{ value: 'theirs' }] });
        const mine = { ...stored.payload, identifiers: [{ value: 'mine' }] };
        assert.equal((await failingSave(session, entity, mine, { retries: 5 })).code, 'conflict');
      });
    });
  }

  it('are not needed: of many who save at once one wins, and everybody else hears of the conflict', async () => {
    const stored = await save(session, 'Patient', { firstName: 'Zero' });
    const names = ['One', 'Two', 'Three', 'Four', 'Five'];
    const outcomes = await Promise.all(
      names.map((firstName) => session.store.save(saveRequest('Patient', [{ ...stored.payload, firstName }]))),
    );
    const won = outcomes.flat().filter(({ kind }) => kind === 'saved');
    assert.equal(won.length, 1);
    for (const outcome of outcomes.flat()) {
      if (outcome.kind === 'failed') assert.equal(outcome.failure.code, 'conflict');
    }
    const [found] = await session.store.get('Patient', [stored.id]);
    assert.equal(found?.payload.firstName, saved(won[0]).payload.firstName);
  });
});

function codesOf(list: unknown): string[] {
  assert(Array.isArray(list));
  return list.map((coding: JsonObject) => coding.code as string);
}
