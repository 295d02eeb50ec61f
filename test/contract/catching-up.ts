/** What catching up asks of a driver: versions that tell each state from any other, as live events do, and what has become of what is gone. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { SandboxAccount } from '../../sandbox';
import { ENTITIES, ENTITY_NAMES, type EntityName, type EventType } from '../../src/model/entities';
import type { EntityEvent } from '../../src/model/event';
import { versionOf, type Version } from '../../src/model/version';
import type { Inspection, SdkSession, Stamp } from '../../src/sdk/port';
import { purge, seal, unshare } from '../support/server-changes';
import { filterFor, listen, type Heard } from '../support/sessions';
import type { Author, Values } from './author';
import type { Leg } from './legs';
import { Stage } from './stage';
import { saveOne, textChange } from './storing';

type Found = Extract<Inspection, { kind: 'found' }>;

export function specifyCatchingUp(leg: Leg): void {
  describe('catching up', () => {
    let stage: Stage;
    let account: SandboxAccount;
    let session: SdkSession;
    let author: Author;
    const heard = new Map<string, Heard>();

    before(async () => {
      stage = await Stage.open(leg);
      account = stage.newAccount();
      session = await stage.connect(account);
      author = await stage.author(account.dataOwnerId);
      for (const entity of ENTITY_NAMES) {
        for (const type of ENTITIES[entity].eventTypes) {
          heard.set(`${entity} ${type}`, (await listen(session, entity, type)).heard);
        }
      }
    });
    after(() => stage.end());

    function event(entity: EntityName, type: EventType, id: string): Promise<EntityEvent> {
      const channel = heard.get(`${entity} ${type}`);
      assert(channel);
      return channel.eventOf(id);
    }

    async function stamp(entity: EntityName, id: string): Promise<Stamp | undefined> {
      const [found, none] = await session.store.stamps(entity, [id, randomUUID()]);
      assert.equal(none, undefined);
      return found;
    }

    async function inspect(entity: EntityName, id: string, filter: unknown = {}): Promise<Inspection> {
      const [inspection] = await session.store.inspect(entity, [id], filterFor(entity, filter));
      assert(inspection);
      return inspection;
    }

    async function inspectFound(entity: EntityName, id: string, filter: unknown = {}): Promise<Found> {
      const inspection = await inspect(entity, id, filter);
      assert(inspection.kind === 'found', inspection.kind);
      return inspection;
    }

    /** The state that a live event tells is the one that is there, by whatever it is asked for. */
    async function assertSame(told: EntityEvent): Promise<void> {
      const { entity, type, id, rev, payload, decrypted } = told;
      const isDeleted = type === 'DELETE';
      const before = await stamp(entity, id);
      assert.deepEqual(before, { id, version: versionIn(told), isDeleted });
      const { stored, ...state } = await inspectFound(entity, id);
      assert.deepEqual(state, { kind: 'found', version: versionIn(told), isDeleted, passes: true });
      assert.deepEqual(stored, { entity, id, ...(rev === undefined ? {} : { rev }), decrypted, payload });
      assert.deepEqual(await session.store.get(entity, [id]), [isDeleted ? undefined : stored]);
      assert.deepEqual(await stamp(entity, id), before, 'reading changes nothing');
    }

    const create = (entity: EntityName, values: Values = {}): Promise<string> =>
      author.create(entity, {
        labels: [{ type: 'IC-TEST', code: 'TEST' }],
        identifiers: [{ system: 'http://example.org', value: 'x-1' }],
        ...values,
      });

    for (const entity of ENTITY_NAMES) {
      describe(`on a ${entity}`, () => {
        it('tells the same of it as its creation does', async () => {
          await assertSame(await event(entity, 'CREATE', await create(entity)));
        });

        if (ENTITIES[entity].eventTypes.includes('UPDATE')) {
          it('tells the same of it as its change does, and another version than before', async () => {
            const id = await create(entity);
            const before = await stamp(entity, id);
            await author.update(entity, id, 'Changed');
            const updated = await event(entity, 'UPDATE', id);
            await assertSame(updated);
            assert(before && before.version.order < versionIn(updated).order);
          });
        }

        it('tells the same of it as its deletion does, and another version than before', async () => {
          const id = await create(entity);
          const before = await stamp(entity, id);
          await author.remove(entity, id);
          const deleted = await event(entity, 'DELETE', id);
          await assertSame(deleted);
          assert(before && before.version.order < versionIn(deleted).order);
        });

        it('tells that what was purged is gone, as is what never was', async () => {
          const id = await create(entity);
          assert(await stamp(entity, id));
          await purge(stage.sandbox, account, entity, id);
          assert.equal(await stamp(entity, id), undefined);
          assert.deepEqual(await inspect(entity, id), { kind: 'gone' });
          assert.deepEqual(await inspect(entity, randomUUID()), { kind: 'gone' });
        });

        it('tells whether the filter lets it through, deleted or not', async () => {
          const [id, other] = [await create(entity), await create(entity)];
          const [named, left] = [{ criteria: [{ by: 'id', ids: [id] }] }, { criteria: [{ by: 'id', ids: [other] }] }];
          assert.equal((await inspectFound(entity, id, named)).passes, true);
          assert.equal((await inspectFound(entity, id, left)).passes, false);
          await author.remove(entity, id);
          assert.equal((await inspectFound(entity, id, named)).passes, true);
          assert.equal((await inspectFound(entity, id, left)).passes, false);
        });

        it('answers in the order asked', async () => {
          const ids = [await create(entity), randomUUID(), await create(entity)];
          const asked = [...ids, ...ids].reverse();
          const stamps = await session.store.stamps(entity, asked);
          const inspections = await session.store.inspect(entity, asked, filterFor(entity));
          const expected = asked.map((id) => (id === ids[1] ? undefined : id));
          assert.deepEqual(
            stamps.map((found) => found?.id),
            expected,
          );
          assert.deepEqual(
            inspections.map((found) => (found.kind === 'found' ? found.stored.id : undefined)),
            expected,
          );
        });
      });
    }

    it('tells another version of a data sample that was changed in its batch', async () => {
      const id = await create('DataSample');
      const before = await stamp('DataSample', id);
      const [stored] = await session.store.get('DataSample', [id]);
      assert(stored && before);
      await saveOne(session, 'DataSample', { ...stored.payload, ...textChange('DataSample', 'Changed') });
      const after = await stamp('DataSample', id);
      assert(after && before.version.order < after.version.order);
      const inspection = await inspectFound('DataSample', id);
      assert.deepEqual(inspection.version, after.version);
      assert.deepEqual(await session.store.get('DataSample', [id]), [inspection.stored]);
    });

    for (const entity of ['Patient', 'DataSample', 'HealthcareElement'] as const) {
      it(`tells whether a label lets a ${entity} through, deleted or not`, async () => {
        const id = await create(entity);
        const [same, another] = ['TEST', 'OTHER'].map((code) => ({
          criteria: [{ by: 'label', type: 'IC-TEST', code }],
        }));
        assert.equal((await inspectFound(entity, id, same)).passes, true);
        assert.equal((await inspectFound(entity, id, another)).passes, false);
        await author.remove(entity, id);
        assert.equal((await inspectFound(entity, id, same)).passes, true);
        assert.equal((await inspectFound(entity, id, another)).passes, false);
      });
    }

    for (const entity of ['Patient', 'DataSample', 'HealthcareElement', 'Notification'] as const) {
      it(`tells that a ${entity} is no longer shown to this user`, async () => {
        const id = await create(entity);
        assert(await stamp(entity, id));
        unshare(stage.sandbox, entity, id, account.dataOwnerId);
        assert.equal(await stamp(entity, id), undefined);
        assert.deepEqual(await inspect(entity, id), { kind: 'forbidden' });
      });

      it(`tells of a ${entity} that cannot be decrypted what is clear in it`, async () => {
        const id = await create(entity);
        const before = await stamp(entity, id);
        seal(stage.sandbox, entity, id);
        const { stored, version, passes } = await inspectFound(entity, id);
        assert.equal(stored.decrypted, false);
        assert.equal(passes, true);
        assert.deepEqual(version, before?.version);
        assert.deepEqual(await stamp(entity, id), before);
        assert.deepEqual(await session.store.get(entity, [id]), [stored]);
        assert.equal((await inspectFound(entity, id, { owner: randomUUID() })).passes, false);
      });
    }
  });
}

/** As those who have got an event know it. */
function versionIn({ entity, rev, payload }: EntityEvent): Version {
  const { batchId, modified, endOfLife } = payload;
  return versionOf(entity, { rev, contactId: batchId, modified, endOfLife });
}
