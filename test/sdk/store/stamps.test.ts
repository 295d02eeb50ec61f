import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FailureError } from '../../../src/model/failure';
import { versionOf } from '../../../src/model/version';
import type { SdkSession } from '../../../src/sdk/port';
import { Login } from '../../../src/sdk/server/login';
import { Rest } from '../../../src/sdk/server/rest';
import { Limit } from '../../../src/sdk/store/limit';
import { StoreRequests } from '../../../src/sdk/store/requests';
import { readStamps } from '../../../src/sdk/store/stamps';
import { eventually } from '../../support/eventually';
import { unshare } from '../../support/server-changes';
import { SAVABLE, save, StoreStage } from './stage';

describe('versions of entities', () => {
  let stage: StoreStage;
  let session: SdkSession;
  let patient: string;

  before(async () => {
    stage = await StoreStage.open();
    session = await stage.connect(stage.newAccount());
    patient = (await save(session, 'Patient', { lastName: 'Subject' })).id;
  });
  afterEach(() => {
    stage.sandbox.faults.refuseAll = undefined;
    stage.sandbox.faults.hangRequests = false;
  });
  after(() => stage.end());

  for (const entity of SAVABLE) {
    it(`are those of the ${entity} that was saved, changed and deleted`, async () => {
      const payload = entity === 'Notification' ? { type: 'OTHER' } : entity === 'Patient' ? { lastName: 'Snow' } : {};
      const { id } = await save(session, entity, payload, { patient });
      const created = await session.store.get(entity, [id]);
      const [before] = await session.store.stamps(entity, [id]);
      const { rev, payload: content } = created[0] ?? assert.fail('It is not there.');
      const { batchId, modified } = content;
      assert.deepEqual(before, {
        id,
        isDeleted: false,
        version: versionOf(entity, { rev, contactId: batchId, modified }),
      });
      await session.store.delete({ entity, items: [{ id }] });
      const [after] = await session.store.stamps(entity, [id]);
      assert(after && before);
      assert.equal(after.isDeleted, true);
      assert(after.version.order > before.version.order);
    });
  }

  it('are asked for in few requests, of the server alone', async () => {
    const ids = [...Array.from({ length: 1_200 }, () => randomUUID()), patient];
    const before = stage.sandbox.requests.length;
    const stamps = await session.store.stamps('Patient', ids);
    assert.deepEqual(
      stage.sandbox.requests.slice(before).map(({ method, path }) => `${method} ${path}`),
      Array.from({ length: 3 }, () => 'POST /rest/v2/patient/byIds'),
    );
    assert.deepEqual(
      stamps.map((stamp) => stamp?.id),
      ids.map((id) => (id === patient ? id : undefined)),
    );
  });

  it('are not told of what this user may not read', async () => {
    const { id } = await save(session, 'Patient', { lastName: 'Lost' });
    unshare(stage.sandbox, 'Patient', id, session.identity.dataOwnerId);
    assert.deepEqual(await session.store.stamps('Patient', [id]), [undefined]);
  });

  it('are asked for with no more requests under way than the account allows', async () => {
    const alone = await stage.connect(stage.newAccount(), { concurrency: 2 });
    const before = stage.sandbox.requests.length;
    stage.sandbox.faults.hangRequests = true;
    const asked = alone.store
      .stamps(
        'Patient',
        Array.from({ length: 2_000 }, () => randomUUID()),
      )
      .catch((error: unknown) => error);
    await eventually('the first requests', () => {
      assert.equal(stage.sandbox.requests.length - before, 2);
    });
    await alone.close();
    const outcome = await asked;
    assert(outcome instanceof FailureError);
    assert.equal(outcome.code, 'closed');
    assert.equal(stage.sandbox.requests.length - before, 2);
  });

  for (const [status, code] of [
    [503, 'server-error'],
    [403, 'forbidden'],
    [404, 'protocol'],
  ] as const) {
    it(`are not taken for missing when the server answers ${status} to everything`, async () => {
      stage.sandbox.faults.refuseAll = status;
      await assert.rejects(session.store.stamps('Patient', [patient]), { code });
    });
  }

  describe('from a server of another kind', () => {
    let answer: unknown;
    let text: string | undefined;
    const server = createServer((request, response) => {
      request.resume();
      const isLogin = request.url?.includes('/auth/login') === true;
      const found = isLogin ? { token: 'a.b.c', refreshToken: 'r' } : answer;
      response.statusCode = request.url?.includes('/user/matches') === true ? 404 : 200;
      response.end(isLogin ? JSON.stringify(found) : (text ?? JSON.stringify(found)));
    });
    const closing = new AbortController();
    let requests: StoreRequests;

    before(async () => {
      await new Promise<void>((resolve) => {
        server.listen(0, '127.0.0.1', resolve);
      });
      const { port } = server.address() as AddressInfo;
      const place = { url: `http://127.0.0.1:${port}`, tls: undefined, timeout: 10_000 };
      const login = new Login(
        place,
        { userName: 'somebody', secret: { kind: 'password', value: 'secret' } },
        closing.signal,
      );
      requests = new StoreRequests(new Rest(place, login, closing.signal), new Limit(4), undefined, closing.signal);
    });
    beforeEach(() => {
      text = undefined;
    });
    after(
      () =>
        new Promise<void>((resolve) => {
          closing.abort();
          server.close(() => {
            resolve();
          });
        }),
    );

    const stamps = (ids: readonly string[]): ReturnType<typeof readStamps> =>
      readStamps({ ...CONTEXT, requests }, 'DataSample', ids);

    it('are those of the newest of several states of a data sample', async () => {
      const states = [
        { id: 's', contactId: 'c1', modified: 20 },
        { id: 's', contactId: 'c3', modified: 30, endOfLife: 30 },
        { id: 's', contactId: 'c2', modified: 30 },
        { id: 's', contactId: 'c4', modified: 10 },
      ];
      const version = versionOf('DataSample', { contactId: 'c3', modified: 30, endOfLife: 30 });
      for (const sent of [states, [...states].reverse()]) {
        answer = sent;
        assert.deepEqual(await stamps(['s', 't']), [{ id: 's', version, isDeleted: true }, undefined]);
      }
    });

    it('are not taken for missing when a proxy answers with a page of its own', async () => {
      text = '<html>Please log in</html>';
      await assert.rejects(stamps(['s']), { code: 'protocol' });
    });
  });
});

const UNUSED = (): Promise<never> => Promise.reject(new Error('No SDK is needed.'));

/** Of a session whose SDK is not to be used. */
const CONTEXT = {
  identity: { userId: 'u', dataOwnerId: 'o', dataOwnerType: 'hcp' },
  crypto: { decrypt: UNUSED, keysOf: UNUSED, newMetadata: UNUSED, patientsOf: UNUSED },
  refreshAccess: (): Promise<void> => Promise.resolve(),
} as const satisfies Omit<Parameters<typeof readStamps>[0], 'requests'>;
