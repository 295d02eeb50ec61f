import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { JsonObject } from '../../../src/model/json';
import { NO_CHANGES, type LabelChanges } from '../../../src/model/label-changes';
import type { SdkSession } from '../../../src/sdk/port';
import type { Writer } from '../../support/writer';
import { failingSave, failure, SAVABLE, save, saved, saveRequest, SECRET, StoreStage, WITH_SECRETS } from './stage';

const LABEL = { id: 'T|x|1', type: 'T', code: 'x', version: '1' };

function adding(type: string, code: string): LabelChanges {
  return { ...NO_CHANGES, labels: { add: [{ type, code }], remove: [] } };
}

describe('saving', () => {
  let stage: StoreStage;
  let session: SdkSession;
  let self: string;
  let other: SdkSession;
  let friend: Writer;
  let friendId: string;
  let stranger: Writer;
  let patient: string;

  before(async () => {
    stage = await StoreStage.open();
    const [account, second] = [stage.newAccount(), stage.newAccount()];
    session = await stage.connect(account);
    self = account.dataOwnerId;
    other = await stage.connect(second);
    friend = await stage.writer(self);
    friendId = await friend.sdk.dataOwner.getCurrentDataOwnerId();
    stranger = await stage.writer();
    patient = (await save(session, 'Patient', { firstName: 'Jon' }, { shareWith: [friendId, second.dataOwnerId] })).id;
  });
  after(() => stage.end());

  /** What another account reads with the real SDK; rejects when it may not. */
  async function readBy(reader: Writer, entity: (typeof SAVABLE)[number], id: string): Promise<unknown> {
    const { sdk } = reader;
    switch (entity) {
      case 'Patient':
        return sdk.patient.getPatient(id);
      case 'DataSample':
        return sdk.contact.getService(id);
      case 'HealthcareElement':
        return sdk.healthElement.getHealthElement(id);
      case 'Notification':
        return sdk.maintenanceTask.getMaintenanceTask(id);
      default:
        return entity satisfies never;
    }
  }

  for (const entity of SAVABLE) {
    describe(`a ${entity}`, () => {
      it('is created, and comes back as finding gives it', async () => {
        const before = Date.now();
        const stored = await save(session, entity, WITH_SECRETS[entity], { patient });
        assert.equal(stored.decrypted, true);
        assert.equal(stored.entity, entity);
        assert.match(String(stored.rev), /^1-/);
        assert(typeof stored.payload.modified === 'number' && stored.payload.modified >= before);
        assert.equal(stored.payload.responsible, self);
        assert.equal(stored.payload.author, session.identity.userId);
        for (const [name, value] of Object.entries(WITH_SECRETS[entity])) {
          assert(JSON.stringify(stored.payload[name]).includes(JSON.stringify(value).slice(1, 20)), name);
        }
        const [found] = await session.store.get(entity, [stored.id]);
        assert.deepEqual(found?.payload, stored.payload);
      });

      it('lies encrypted on the server', async () => {
        const { id } = await save(session, entity, WITH_SECRETS[entity], { patient, shareWith: [friendId] });
        const text = JSON.stringify(stage.document(entity, id));
        assert(!text.includes(SECRET), text);
        assert(!text.includes('12345.678') && !text.includes('ongoing'), text);
        assert(text.includes('encryptedSelf'));
      });

      it('is read with the real SDK by who it is shared with, and by nobody else', async () => {
        const { id } = await save(session, entity, WITH_SECRETS[entity], { patient, shareWith: [friendId] });
        assert(JSON.stringify(await readBy(friend, entity, id)).includes(SECRET));
        await assert.rejects(readBy(stranger, entity, id), /403|404/);
      });

      it('gets the id that it has, and never overwrites what has it already', async () => {
        const id = randomUUID();
        const stored = await save(session, entity, { ...WITH_SECRETS[entity], id }, { patient });
        assert.equal(stored.id, id);
        const again = await failingSave(session, entity, { ...WITH_SECRETS[entity], id }, { patient });
        assert.equal(again.code, 'conflict');
        assert.equal(again.id, id);
        assert.deepEqual((await session.store.get(entity, [id]))[0]?.payload, stored.payload);
      });

      it('is changed field by field: what is left out stays, null clears, lists are replaced', async () => {
        const first = await save(
          session,
          entity,
          { ...WITH_SECRETS[entity], identifiers: [{ value: 'a' }] },
          { patient },
        );
        const { id, payload } = first;
        const key = entity === 'DataSample' ? { batchId: payload.batchId } : { rev: payload.rev };
        const second = await save(session, entity, { id, ...key, identifiers: [{ value: 'b' }, { value: 'c' }] });
        assert.notEqual(second.rev, first.rev);
        assert(Number(second.payload.modified) > Number(payload.modified));
        const changed = ['rev', 'modified', 'identifiers'];
        const rest = ({ ...json }: JsonObject): JsonObject =>
          Object.fromEntries(Object.entries(json).filter(([name]) => !changed.includes(name)));
        assert.deepEqual(rest(second.payload), rest(payload));
        assert.deepEqual(
          (second.payload.identifiers as JsonObject[]).map(({ value }) => value),
          ['b', 'c'],
        );
        const current = entity === 'DataSample' ? key : { rev: second.rev };
        const third = await save(session, entity, { id, ...current, identifiers: null, endOfLife: null });
        assert.deepEqual(third.payload.identifiers, []);
        assert(!JSON.stringify(stage.document(entity, id)).includes(SECRET));
      });

      it('is not written when nothing of it is to be changed', async () => {
        const stored = await save(session, entity, WITH_SECRETS[entity], { patient });
        const again = await save(session, entity, stored.payload);
        assert.equal(again.rev, stored.rev);
        assert.deepEqual(again.payload, stored.payload);
      });

      it('that somebody else has changed is a conflict with both revisions, and stays as it is', async () => {
        const stored = await save(session, entity, { ...WITH_SECRETS[entity], identifiers: [] }, { patient });
        const changed = await save(session, entity, { ...stored.payload, identifiers: [{ value: 'first' }] });
        const late = await failingSave(session, entity, { ...stored.payload, identifiers: [{ value: 'late' }] });
        assert.equal(late.code, 'conflict');
        assert.equal(late.id, stored.id);
        const revisionOf = entity === 'DataSample' ? 'modified' : 'rev';
        assert.deepEqual(late.revisions, {
          given: String(stored.payload[revisionOf]),
          current: String(changed.payload[revisionOf]),
        });
        assert.deepEqual((await session.store.get(entity, [stored.id]))[0]?.payload, changed.payload);
      });

      it('that is deleted or not there is not found', async () => {
        const stored = await save(session, entity, WITH_SECRETS[entity], { patient });
        const [deleted] = await session.store.delete({ entity, items: [{ id: stored.id }] });
        assert.equal(deleted?.kind, 'deleted');
        assert.equal((await failingSave(session, entity, stored.payload)).code, 'not-found');
        const unknown = { ...stored.payload, id: randomUUID() };
        assert.equal((await failingSave(session, entity, unknown)).code, 'not-found');
      });

      it('keeps the fields that nobody here knows, encrypted or not', async () => {
        const stored = await save(session, entity, WITH_SECRETS[entity], { patient });
        const document = stage.document(entity, stored.id);
        const target = entity === 'DataSample' ? (document.services as JsonObject[])[0] : document;
        assert(target);
        target.comesWithLaterVersions = { kept: true };
        await save(session, entity, { ...stored.payload, identifiers: [{ value: 'z' }] });
        assert(JSON.stringify(stage.document(entity, stored.id)).includes('"comesWithLaterVersions":{"kept":true}'));
      });
    });
  }

  for (const entity of ['Patient', 'DataSample', 'HealthcareElement'] as const) {
    describe(`label changes of a ${entity}`, () => {
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

      it('without them there is no retry', async () => {
        const stored = await save(session, entity, WITH_SECRETS[entity], { patient });
        await save(session, entity, { ...stored.payload, identifiers: [{ value: 'theirs' }] });
        const mine = { ...stored.payload, identifiers: [{ value: 'mine' }] };
        assert.equal((await failingSave(session, entity, mine, { retries: 5 })).code, 'conflict');
      });
    });
  }

  it('of many at once has one winner, and everybody else hears of the conflict', async () => {
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

  it('of an array gives each its outcome, in their order', async () => {
    const outcomes = await session.store.save(
      saveRequest('Patient', [{ firstName: 'A' }, { id: patient, firstName: 'Taken' }, { firstName: 'B' }]),
    );
    assert.equal(saved(outcomes[0]).payload.firstName, 'A');
    assert.equal(failure(outcomes[1]).code, 'conflict');
    assert.equal(saved(outcomes[2]).payload.firstName, 'B');
  });

  it('for somebody who has no key says so, and stores nothing', async () => {
    const keyless = stage.newAccount().dataOwnerId;
    for (const owner of [keyless, randomUUID()]) {
      const before = stage.sandbox.documents('patient').length;
      const { code, message } = await failingSave(session, 'Patient', { firstName: 'A' }, { shareWith: [owner] });
      assert.equal(code, 'not-shared');
      assert(message.includes(owner));
      assert.equal(stage.sandbox.documents('patient').length, before);
    }
  });

  for (const entity of ['DataSample', 'HealthcareElement'] as const) {
    it(`needs a patient for a ${entity}`, async () => {
      const none = await failingSave(session, entity, WITH_SECRETS[entity]);
      assert.deepEqual([none.code, none.field], ['bad-entity', 'patient']);
      const unknown = await failingSave(session, entity, WITH_SECRETS[entity], { patient: randomUUID() });
      assert.deepEqual([unknown.code, unknown.field], ['not-found', 'patient']);
      const theirs = (await stranger.patient()).id;
      assert.equal((await failingSave(session, entity, WITH_SECRETS[entity], { patient: theirs })).code, 'not-found');
    });
  }

  it('shares with those with whom the user shares everything', async () => {
    const user = stage.sandbox.documents('user').find(({ id }) => id === session.identity.userId);
    assert(user);
    user.autoDelegations = { all: [friendId] };
    const { id } = await save(session, 'HealthcareElement', WITH_SECRETS.HealthcareElement, { patient });
    delete user.autoDelegations;
    assert(JSON.stringify(await readBy(friend, 'HealthcareElement', id)).includes(SECRET));
  });

  it('changes what another account has shared, which goes on reading it', async () => {
    const theirs = await friend.patient({ note: 'Before' });
    const [found] = await session.store.get('Patient', [theirs.id]);
    await save(session, 'Patient', { ...found?.payload, note: SECRET });
    assert.equal((await friend.sdk.patient.getPatient(theirs.id)).note, SECRET);
    assert(!JSON.stringify(stage.document('Patient', theirs.id)).includes(SECRET));
  });

  it('keeps encrypted what another application has encrypted, whatever it is', async () => {
    const stored = await save(session, 'Patient', { firstName: 'Bran', note: SECRET });
    const plain = await failingSave(other, 'Patient', { ...stored.payload, firstName: 'Rickon' });
    assert.equal(plain.code, 'not-found');
  });

  it('says that the outcome is not known when the server does not answer', async () => {
    stage.sandbox.faults.refuseAll = 503;
    const { code } = await failingSave(session, 'Patient', { firstName: 'A' });
    stage.sandbox.faults.refuseAll = undefined;
    assert.equal(code, 'server-error');
    assert.equal(stage.sessions.failures.length, 0);
  });
});

function codesOf(list: unknown): string[] {
  assert(Array.isArray(list));
  return list.map((coding: JsonObject) => String(coding.code));
}
