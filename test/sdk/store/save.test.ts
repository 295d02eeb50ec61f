import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { JsonObject } from '../../../src/model/json';
import type { SdkSession } from '../../../src/sdk/port';
import type { Writer } from '../../support/writer';
import { failingSave, failure, SAVABLE, save, saved, saveRequest, SECRET, StoreStage, WITH_SECRETS } from './stage';

describe('saving', () => {
  let stage: StoreStage;
  let session: SdkSession;
  let self: string;
  let friend: Writer;
  let friendId: string;
  let stranger: Writer;
  let patient: string;

  before(async () => {
    stage = await StoreStage.open();
    const account = stage.newAccount();
    session = await stage.connect(account);
    self = account.dataOwnerId;
    friend = await stage.writer(self);
    friendId = await friend.sdk.dataOwner.getCurrentDataOwnerId();
    stranger = await stage.writer();
    patient = (await save(session, 'Patient', { firstName: 'Jon' }, { shareWith: [friendId] })).id;
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
          given: textOf(stored.payload[revisionOf]),
          current: textOf(changed.payload[revisionOf]),
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
    const { CardinalSdk, AuthenticationMethod, StorageFacade, ...model } = await import('@icure/cardinal-sdk');
    const account = stage.newAccount();
    const sdk = await CardinalSdk.initialize(
      undefined,
      stage.sandbox.url,
      new AuthenticationMethod.UsingCredentials.UsernamePassword(account.login, account.password),
      StorageFacade.usingFileSystem(stage.sessions.keyFolder()),
      { encryptedFields: { patient: ['note', 'maidenName', 'addresses[].street'] } },
    );
    const theirs = await sdk.patient.createPatient(
      await sdk.patient.withEncryptionMetadata(
        new model.DecryptedPatient({
          id: randomUUID(),
          firstName: 'Bran',
          maidenName: SECRET,
          addresses: [new model.DecryptedAddress({ city: 'Winterfell', street: SECRET })],
        }),
        { delegates: { [self]: model.AccessLevel.Write } },
      ),
    );
    const [found] = await session.store.get('Patient', [theirs.id]);
    assert.equal(found?.payload.maidenName, SECRET);
    const addresses = [{ city: 'Winterfell', street: `New ${SECRET}` }];
    const changed = { ...found.payload, firstName: 'Brandon', maidenName: `New ${SECRET}`, addresses };
    await save(session, 'Patient', changed);
    const text = JSON.stringify(stage.document('Patient', theirs.id));
    assert(text.includes('Winterfell') && text.includes('Brandon') && !text.includes(SECRET), text);
    const read = await sdk.patient.getPatient(theirs.id);
    assert.equal(read.maidenName, `New ${SECRET}`);
    assert.equal(read.addresses[0]?.street, `New ${SECRET}`);
  });

  it('fails with what the server has, and goes on after', async () => {
    stage.sandbox.faults.refuseAll = 503;
    const { code, message } = await failingSave(session, 'Patient', { firstName: 'A' });
    stage.sandbox.faults.refuseAll = undefined;
    assert.equal(code, 'server-error');
    assert(!message.includes('not known'), 'it failed before anything was written');
    assert.deepEqual(stage.sessions.failures, []);
    await save(session, 'Patient', { firstName: 'A' });
  });

  it('names the field that iCure does not take', async () => {
    const [content, unknown] = [
      { en: { measureValue: { value: 'high' } } },
      { firstName: 'A', favouriteColour: 'blue' },
    ];
    const wrong = await failingSave(session, 'DataSample', { content }, { patient });
    assert.deepEqual([wrong.code, wrong.field], ['bad-entity', 'content.en.measureValue.value']);
    const other = await failingSave(session, 'Patient', unknown);
    assert.deepEqual([other.code, other.field], ['bad-entity', 'favouriteColour']);
    assert.equal((await failingSave(session, 'Patient', { note: 'nameless' })).field, 'lastName');
  });
});

function textOf(value: unknown): string {
  assert(typeof value === 'string' || typeof value === 'number');
  return String(value);
}
