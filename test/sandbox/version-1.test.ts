/** The first version of the API: its own routes and answers, on the same data and with the same events as the second. */
import assert from 'node:assert/strict';
import type { JsonObject } from '../../src/model/json';
import { createSandbox, type Sandbox } from '../../sandbox';
import { entity, sharedBy } from './entities';
import { NotificationClient, refusedUpgrade } from './notification-client';
import { objectOf, request, RestClient } from './rest';

const UNKNOWN = '11111111-1111-4111-8111-111111111111';

/** An entity that is shared the old way. */
function legacy(delegates: readonly string[], values: JsonObject = {}): JsonObject & { id: string } {
  const delegations = Object.fromEntries(delegates.map((id) => [id, [delegation(id)]]));
  return entity([], { securityMetadata: null, delegations, ...values });
}

function delegation(delegatedTo: string): JsonObject {
  return { owner: 'owner', delegatedTo, key: 'encrypted', tags: [] };
}

describe('sandbox version 1', () => {
  let sandbox: Sandbox;
  let doctor: RestClient;
  let patient: RestClient;
  let second: RestClient;
  let doctorId: string;
  let patientId: string;
  const clients: NotificationClient[] = [];

  beforeEach(async () => {
    sandbox = await createSandbox();
    const [doctorAccount, patientAccount] = sandbox.accounts;
    doctor = await RestClient.of(sandbox, doctorAccount, 'v1');
    patient = await RestClient.of(sandbox, patientAccount, 'v1');
    second = await RestClient.of(sandbox, doctorAccount);
    doctorId = doctorAccount?.dataOwnerId ?? '';
    patientId = patientAccount?.dataOwnerId ?? '';
  });

  afterEach(async () => {
    await Promise.all(clients.splice(0).map((client) => client.close()));
    await sandbox.stop();
  });

  async function oneTimeToken(client = doctor, path = '/ws/v1/notification'): Promise<string> {
    return (await client.send('GET', `/auth/token/GET/${encodeURIComponent(path)}`)).text;
  }

  async function subscribe(entityClass: string, filter: JsonObject, client = doctor): Promise<NotificationClient> {
    const path = `/ws/v1/notification/subscribe;tokenid=${await oneTimeToken(client)}`;
    const opened = await NotificationClient.openAt(sandbox, path);
    clients.push(opened);
    await opened.subscribe({
      eventTypes: ['CREATE', 'UPDATE', 'DELETE'],
      entityClass: `org.taktik.icure.entities.${entityClass}`,
      filter: { filter },
    });
    return opened;
  }

  describe('logs in', () => {
    it('and tells whom', async () => {
      const body = { username: 'hcp@sandbox.local', password: 'sandbox' };
      const answer = objectOf((await request(sandbox, 'POST', '/auth/login', { body, version: 'v1' })).text);
      const { token, refreshToken, ...others } = answer;
      assert.ok(typeof token === 'string' && typeof refreshToken === 'string');
      assert.deepEqual(others, {
        successful: true,
        groupId: 'sandbox',
        userId: sandbox.accounts[0]?.userId,
        dataOwnerId: doctorId,
        healthcarePartyId: doctorId,
        username: 'hcp@sandbox.local',
      });
    });

    for (const [what, password, status] of [
      ['a wrong password', 'not the password', 401],
      ['a password that is too short', 'short', 412],
    ] as const) {
      it(`not with ${what}, and says so`, async () => {
        const body = { username: 'hcp@sandbox.local', password };
        const answer = await request(sandbox, 'POST', '/auth/login', { body, version: 'v1' });
        assert.deepEqual([answer.status, answer.text], [status, '{"successful":false}']);
      });
    }
  });

  describe('takes a name and a password with any request', () => {
    async function basic(text: string, version: 'v1' | 'v2' = 'v1'): Promise<number> {
      const headers = { authorization: `Basic ${Buffer.from(text).toString('base64')}` };
      return (await request(sandbox, 'GET', '/user/current', { headers, version })).status;
    }

    it('in both versions', async () => {
      assert.equal(await basic('hcp@sandbox.local:sandbox'), 200);
      assert.equal(await basic('hcp@sandbox.local:sandbox', 'v2'), 200);
    });

    it('but no wrong ones', async () => {
      for (const wrong of ['hcp@sandbox.local:wrong', 'nobody:sandbox', 'hcp@sandbox.local', '']) {
        assert.equal(await basic(wrong), 401, wrong);
      }
    });

    it('unless logins are to be refused', async () => {
      sandbox.faults.refuseLogin = 429;
      assert.equal(await basic('hcp@sandbox.local:sandbox'), 429);
    });

    it('when its tokens have ended, as MedTech SDKs do', async () => {
      sandbox.expireTokens();
      assert.equal((await doctor.send('GET', '/user/current')).status, 401);
      assert.equal(await basic('hcp@sandbox.local:sandbox'), 200);
    });
  });

  describe('has one-time tokens', () => {
    it('that are plain text and open one socket', async () => {
      const { text, headers } = await doctor.send('GET', '/auth/token/GET/%2Fws%2Fv1%2Fnotification');
      assert.match(headers.get('content-type') ?? '', /^text\/plain/);
      const path = `/ws/v1/notification/subscribe;tokenid=${text}`;
      clients.push(await NotificationClient.openAt(sandbox, path));
      assert.equal(sandbox.sockets[0]?.login, 'hcp@sandbox.local');
      assert.equal((await refusedUpgrade(sandbox, { path })).status, 401);
    });

    it('that do not open other paths, and are used up by the attempt', async () => {
      const token = await oneTimeToken(doctor, '/ws/v2/notification');
      for (const version of ['v1', 'v2']) {
        const path = `/ws/${version}/notification/subscribe;tokenid=${token}`;
        assert.deepEqual(await refusedUpgrade(sandbox, { path }), { status: 401, body: '{"message":"Invalid token"}' });
      }
    });

    it('that are not logged', async () => {
      const token = await oneTimeToken();
      clients.push(await NotificationClient.openAt(sandbox, `/ws/v1/notification/subscribe;tokenid=${token}`));
      assert.ok(sandbox.requests.some(({ path }) => path === '/ws/v1/notification/subscribe'));
      assert.ok(!JSON.stringify(sandbox.requests).includes(token));
    });
  });

  describe('shares by legacy delegations', () => {
    it('what is created with them', async () => {
      const { id } = await doctor.write('POST', '/patient', legacy([doctorId]));
      assert.equal((await doctor.send('GET', `/patient/${id}`)).status, 200);
      assert.equal((await patient.send('GET', `/patient/${id}`)).status, 403);
    });

    for (const [kind, body] of [
      ['patient', [delegation('PATIENT')]],
      ['helement', [delegation('PATIENT')]],
      ['contact', delegation('PATIENT')],
    ] as const) {
      it(`and adds one to a ${kind}`, async () => {
        const { id } = await doctor.write('POST', `/${kind}`, legacy([doctorId]));
        const sent = JSON.parse(JSON.stringify(body).replace('PATIENT', patientId)) as unknown;
        assert.equal((await patient.send('POST', `/${kind}/${id}/delegate`, { body: sent })).status, 403);
        const { delegations, rev } = await doctor.write('POST', `/${kind}/${id}/delegate`, sent);
        assert.deepEqual(delegations, { [doctorId]: [delegation(doctorId)], [patientId]: [delegation(patientId)] });
        assert.match(rev, /^2-/);
        assert.equal((await patient.send('GET', `/${kind}/${id}`)).status, 200);
      });
    }

    it('and reads what was shared the new way, which a legacy change may not touch', async () => {
      const sent = entity([], sharedBy({ delegate: doctorId }));
      const { id, securityMetadata, ...rest } = await second.write('POST', '/patient', sent);
      const read = await doctor.ask('GET', `/patient/${id}`);
      assert.deepEqual(read.securityMetadata, securityMetadata);
      assert.equal((await doctor.send('PUT', '/patient', { body: { id, ...rest } })).status, 400);
    });
  });

  describe('sends', () => {
    const ofDoctor = () => ({ $type: 'PatientByHcPartyFilter', healthcarePartyId: doctorId });

    it('to its sockets what either version writes, and to sockets of the other what it writes itself', async () => {
      const first = await subscribe('Patient', ofDoctor());
      const other = await NotificationClient.subscribe(sandbox, second.token, {
        eventTypes: ['CREATE'],
        entityClass: 'org.taktik.icure.entities.Patient',
        filter: { filter: ofDoctor() },
      });
      clients.push(other);
      const old = await doctor.write('POST', '/patient', legacy([doctorId]));
      const current = await second.write('POST', '/patient', entity([doctorId]));
      await doctor.write('POST', '/patient', legacy([patientId]));
      await doctor.send('DELETE', `/patient/${old.id}`);
      assert.deepEqual(await first.ids(3), [old.id, current.id, old.id]);
      assert.deepEqual(await other.ids(2), [old.id, current.id]);
      const deleted = first.entities()[2];
      assert.ok(typeof deleted?.deletionDate === 'number');
    });

    it('nothing to a data owner who stands in no delegation', async () => {
      const socket = await subscribe('Patient', { $type: 'PatientByIdsFilter', ids: [UNKNOWN] }, patient);
      await doctor.write('POST', '/patient', legacy([doctorId], { id: UNKNOWN }));
      await doctor.write('POST', `/patient/${UNKNOWN}/delegate`, [delegation(patientId)]);
      const event = await socket.event(0);
      assert.ok(typeof event.rev === 'string');
      assert.match(event.rev, /^2-/);
    });

    it('a service written into a new contact as created again, and an ended one as deleted', async () => {
      const filter = { $type: 'ServiceByHcPartyFilter', hcpId: doctorId };
      const socket = await subscribe('embed.Service', filter);
      const services = [
        { id: UNKNOWN, comment: 'first', modified: 1 },
        { id: UNKNOWN, comment: 'second', modified: 2 },
        { id: UNKNOWN, modified: 3, endOfLife: 3 },
      ];
      for (const service of services) {
        await doctor.write('POST', '/contact', legacy([doctorId], { services: [service] }));
        const { rows } = await doctor.ask('POST', '/contact/service/filter', { filter });
        assert.equal(Array.isArray(rows) && rows.length, 1);
      }
      await socket.ids(3);
      assert.deepEqual(
        socket.entities().map(({ comment, endOfLife, delegations }) => [comment, endOfLife, delegations]),
        services.map(({ comment, endOfLife }) => [comment, endOfLife, { [doctorId]: [delegation(doctorId)] }]),
      );
    });
  });

  describe('deletes', () => {
    for (const kind of ['patient', 'contact', 'helement', 'maintenancetask', 'hcparty']) {
      it(`several of ${kind} at once, and tells their revisions`, async () => {
        const ids = [];
        for (const values of [legacy([doctorId]), legacy([doctorId])]) {
          ids.push((await doctor.write('POST', `/${kind}`, values)).id);
        }
        const revisions = await doctor.askList('DELETE', `/${kind}/${[...ids, UNKNOWN].join(',')}`);
        assert.deepEqual(
          revisions.map((revision) => Object.keys(revision as JsonObject)),
          ids.map(() => ['id', 'rev']),
        );
        const { deletionDate, rev } = await doctor.ask('GET', `/${kind}/${ids[0]}`);
        assert.ok(typeof deletionDate === 'number');
        assert.equal(rev, (revisions[0] as JsonObject).rev);
      });
    }

    it('one alone, or refuses to', async () => {
      const { id } = await doctor.write('POST', '/patient', legacy([doctorId]));
      assert.equal((await patient.send('DELETE', `/patient/${id}`)).status, 403);
      assert.equal((await doctor.askList('DELETE', `/patient/${id}`)).length, 1);
      assert.equal((await doctor.send('DELETE', `/patient/${UNKNOWN}`)).status, 404);
    });

    it('users and devices one by one', async () => {
      for (const kind of ['user', 'device']) {
        const { id } = await doctor.write('POST', `/${kind}`, { id: UNKNOWN, login: 'new', email: 'new' });
        assert.deepEqual(Object.keys(await doctor.ask('DELETE', `/${kind}/${id}`)), ['id', 'rev']);
      }
    });

    it('patients that can be undeleted', async () => {
      const { id } = await doctor.write('POST', '/patient', legacy([doctorId]));
      await doctor.askList('DELETE', `/patient/${id}`);
      const [revision] = await doctor.askList('PUT', `/patient/undelete/${id},${UNKNOWN}`);
      assert.deepEqual(Object.keys(revision as JsonObject), ['id', 'rev']);
      assert.equal((await doctor.ask('GET', `/patient/${id}`)).deletionDate, undefined);
    });
  });

  it('pages what a filter finds, and tells how much that is', async () => {
    const ids: string[] = [];
    for (let count = 0; count < 5; count += 1) {
      ids.push((await doctor.write('POST', '/helement', legacy([doctorId]))).id);
    }
    const filter = { $type: 'FilterChain', filter: { $type: 'HealthElementByHcPartyFilter', hcpId: doctorId } };
    const found: unknown[] = [];
    let start: unknown = '';
    while (typeof start === 'string') {
      const query = start === '' ? '' : `&startDocumentId=${start}`;
      const page = await doctor.ask('POST', `/helement/filter?limit=2${query}`, filter);
      assert.deepEqual([page.pageSize, page.totalSize], [2, 5]);
      assert.ok(Array.isArray(page.rows));
      found.push(...page.rows.map((row) => (row as JsonObject).id));
      start = (page.nextKeyPair as JsonObject | undefined)?.startKeyDocId;
    }
    assert.deepEqual(found, [...ids].sort());
    const { pageSize, totalSize } = await second.ask('POST', '/helement/filter', filter);
    assert.deepEqual([pageSize, totalSize], [undefined, undefined]);
  });

  it('finds exchange keys by the data owner that they are for', async () => {
    const [own, other] = [`${'0'.repeat(300)}${'a'.repeat(32)}`, `${'0'.repeat(300)}${'b'.repeat(32)}`];
    const party = await doctor.ask('GET', `/hcparty/${doctorId}`);
    assert.deepEqual(party.aesExchangeKeys, {});
    await doctor.write('PUT', '/hcparty', {
      ...party,
      publicKey: other,
      aesExchangeKeys: { [own]: { [patientId]: { [other]: 'encrypted' }, [doctorId]: { [own]: 'own' } } },
      hcPartyKeys: { [patientId]: ['for the delegator', 'for the delegate'] },
    });
    assert.deepEqual(await patient.ask('GET', `/hcparty/${patientId}/aesExchangeKeys`), {
      [doctorId]: { ['a'.repeat(32)]: { ['b'.repeat(32)]: 'encrypted' }, ['b'.repeat(32)]: { '': 'for the delegate' } },
    });
    assert.deepEqual(await patient.ask('GET', `/hcparty/${patientId}/keys`), { [doctorId]: 'for the delegate' });
    for (const kind of ['patient', 'device']) {
      assert.deepEqual(await patient.ask('GET', `/${kind}/${patientId}/aesExchangeKeys`), {});
    }
  });

  it('asks for several at once: by ids, in batches, and services', async () => {
    const [first, other] = [legacy([doctorId]), legacy([doctorId])];
    assert.equal((await doctor.askList('POST', '/helement/batch', [first, other])).length, 2);
    assert.equal((await doctor.askList('POST', '/helement/byIds', { ids: [first.id, UNKNOWN, other.id] })).length, 2);
    const created = await doctor.askList('POST', '/patient/bulk', [legacy([doctorId])]);
    assert.deepEqual(Object.keys(created[0] as JsonObject), ['id', 'rev']);
    assert.equal((await doctor.askList('GET', `/hcparty/byIds/${doctorId},${UNKNOWN}`)).length, 1);
    await doctor.write('POST', '/contact', legacy([doctorId], { services: [{ id: UNKNOWN }] }));
    const [service] = await doctor.askList('POST', '/contact/service/byIds', { ids: [UNKNOWN] });
    assert.deepEqual((service as JsonObject).content, {});
  });

  it('tells whether a token is good', async () => {
    const userId = sandbox.accounts[0]?.userId ?? '';
    const { text: token } = await doctor.send('POST', `/user/token/${userId}/key`);
    for (const [sent, isGood] of [
      [token, 'true'],
      ['another', 'false'],
    ] as const) {
      assert.equal((await doctor.send('GET', `/user/token/${userId}`, { headers: { token: sent } })).text, isGood);
    }
  });

  for (const [method, path] of [
    ['POST', '/maintenancetask/match'],
    ['POST', '/maintenancetask/byIds'],
    ['POST', '/user/byIds'],
    ['POST', '/patient/delete/batch'],
    ['PUT', '/patient/bulkSharedMetadataUpdate'],
    ['DELETE', `/patient/purge/${UNKNOWN}`],
    ['GET', '/dataowner/current/hierarchy'],
    ['PUT', '/exchangedatamap/batch'],
  ] as const) {
    it(`has no ${method} ${path}`, async () => {
      assert.equal((await doctor.send(method, path, { body: method === 'GET' ? undefined : {} })).status, 404);
    });
  }
});
