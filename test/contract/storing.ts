/** Entities are saved, found and deleted alike through every driver, end-to-end encrypted, and nothing is overwritten unseen. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { CollectionKind } from '../../sandbox/store/document';
import { ENTITIES, ENTITY_NAMES, isSavable, type EntityName, type SavableEntity } from '../../src/model/entities';
import type { JsonObject } from '../../src/model/json';
import { NO_CHANGES } from '../../src/model/label-changes';
import type { StoredEntity } from '../../src/model/stored-entity';
import type { ItemFailure, SaveRequest, SdkSession } from '../../src/sdk/port';
import { filterFor, listen } from '../support/sessions';
import { textIn, type Author } from './author';
import type { Leg } from './legs';
import { Stage } from './stage';

const SAVABLE = ENTITY_NAMES.filter(isSavable);

/** Where the server keeps them. */
const KINDS: Readonly<Record<SavableEntity, CollectionKind>> = {
  Patient: 'patient',
  DataSample: 'contact',
  HealthcareElement: 'helement',
  Notification: 'maintenancetask',
};

/** A payload as a flow would make it, with a text where `textIn` finds it. */
export function payloadOf(entity: SavableEntity, text: string): JsonObject {
  const labels = [{ id: 'IC-TEST|TEST|1', type: 'IC-TEST', code: 'TEST', version: '1' }];
  switch (entity) {
    case 'Patient':
      return { firstName: 'John', lastName: 'Snow', labels, note: text };
    case 'DataSample':
      return { labels, valueDate: 20260102030405, content: { en: { stringValue: text } } };
    case 'HealthcareElement':
      return { labels, openingDate: 20260102030405, description: `About: ${text}`, note: text };
    case 'Notification':
      return { type: 'OTHER', status: 'pending', properties: [property(text)] };
    default:
      return entity satisfies never;
  }
}

/** A change of nothing but the text. */
export function textChange(entity: SavableEntity, text: string): JsonObject {
  switch (entity) {
    case 'Patient':
    case 'HealthcareElement':
      return { note: text };
    case 'DataSample':
      return { content: { en: { stringValue: text } } };
    case 'Notification':
      return { properties: [property(text)] };
    default:
      return entity satisfies never;
  }
}

function property(text: string): JsonObject {
  return {
    id: 'text',
    type: { identifier: 'text', type: 'STRING' },
    typedValue: { type: 'STRING', stringValue: text },
  };
}

/** Saves one entity, or fails the test. */
export async function saveOne(
  session: SdkSession,
  entity: SavableEntity,
  payload: JsonObject,
  others: Partial<SaveRequest> = {},
): Promise<StoredEntity> {
  const [outcome] = await session.store.save({
    entity,
    payloads: [payload],
    shareWith: [],
    changes: NO_CHANGES,
    retries: 0,
    ...others,
  });
  assert(outcome?.kind === 'saved', JSON.stringify(outcome));
  return outcome.stored;
}

/** Saves one entity, which must fail. */
export async function saveFailing(
  session: SdkSession,
  entity: SavableEntity,
  payload: JsonObject,
  others: Partial<SaveRequest> = {},
): Promise<ItemFailure> {
  const [outcome] = await session.store.save({
    entity,
    payloads: [payload],
    shareWith: [],
    changes: NO_CHANGES,
    retries: 0,
    ...others,
  });
  assert(outcome?.kind === 'failed', JSON.stringify(outcome));
  return outcome.failure;
}

