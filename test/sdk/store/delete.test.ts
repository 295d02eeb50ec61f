import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { SdkSession } from '../../../src/sdk/port';
import type { Writer } from '../../support/writer';
import { listen } from '../cardinal/driver';
import { failure, SAVABLE, save, saved, saveRequest, StoreStage, WITH_SECRETS } from './stage';

describe('deleting', () => {
  let stage: StoreStage;
  let session: SdkSession;
  let listener: SdkSession;
  let stranger: Writer;
  let patient: string;
  let shareWith: string[];

  before(async () => {
    stage = await StoreStage.open();
    session = await stage.connect(stage.newAccount());
    listener = await stage.connect(stage.newAccount());
    shareWith = [listener.identity.dataOwnerId];
    stranger = await stage.writer();
    patient = (await save(session, 'Patient', { firstName: 'Jon' }, { shareWith })).id;
  });
  after(() => stage.end());

  for (const entity of SAVABLE) {
    describe(`a ${entity}`, () => {
      it('is told to all who know of it, and it is not found any more', async () => {
        const own = await listen(session, entity, 'DELETE');
        const others = await listen(listener, entity, 'DELETE');
        const { id } = await save(session, entity, WITH_SECRETS[entity], { patient, shareWith });
        assert.deepEqual(await session.store.delete({ entity, items: [{ id }] }), [{ kind: 'deleted', id }]);
        assert.equal((await own.heard.eventOf(id)).type, 'DELETE');
        assert.equal((await others.heard.eventOf(id)).type, 'DELETE');
        assert.deepEqual(await session.store.get(entity, [id]), [undefined]);
        assert.deepEqual(await listener.store.get(entity, [id]), [undefined]);
        await Promise.all([own.channel.close(), others.channel.close()]);
      });

      it('that is not there, deleted already or not shared fails, and the others are deleted', async () => {
        const [first, second, gone] = await Promise.all(
          [1, 2, 3].map(() => save(session, entity, WITH_SECRETS[entity], { patient })),
        );
        assert(first && second && gone);
        await session.store.delete({ entity, items: [{ id: gone.id }] });
        const theirs = await writtenBy(stranger, entity);
        const ids = [first.id, randomUUID(), gone.id, theirs, second.id];
        const outcomes = await session.store.delete({ entity, items: ids.map((id) => ({ id })) });
        assert.deepEqual(
          outcomes.map((outcome) => (outcome.kind === 'deleted' ? outcome.id : outcome.failure.code)),
          [first.id, 'not-found', 'not-found', 'not-found', second.id],
        );
        assert.equal(failure(outcomes[1]).id, ids[1]);
      });

      it('of another revision is a conflict, and deletes nothing', async () => {
        const { id, rev } = await save(session, entity, WITH_SECRETS[entity], { patient });
        const [refused] = await session.store.delete({ entity, items: [{ id, rev: '7-old' }] });
        assert.deepEqual(
          [failure(refused).code, failure(refused).revisions],
          ['conflict', { given: '7-old', current: rev }],
        );
        assert((await session.store.get(entity, [id]))[0]);
        const [deleted] = await session.store.delete({
          entity,
          items: [{ id, ...(rev === undefined ? {} : { rev }) }],
        });
        assert.equal(deleted?.kind, 'deleted');
      });
    });
  }

  it('of a data sample leaves the others of its batch', async () => {
    const request = saveRequest('DataSample', [WITH_SECRETS.DataSample, WITH_SECRETS.DataSample], { patient });
    const [first, second] = (await session.store.save(request)).map(saved);
    assert(first && second);
    await session.store.delete({ entity: 'DataSample', items: [{ id: first.id }] });
    const found = await session.store.get('DataSample', [first.id, second.id]);
    assert.deepEqual(
      found.map((stored) => stored?.id),
      [undefined, second.id],
    );
  });

  async function writtenBy(writer: Writer, entity: (typeof SAVABLE)[number]): Promise<string> {
    switch (entity) {
      case 'Patient':
        return (await writer.patient()).id;
      case 'DataSample': {
        const id = randomUUID();
        await writer.dataSample(await writer.patient(), { id });
        return id;
      }
      case 'HealthcareElement':
        return (await writer.healthcareElement(await writer.patient())).id;
      case 'Notification':
        return (await writer.notification()).id;
      default:
        return entity satisfies never;
    }
  }
});
