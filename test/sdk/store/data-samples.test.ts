import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { JsonObject } from '../../../src/model/json';
import { NO_CHANGES } from '../../../src/model/label-changes';
import type { SdkSession } from '../../../src/sdk/port';
import type { Writer } from '../../support/writer';
import { failingSave, failure, save, saved, saveRequest, StoreStage } from './stage';

describe('data samples', () => {
  let stage: StoreStage;
  let session: SdkSession;
  let friend: Writer;
  let shareWith: string[];
  let patient: string;

  before(async () => {
    stage = await StoreStage.open();
    const account = stage.newAccount();
    session = await stage.connect(account);
    friend = await stage.writer(account.dataOwnerId);
    shareWith = [await friend.sdk.dataOwner.getCurrentDataOwnerId()];
    patient = (await save(session, 'Patient', { firstName: 'Jon' }, { shareWith })).id;
  });
  after(() => stage.end());

  const contacts = (): readonly JsonObject[] => stage.sandbox.documents('contact');
  const sample = (text: string, others: JsonObject = {}): JsonObject => ({
    content: { en: { stringValue: text } },
    ...others,
  });
  const textOf = (payload: JsonObject | undefined): unknown =>
    (payload?.content as Record<string, JsonObject>).en?.stringValue;

  it('that are saved together are one batch, of the patient, and can be read with the real SDK', async () => {
    const before = contacts().length;
    const outcomes = await session.store.save(
      saveRequest(
        'DataSample',
        ['a', 'b', 'c'].map((text) => sample(text)),
        { patient, shareWith },
      ),
    );
    assert.equal(contacts().length, before + 1);
    const stored = outcomes.map(saved);
    assert.deepEqual(
      stored.map(({ payload }) => textOf(payload)),
      ['a', 'b', 'c'],
    );
    const [first] = stored;
    assert(first);
    const { payload, rev } = first;
    const contact = await friend.sdk.contact.getContact(payload.batchId as string);
    assert.equal(contact.rev, rev);
    assert.deepEqual(
      contact.services.map((service) => service.content.en?.stringValue),
      ['a', 'b', 'c'],
    );
    const [encrypted] = await friend.sdk.contact.encrypted.getContacts([contact.id]);
    assert(encrypted);
    assert.deepEqual(await friend.sdk.contact.decryptPatientIdOf(encrypted), [patient]);
  });

  it('that iCure does not take fail alone', async () => {
    const taken = await save(session, 'DataSample', sample('there'), { patient });
    const id = randomUUID();
    const outcomes = await session.store.save(
      saveRequest(
        'DataSample',
        [
          sample('first', { id }),
          { content: { en: { measureValue: { value: 'high' } } } },
          sample('taken', { id: taken.id }),
          sample('twice', { id }),
          sample('ended', { endOfLife: 1 }),
          sample('last'),
        ],
        { patient },
      ),
    );
    assert.equal(textOf(saved(outcomes[0]).payload), 'first');
    assert.equal(textOf(saved(outcomes[5]).payload), 'last');
    assert.deepEqual(
      outcomes.slice(1, 5).map((outcome) => [failure(outcome).code, failure(outcome).field]),
      [
        ['bad-entity', 'content.en.measureValue.value'],
        ['conflict', undefined],
        ['bad-entity', 'id'],
        ['bad-entity', 'endOfLife'],
      ],
    );
    assert.equal(textOf((await session.store.get('DataSample', [taken.id]))[0]?.payload), 'there');
  });

  it('fail together when their batch cannot be saved', async () => {
    const owner = randomUUID();
    const outcomes = await session.store.save(
      saveRequest('DataSample', [sample('a'), { nonsense: 1 }, sample('b')], { patient, shareWith: [owner] }),
    );
    assert.deepEqual(
      outcomes.map((outcome) => failure(outcome).code),
      ['not-shared', 'bad-entity', 'not-shared'],
    );
  });

  it('are new and changed in one request, each with its outcome', async () => {
    const old = await save(session, 'DataSample', sample('old'), { patient });
    const outcomes = await session.store.save(
      saveRequest('DataSample', [sample('new'), { ...old.payload, ...sample('changed') }], { patient }),
    );
    assert.deepEqual(
      outcomes.map((outcome) => outcome.kind === 'saved' && [outcome.created, textOf(outcome.stored.payload)]),
      [
        [true, 'new'],
        [false, 'changed'],
      ],
    );
  });

  it('are changed in place, and the others of the batch stay as they are', async () => {
    const outcomes = await session.store.save(
      saveRequest(
        'DataSample',
        ['a', 'b'].map((text) => sample(text)),
        { patient, shareWith },
      ),
    );
    const [first, second] = outcomes.map(saved);
    assert(first && second);
    const before = contacts().length;
    await save(session, 'DataSample', { ...first.payload, ...sample('changed') });
    assert.equal(contacts().length, before);
    assert.deepEqual((await session.store.get('DataSample', [second.id]))[0]?.payload, second.payload);
    assert.equal((await friend.sdk.contact.getService(first.id)).content.en?.stringValue, 'changed');
  });

  it('of one batch that are changed at once by many are all changed', async () => {
    const texts = Array.from({ length: 12 }, (_, index) => `text ${index}`);
    const outcomes = await session.store.save(
      saveRequest(
        'DataSample',
        texts.map((text) => sample(text)),
        { patient },
      ),
    );
    const changed = await Promise.all(
      outcomes.map(async (outcome) => {
        const { payload } = saved(outcome);
        return save(session, 'DataSample', { ...payload, ...sample(`new ${textOf(payload) as string}`) });
      }),
    );
    assert.deepEqual(
      (
        await session.store.get(
          'DataSample',
          changed.map(({ id }) => id),
        )
      ).map((stored) => textOf(stored?.payload)),
      texts.map((text) => `new ${text}`),
    );
  });

  it('that another application has written again, in another batch, are a conflict', async () => {
    const stored = await save(session, 'DataSample', sample('old'), { patient, shareWith });
    const subject = await friend.sdk.patient.getPatient(patient);
    const contact = await friend.dataSample(subject, {
      id: stored.id,
      text: 'newer',
      values: { modified: Date.now() + 60_000 },
    });
    const { code, revisions } = await failingSave(session, 'DataSample', { ...stored.payload, ...sample('mine') });
    assert.equal(code, 'conflict');
    assert.deepEqual(revisions, { given: stored.payload.batchId, current: contact.id });
    const changes = { ...NO_CHANGES, labels: { add: [{ type: 'triage', code: 'high' }], remove: [] } };
    const labelled = await save(
      session,
      'DataSample',
      { ...stored.payload, ...sample('mine') },
      { changes, retries: 1 },
    );
    assert.equal(labelled.payload.batchId, contact.id);
    assert.equal(textOf(labelled.payload), 'newer');
  });

  it('are linked to healthcare elements and canvases, and to others later', async () => {
    const [one, two] = ['element-1', 'element-2'];
    const stored = await save(
      session,
      'DataSample',
      sample('linked', { healthcareElementIds: [one, two], canvasesIds: ['c'] }),
      {
        patient,
      },
    );
    assert.deepEqual(stored.payload.healthcareElementIds, [one, two]);
    assert.deepEqual(stored.payload.canvasesIds, ['c']);
    const again = await save(session, 'DataSample', { ...stored.payload, healthcareElementIds: [two, 'element-3'] });
    assert.deepEqual(again.payload.healthcareElementIds, [two, 'element-3']);
    assert.deepEqual(again.payload.canvasesIds, ['c']);
    const [found] = await session.store.get('DataSample', [stored.id]);
    assert.deepEqual(found?.payload, again.payload);
  });

  it('have the time of their change, later than before even when clocks differ', async () => {
    const future = Date.now() + 3_600_000;
    const stored = await save(session, 'DataSample', sample('old'), { patient });
    const contact = stage.document('DataSample', stored.id);
    for (const service of contact.services as JsonObject[]) service.modified = future;
    const changed = await save(session, 'DataSample', { ...stored.payload, modified: future, ...sample('new') });
    assert.equal(changed.payload.modified, future + 1);
  });
});