export function specifyStoring(leg: Leg): void {
  describe('storing', () => {
    let stage: Stage;
    let session: SdkSession;
    /** Whom it is shared with, through the driver and through the leg's SDK itself; and who is not. */
    let friend: SdkSession;
    let author: Author;
    let stranger: SdkSession;
    let patient: string;
    let shareWith: readonly string[];

    before(async () => {
      stage = await Stage.open(leg);
      [session, friend, stranger] = await Promise.all([
        stage.connect(stage.newAccount()),
        stage.connect(stage.newAccount()),
        stage.connect(stage.newAccount()),
      ]);
      author = await stage.author(session.identity.dataOwnerId);
      shareWith = [friend.identity.dataOwnerId, author.dataOwnerId];
      patient = (await saveOne(session, 'Patient', payloadOf('Patient', 'Subject'))).id;
    });
    after(() => stage.end());

    async function found(reader: SdkSession, entity: EntityName, id: string): Promise<StoredEntity | undefined> {
      const [stored] = await reader.store.get(entity, [id]);
      return stored;
    }

    for (const entity of SAVABLE) {
      describe(`of a ${entity}`, () => {
        it('saves it for those whom it is shared with, and for nobody else', async () => {
          const text = `Secret ${randomUUID()}`;
          const stored = await saveOne(session, entity, payloadOf(entity, text), { patient, shareWith });
          assert.equal(stored.decrypted, true);
          assert.equal(textIn(entity, stored.payload), text);
          assert.deepEqual((await found(session, entity, stored.id))?.payload, stored.payload);

          const forFriend = await found(friend, entity, stored.id);
          assert.equal(forFriend?.decrypted, true);
          assert.deepEqual(forFriend.payload, stored.payload);
          assert.equal(
            await author.read(entity, stored.id),
            text,
            'the SDK itself reads what was saved without its models',
          );

          const forStranger = await found(stranger, entity, stored.id);
          assert.notEqual(forStranger?.decrypted, true);
        });

        it('leaves no clear text of what is encrypted on the server', async () => {
          const text = `Secret ${randomUUID()}`;
          const { id } = await saveOne(session, entity, payloadOf(entity, text), { patient, shareWith });
          const documents = JSON.stringify(stage.sandbox.documents(KINDS[entity]));
          assert(documents.includes(id));
          assert(!documents.includes(text));
          assert(!JSON.stringify(stage.sandbox.requests).includes(text));
        });

        it('tells its creation, its change and its deletion, as the platform has them', async () => {
          const created = await listen(session, entity, 'CREATE');
          const deleted = await listen(session, entity, 'DELETE');
          const { id, rev } = await saveOne(session, entity, payloadOf(entity, 'Told'), { patient, shareWith });
          const event = await created.heard.eventOf(id);
          assert.equal(textIn(entity, event.payload), 'Told');
          if (ENTITIES[entity].eventTypes.includes('UPDATE')) {
            const changed = await listen(session, entity, 'UPDATE');
            await saveOne(session, entity, {
              id,
              ...(rev === undefined ? {} : { rev }),
              ...textChange(entity, 'Anew'),
            });
            assert.equal(textIn(entity, (await changed.heard.eventOf(id)).payload), 'Anew');
          }
          const [outcome] = await session.store.delete({ entity, items: [{ id }] });
          assert.deepEqual(outcome, { kind: 'deleted', id });
          await deleted.heard.eventOf(id);
          assert.equal(await found(session, entity, id), undefined);
        });

        it('changes what is given and keeps the rest, of what the SDK itself wrote too', async () => {
          const id = await author.create(entity, {
            labels: [{ type: 'IC-TEST', code: 'TEST' }],
            identifiers: [{ system: 'http://example.org', value: 'x-1' }],
            text: 'Before',
          });
          const before = await found(session, entity, id);
          assert(before);
          const { payload } = before;
          const named = { id, rev: payload.rev, batchId: payload.batchId, modified: payload.modified };
          const after = await saveOne(session, entity, { ...named, ...textChange(entity, 'After') });
          assert.equal(textIn(entity, after.payload), 'After');
          const unchanged = ({ payload: all }: StoredEntity): JsonObject => ({
            ...all,
            ...textChange(entity, ''),
            rev: '',
            modified: 0,
          });
          assert.deepEqual(unchanged(after), unchanged(before));
          assert.equal(await author.read(entity, id), 'After');
        });

        it('refuses to change what was changed meanwhile, and tells both revisions', async () => {
          const { id, payload } = await saveOne(session, entity, payloadOf(entity, 'First'), { patient, shareWith });
          const second = await saveOne(session, entity, { ...payload, ...textChange(entity, 'Second') });
          const failure = await saveFailing(session, entity, { ...payload, ...textChange(entity, 'Third') });
          assert.equal(failure.code, 'conflict');
          assert.equal(failure.id, id);
          assert(failure.revisions?.given !== undefined && failure.revisions.current !== undefined);
          assert.notEqual(failure.revisions.given, failure.revisions.current);
          const current = await found(session, entity, id);
          assert.equal(textIn(entity, current?.payload ?? {}), 'Second');
          assert.deepEqual(current?.payload, second.payload);
        });

        it('refuses to create what exists', async () => {
          const { id } = await saveOne(session, entity, payloadOf(entity, 'First'), { patient });
          const failure = await saveFailing(session, entity, { ...payloadOf(entity, 'Second'), id }, { patient });
          assert.equal(failure.code, 'conflict');
          assert.equal(textIn(entity, (await found(session, entity, id))?.payload ?? {}), 'First');
        });

        it('does not delete what is not there', async () => {
          const [outcome] = await session.store.delete({ entity, items: [{ id: randomUUID() }] });
          assert(outcome?.kind === 'failed');
          assert.equal(outcome.failure.code, 'not-found');
        });

        it('names the field that iCure would not take', async () => {
          const wrong = { ...payloadOf(entity, 'x'), modified: 'yesterday' };
          const failure = await saveFailing(session, entity, wrong, { patient });
          assert.equal(failure.code, 'bad-entity');
          assert.equal(failure.field, 'modified');
        });
      });
    }

    for (const entity of ['DataSample', 'HealthcareElement'] as const) {
      it(`does not create a ${entity} without a patient, nor for one who is unknown`, async () => {
        assert.equal((await saveFailing(session, entity, payloadOf(entity, 'x'))).field, 'patient');
        const unknown = await saveFailing(session, entity, payloadOf(entity, 'x'), { patient: randomUUID() });
        assert.equal(unknown.code, 'not-found');
        const foreign = await saveFailing(stranger, entity, payloadOf(entity, 'x'), { patient });
        assert(['not-found', 'no-key', 'forbidden'].includes(foreign.code), foreign.code);
      });
    }

    it('does not save what cannot be shared as asked', async () => {
      const before = stage.sandbox.documents('patient').length;
      const failure = await saveFailing(session, 'Patient', payloadOf('Patient', 'x'), { shareWith: [randomUUID()] });
      assert.equal(failure.code, 'not-shared');
      assert.equal(stage.sandbox.documents('patient').length, before);
    });

    it('puts data samples that are saved together into one batch', async () => {
      const payloads = Array.from({ length: 5 }, (_value, index) => payloadOf('DataSample', `Sample ${index}`));
      const outcomes = await session.store.save({
        entity: 'DataSample',
        payloads,
        patient,
        shareWith: [],
        changes: NO_CHANGES,
        retries: 0,
      });
      const stored = outcomes.flatMap((outcome) => (outcome.kind === 'saved' ? [outcome.stored] : []));
      assert.deepEqual(
        stored.map(({ payload }) => textIn('DataSample', payload)),
        payloads.map((payload) => textIn('DataSample', payload)),
      );
      assert.equal(new Set(stored.map(({ payload }) => payload.batchId)).size, 1);
    });

    it('labels what was changed meanwhile when it may try again', async () => {
      const { id, payload } = await saveOne(session, 'Patient', payloadOf('Patient', 'First'));
      await saveOne(session, 'Patient', { ...payload, note: 'Second' });
      const changes = {
        labels: { add: [{ type: 'demo', code: 'seen' }], remove: [{ type: 'IC-TEST', code: 'TEST' }] },
        codes: { add: [], remove: [] },
      };
      await saveOne(session, 'Patient', payload, { changes, retries: 1 });
      const current = (await found(session, 'Patient', id))?.payload;
      assert.equal(current?.note, 'Second');
      assert.deepEqual(current.labels, [{ id: 'demo|seen|1', type: 'demo', code: 'seen', version: '1' }]);
    });

    for (const entity of ENTITY_NAMES) {
      it(`finds a ${entity} by its id among others, by what a filter asks for`, async () => {
        const ids = [await author.create(entity), await author.create(entity), await author.create(entity)];
        const wanted = ids.slice(1).sort();
        const filter = filterFor(entity, { criteria: [{ by: 'id', ids: wanted }] });
        const candidates = await session.store.match(entity, filter);
        assert.deepEqual(candidates, wanted);
        const hits = await session.store.get(entity, candidates, filter);
        assert.deepEqual(
          hits.map((hit) => hit?.id),
          wanted,
        );
      });
    }

    for (const entity of ['DataSample', 'HealthcareElement', 'Patient'] as const) {
      it(`finds a ${entity} by label, by code and by identifier`, async () => {
        const code = randomUUID();
        const id = await author.create(entity, {
          labels: [{ type: 'demo', code }],
          codes: [{ type: 'LOINC', code }],
          identifiers: [{ system: 'http://example.org', value: code }],
        });
        await author.create(entity, { labels: [{ type: 'demo', code: 'other' }] });
        for (const criterion of [
          { by: 'label', type: 'demo', code },
          { by: 'code', type: 'LOINC', code },
          { by: 'identifier', system: 'http://example.org', value: code },
          { by: 'identifier', value: code },
        ]) {
          const filter = filterFor(entity, { criteria: [criterion] });
          const hits = await session.store.get(entity, await session.store.match(entity, filter), filter);
          assert.deepEqual(
            hits.flatMap((hit) => (hit === undefined ? [] : [hit.id])),
            [id],
            criterion.by,
          );
        }
      });
    }
  });
}
