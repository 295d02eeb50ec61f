import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { SandboxAccount } from '../../../sandbox';
import type { JsonObject } from '../../../src/model/json';
import type { SdkSession } from '../../../src/sdk/port';
import { RestClient } from '../../sandbox/rest';
import { purge, unshare } from '../../support/server-changes';
import { filterFor, listen } from '../cardinal/driver';
import { SAVABLE, save, SECRET, StoreStage, WITH_SECRETS } from './stage';

/** A filter on a label. */
function labelled(code: string, others: object = {}): object {
  return { criteria: [{ by: 'label', type: 'demo', code }], ...others };
}

function label(code: string): JsonObject {
  return { id: `demo|${code}|1`, type: 'demo', code, version: '1' };
}

describe('inspecting entities', () => {
  let stage: StoreStage;
  let account: SandboxAccount;
  let session: SdkSession;
  let patient: string;

  before(async () => {
    stage = await StoreStage.open();
    account = stage.newAccount();
    session = await stage.connect(account);
    patient = (await save(session, 'Patient', { lastName: 'Subject' })).id;
  });
  afterEach(() => {
    stage.sandbox.faults.refuseAll = undefined;
  });
  after(() => stage.end());

  async function purgeContact(id: string): Promise<void> {
    const rev = stage.sandbox.documents('contact').find((contact) => contact.id === id)?.rev;
    assert(typeof rev === 'string');
    await (await RestClient.of(stage.sandbox, account)).ask('DELETE', `/contact/purge/${id}?rev=${rev}`);
  }

  async function sample(code: string): Promise<string> {
    return (await save(session, 'DataSample', { labels: [label(code)] }, { patient })).id;
  }

  async function end(...ids: readonly string[]): Promise<void> {
    const outcomes = await session.store.delete({ entity: 'DataSample', items: ids.map((id) => ({ id })) });
    assert.deepEqual(
      outcomes.map(({ kind }) => kind),
      ids.map(() => 'deleted'),
    );
  }

  /** Whether a filter lets data samples through; undefined for what is not there. */
  async function passing(ids: readonly string[], filter: object): Promise<(boolean | undefined)[]> {
    const inspections = await session.store.inspect('DataSample', ids, filterFor('DataSample', filter));
    return inspections.map((inspection) => (inspection.kind === 'found' ? inspection.passes : undefined));
  }

  /** The requests that it takes. */
  async function requestsOf(work: () => Promise<unknown>): Promise<string[]> {
    const before = stage.sandbox.requests.length;
    await work();
    return stage.sandbox.requests.slice(before).map(({ method, path }) => `${method} ${path}`);
  }

  for (const entity of SAVABLE) {
    it(`gives a deleted ${entity} as its deletion tells it`, async () => {
      const { heard } = await listen(session, entity, 'DELETE');
      const { id } = await save(session, entity, WITH_SECRETS[entity], { patient });
      await session.store.delete({ entity, items: [{ id }] });
      const { payload, decrypted } = await heard.eventOf(id);
      const [inspection] = await session.store.inspect(entity, [id], filterFor(entity));
      assert(inspection?.kind === 'found');
      assert.equal(inspection.isDeleted, true);
      assert.equal(inspection.passes, true);
      assert.deepEqual(inspection.stored.payload, payload);
      assert.equal(inspection.stored.decrypted, decrypted);
      assert.equal(
        JSON.stringify(payload).includes(SECRET),
        entity !== 'DataSample',
        'of a data sample a stub is left',
      );
    });
  }

  it('tells by one answer each what is there, gone, and not for this user', async () => {
    const [there, purged, lost] = await Promise.all(
      ['There', 'Purged', 'Lost'].map(async (lastName) => (await save(session, 'Patient', { lastName })).id),
    );
    assert(there !== undefined && purged !== undefined && lost !== undefined);
    await purge(stage.sandbox, account, 'Patient', purged);
    unshare(stage.sandbox, 'Patient', lost, account.dataOwnerId);
    const ids = [randomUUID(), lost, there, purged];
    const inspections = await session.store.inspect('Patient', ids, filterFor('Patient'));
    assert.deepEqual(
      inspections.map(({ kind }) => kind),
      ['gone', 'forbidden', 'found', 'gone'],
    );
  });

  it('applies a filter to what a deleted data sample was before', async () => {
    const [wanted, unwanted] = [await sample('wanted'), await sample('unwanted')];
    await end(wanted);
    await end(unwanted);
    assert.deepEqual(await passing([wanted, unwanted, randomUUID()], labelled('wanted')), [true, false, undefined]);
    assert.deepEqual(await passing([wanted], labelled('wanted', { owner: randomUUID() })), [false]);
    assert.deepEqual(await passing([wanted, unwanted], {}), [true, true]);
  });

  it('applies it to the last state before the end, not to an earlier one', async () => {
    const { id, payload } = await save(session, 'DataSample', { labels: [label('first')] }, { patient });
    await save(session, 'DataSample', { ...payload, labels: [label('second')] });
    await end(id);
    assert.deepEqual(await passing([id], labelled('first')), [false]);
    assert.deepEqual(await passing([id], labelled('second')), [true]);
  });

  it('looks up all deleted data samples at once', async () => {
    const ids = [await sample('many'), await sample('many'), await sample('few')];
    await end(...ids);
    const requests = await requestsOf(async () => {
      assert.deepEqual(await passing(ids, labelled('many')), [true, true, false]);
    });
    assert.deepEqual(requests, [
      'POST /rest/v2/contact/service',
      'POST /rest/v2/contact/match',
      'POST /rest/v2/contact/byIds',
    ]);
    assert.deepEqual(
      await requestsOf(() => passing(ids, { criteria: [{ by: 'id', ids }] })),
      ['POST /rest/v2/contact/service'],
      'a filter on ids needs no look-up',
    );
  });

  it('lets a deletion through when it cannot be found what was before, unless it is of another owner', async () => {
    const id = await sample('purged');
    const [before] = await session.store.get('DataSample', [id]);
    await end(id);
    const contact = before?.payload.batchId;
    assert(typeof contact === 'string');
    await purgeContact(contact);
    assert.deepEqual(await passing([id], labelled('purged')), [true]);
    assert.deepEqual(await passing([id], labelled('other')), [true]);
    assert.deepEqual(await passing([id], labelled('purged', { owner: randomUUID() })), [false]);
  });

  for (const [status, code] of [
    [503, 'server-error'],
    [403, 'forbidden'],
    [404, 'protocol'],
  ] as const) {
    it(`takes nothing for gone when the server answers ${status} to everything`, async () => {
      stage.sandbox.faults.refuseAll = status;
      await assert.rejects(session.store.inspect('Patient', [patient], filterFor('Patient')), { code });
    });
  }
});
