import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { Worker } from 'node:worker_threads';
import { createSandbox, type Sandbox } from '../../../sandbox';
import { NO_CHANGES } from '../../../src/model/label-changes';
import { hostedDriver } from '../../../src/sdk/host/host';
import type { SdkSession } from '../../../src/sdk/port';
import { eventually } from '../../support/eventually';
import { filterFor, Sessions, settingsFor } from '../../support/sessions';

describe('the store in a worker', () => {
  const sessions = new Sessions(hostedDriver);
  const workers: Worker[] = [];
  let sandbox: Sandbox;
  let session: SdkSession;

  const onWorker = (worker: Worker): void => {
    workers.push(worker);
  };

  before(async () => {
    process.on('worker', onWorker);
    sandbox = await createSandbox();
  });
  beforeEach(async () => {
    const account = sandbox.addAccount({ login: `${randomUUID()}@sandbox.local`, password: 'sandbox', kind: 'hcp' });
    session = await sessions.connect(settingsFor(sandbox, account, sessions.keyFolder()));
  });
  afterEach(async () => {
    sandbox.faults.hangRequests = false;
    sandbox.faults.refuseAll = undefined;
    await sessions.end();
  });
  after(async () => {
    process.off('worker', onWorker);
    await sandbox.stop();
  });

  const saving = (): Promise<unknown> =>
    session.store.save({
      entity: 'Patient',
      payloads: [{ firstName: 'Jon' }],
      shareWith: [],
      changes: NO_CHANGES,
      retries: 0,
    });

  /** Two calls that get no answer, and what becomes of them when `end` happens. */
  async function unanswered(end: () => Promise<unknown>): Promise<{ code?: unknown; message?: unknown }[]> {
    const before = sandbox.requests.length;
    sandbox.faults.hangRequests = true;
    const calls = [saving(), session.store.get('Patient', ['x'])].map((call) => call.catch((error: unknown) => error));
    await eventually('both are under way', () => {
      assert(sandbox.requests.length - before >= 2);
    });
    await end();
    return (await Promise.all(calls)) as { code?: unknown; message?: unknown }[];
  }

  it('saves, finds and deletes', async () => {
    await saving();
    const [id = ''] = await session.store.match('Patient', filterFor('Patient'));
    const [found] = await session.store.get('Patient', [id]);
    assert.equal(found?.payload.firstName, 'Jon');
    assert.deepEqual(await session.store.delete({ entity: 'Patient', items: [{ id }] }), [{ kind: 'deleted', id }]);
  });

  it('tells versions, and what has become of what is gone', async () => {
    await saving();
    const [id = ''] = await session.store.match('Patient', filterFor('Patient'));
    const [before, none] = await session.store.stamps('Patient', [id, 'x']);
    assert(before);
    assert.equal(none, undefined);
    assert.deepEqual(before, { id, version: before.version, isDeleted: false });
    await session.store.delete({ entity: 'Patient', items: [{ id }] });
    const [found, gone] = await session.store.inspect('Patient', [id, 'x'], filterFor('Patient'));
    assert(found?.kind === 'found');
    assert.equal(found.stored.payload.firstName, 'Jon');
    assert.deepEqual([found.isDeleted, found.passes, gone], [true, true, { kind: 'gone' }]);
    assert.deepEqual(await session.store.stamps('Patient', [id]), [{ id, version: found.version, isDeleted: true }]);
    assert(found.version.order > before.version.order);
  });

  it('fails with the code of the failure', async () => {
    sandbox.faults.refuseAll = 503;
    await assert.rejects(session.store.match('Patient', filterFor('Patient')), {
      name: 'FailureError',
      code: 'server-error',
    });
  });

  it('says of what is under way when the session is closed that the outcome is not known', async () => {
    const [save, get] = await unanswered(() => session.close());
    assert.equal(save?.code, 'closed');
    assert.match(save.message as string, /not known whether it was saved/);
    assert.equal(get?.code, 'closed');
    await assert.rejects(session.store.get('Patient', ['x']), { code: 'closed' });
  });

  it('gives no answer of what is asked for when the session is closed', async () => {
    const before = sandbox.requests.length;
    sandbox.faults.hangRequests = true;
    const calls = [
      session.store.stamps('Patient', ['x']),
      session.store.inspect('Patient', ['x'], filterFor('Patient')),
    ];
    const outcomes = Promise.allSettled<unknown>(calls);
    await eventually('both are under way', () => {
      assert(sandbox.requests.length - before >= 2);
    });
    await session.close();
    for (const outcome of await outcomes) {
      assert(outcome.status === 'rejected');
      assert.equal((outcome.reason as { code?: unknown }).code, 'closed');
    }
  });

  it('says so when the thread dies', async () => {
    const [save, get] = await unanswered(async () => workers.at(-1)?.terminate());
    assert.equal(save?.code, 'sdk-crashed');
    assert.match(save.message as string, /not known whether it was saved/);
    assert.equal(get?.code, 'sdk-crashed');
    await assert.rejects(saving(), { code: 'sdk-crashed' });
    assert.deepEqual(
      sessions.failures.map(({ code }) => code),
      ['sdk-crashed'],
    );
  });
});
