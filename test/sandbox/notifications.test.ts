import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { createSandbox, type Sandbox, type SandboxOptions } from '../../sandbox';
import type { JsonObject } from '../../src/model/json';
import { eventually } from '../support/eventually';
import { entity, randomKey, sharedBy } from './entities';
import { NotificationClient, refusedUpgrade } from './notification-client';
import { login, request, RestClient } from './rest';

const EVERYTHING = ['CREATE', 'UPDATE', 'DELETE'];
const PACKAGE = 'org.taktik.icure.entities.';

describe('sandbox notifications', function () {
  this.timeout(60_000);
  let sandbox: Sandbox;
  let doctor: RestClient;
  let doctorId: string;
  let clients: NotificationClient[];

  async function start(options: SandboxOptions = {}): Promise<void> {
    sandbox = await createSandbox(options);
    doctor = await RestClient.of(sandbox, sandbox.accounts[0]);
    doctorId = sandbox.accounts[0]?.dataOwnerId ?? '';
    clients = [];
  }

  beforeEach(() => start());

  afterEach(async () => {
    for (const { socket } of clients) socket.terminate();
    await sandbox.stop();
  });

  async function restart(options: SandboxOptions): Promise<void> {
    await sandbox.stop();
    await start(options);
  }

  /** A subscription of the doctor. */
  async function subscribe(
    entityClass: string,
    filter: JsonObject | undefined,
    { eventTypes = EVERYTHING, token = doctor.token, accessControlKeys = null as string[] | null } = {},
  ): Promise<NotificationClient> {
    const client = await NotificationClient.subscribe(sandbox, token, {
      eventTypes,
      entityClass: `${PACKAGE}${entityClass}`,
      ...(filter === undefined ? {} : { filter: { filter, predicate: null } }),
      accessControlKeys,
    });
    clients.push(client);
    return client;
  }

  const ownPatients = () => ({ $type: 'PatientByHcPartyFilter', healthcarePartyId: doctorId });
  const ownServices = () => ({ $type: 'ServiceByHcPartyFilter', hcpId: doctorId });

  describe('events', () => {
    it('go to the subscriptions for their type', async () => {
      const [creations, updates, deletions] = await Promise.all(
        EVERYTHING.map((eventType) => subscribe('Patient', ownPatients(), { eventTypes: [eventType] })),
      );
      assert.ok(creations !== undefined && updates !== undefined && deletions !== undefined);
      const created = await doctor.write('POST', '/patient', entity([doctorId]));
      const modified = await doctor.write('PUT', '/patient', { ...created, firstName: 'Bob' });
      const { rev } = await doctor.write('DELETE', `/patient/${created.id}`);
      const undeleted = await doctor.write('POST', `/patient/undelete/${created.id}?rev=${rev}`);
      await doctor.write('DELETE', `/patient/purge/${created.id}?rev=${undeleted.rev}`);

      await deletions.ids(2);
      assert.deepEqual(creations.entities(), [created]);
      assert.deepEqual(updates.entities(), [modified, undeleted]);
      const [softly, forGood] = deletions.entities();
      assert.equal(softly?.rev, rev);
      assert.ok(typeof softly.deletionDate === 'number');
      assert.equal(softly.firstName, 'Bob');
      assert.equal(forGood?.id, created.id);
      assert.ok(typeof forGood.deletionDate === 'number');
    });

    it('come for every class that can be subscribed to', async () => {
      for (const [entityClass, path, filter] of [
        ['HealthElement', 'helement', { $type: 'HealthElementByHcPartyFilter', hcpId: doctorId }],
        ['MaintenanceTask', 'maintenancetask', { $type: 'MaintenanceTaskAfterDateFilter', date: 0 }],
        ['Contact', 'contact', { $type: 'ContactByHcPartyFilter', hcpId: doctorId }],
        ['User', 'user', { $type: 'AllUsersFilter' }],
        ['HealthcareParty', 'hcparty', { $type: 'AllHealthcarePartiesFilter' }],
        ['Device', 'device', { $type: 'AllDevicesFilter' }],
      ] as const) {
        const client = await subscribe(entityClass, filter);
        const created = await doctor.write('POST', `/${path}`, entity([doctorId]));
        await doctor.write('PUT', `/${path}`, created);
        await doctor.write('DELETE', `/${path}/${created.id}`);
        assert.deepEqual(await client.ids(3), [created.id, created.id, created.id], entityClass);
        await client.close();
      }
    });

    it('come only for what passes the filter', async () => {
      const wanted = randomUUID();
      const client = await subscribe('Patient', { $type: 'PatientByIdsFilter', ids: [wanted] });
      await doctor.write('POST', '/patient', entity([doctorId]));
      await doctor.write('POST', '/patient', entity([doctorId], { id: wanted }));
      assert.deepEqual(await client.ids(1), [wanted]);
    });

    it('come only for what passes the predicate beside the filter', async () => {
      const client = await NotificationClient.subscribe(sandbox, doctor.token, {
        eventTypes: EVERYTHING,
        entityClass: `${PACKAGE}Patient`,
        filter: {
          filter: ownPatients(),
          predicate: { $type: 'KeyValuePredicate', key: 'firstName', operator: 'EQUAL', value: 'Bob' },
        },
      });
      clients.push(client);
      await doctor.write('POST', '/patient', entity([doctorId]));
      const { id } = await doctor.write('POST', '/patient', entity([doctorId], { firstName: 'Bob' }));
      assert.deepEqual(await client.ids(1), [id]);
    });

    it('come without a filter, too', async () => {
      const client = await subscribe('Patient', undefined);
      const { id } = await doctor.write('POST', '/patient', entity([doctorId]));
      assert.deepEqual(await client.ids(1), [id]);
    });

    it('come only for what is shared with the subscriber', async () => {
      const patientUser = sandbox.accounts[1] ?? assert.fail();
      const { token } = await login(sandbox, patientUser);
      const key = randomKey();
      const [byName, byKey] = await Promise.all([
        subscribe('Patient', undefined, { token }),
        subscribe(
          'Patient',
          { ...ownPatients(), healthcarePartyId: patientUser.dataOwnerId },
          { token, accessControlKeys: [key] },
        ),
      ]);
      await doctor.write('POST', '/patient', entity([doctorId]));
      const forKey = await doctor.write('POST', '/patient', { ...entity([]), ...sharedBy({ accessControlKey: key }) });
      const forName = await doctor.write('POST', '/patient', entity([patientUser.dataOwnerId]));
      assert.deepEqual(await byName.ids(1), [forName.id]);
      assert.deepEqual(await byKey.ids(2), [forKey.id, forName.id]);
    });

    it('tell a new delegate of an entity as an update', async () => {
      const patientUser = sandbox.accounts[1] ?? assert.fail();
      const { token } = await login(sandbox, patientUser);
      const key = randomKey();
      const created = await doctor.write('POST', '/patient', {
        ...entity([]),
        ...sharedBy({ delegate: doctorId, accessControlKey: key }),
      });
      const updates = await subscribe('Patient', undefined, { token, eventTypes: ['UPDATE'] });
      const { securityMetadata } = created;
      assert.ok(typeof created.id === 'string' && typeof securityMetadata === 'object' && securityMetadata !== null);
      const parents = Object.keys((securityMetadata as { secureDelegations: object }).secureDelegations);
      await doctor.askList('PUT', '/patient/bulkSharedMetadataUpdate', {
        requestsByEntityId: {
          [created.id]: {
            requests: { r: { share: { accessControlKeys: [randomKey()], explicitDelegate: patientUser.dataOwnerId } } },
            potentialParentDelegations: parents,
          },
        },
      });
      assert.deepEqual(await updates.ids(1), [created.id]);
    });

    it('come for users when a token is issued', async () => {
      const client = await subscribe('User', { $type: 'AllUsersFilter' }, { eventTypes: ['UPDATE'] });
      const { userId } = sandbox.accounts[0] ?? assert.fail();
      const { text: token } = await doctor.send('POST', `/user/token/${userId}/key`);
      assert.deepEqual(await client.ids(1), [userId]);
      assert.ok(!client.frames.some((frame) => frame.includes(token)));
    });
  });

  describe('events of services', () => {
    async function channels() {
      const [created, updated, deleted] = await Promise.all(
        EVERYTHING.map((eventType) => subscribe('embed.Service', ownServices(), { eventTypes: [eventType] })),
      );
      assert.ok(created !== undefined && updated !== undefined && deleted !== undefined);
      // A last contact, whose service tells that no event is still on its way.
      const finish = async () => {
        const ids = { created: randomUUID(), deleted: randomUUID() };
        await doctor.write('POST', '/contact', entity([doctorId], { services: [{ id: ids.created }] }));
        await doctor.write('POST', '/contact', entity([doctorId], { services: [{ id: ids.deleted, endOfLife: 1 }] }));
        return eventually('the last events', () => {
          assert.equal(created.entities().at(-1)?.id, ids.created);
          assert.equal(deleted.entities().at(-1)?.id, ids.deleted);
          const idsOf = (client: NotificationClient) => client.entities().map(({ id }) => id);
          return {
            created: idsOf(created).slice(0, -1),
            updated: idsOf(updated),
            deleted: idsOf(deleted).slice(0, -1),
          };
        });
      };
      return { created, finish };
    }

    it('are derived from the creation of their contact', async () => {
      const { created, finish } = await channels();
      const contact = await doctor.write(
        'POST',
        '/contact',
        entity([doctorId], { services: [{ id: 'a' }, { id: 'b' }, { id: 'ended', endOfLife: 1 }] }),
      );
      assert.deepEqual(await finish(), { created: ['a', 'b'], updated: [], deleted: ['ended'] });
      const [first] = created.entities();
      assert.equal(first?.contactId, contact.id);
      assert.deepEqual(first.securityMetadata, contact.securityMetadata);
    });

    for (const [onModify, expected] of [
      ['none', { created: ['a', 'b', 'new'], updated: [], deleted: ['b'] }],
      ['UPDATE', { created: ['a', 'b', 'new'], updated: ['a'], deleted: ['b'] }],
      ['CREATE', { created: ['a', 'b', 'a', 'new'], updated: [], deleted: ['b'] }],
    ] as const) {
      it(`are derived from the modification of their contact, with ${onModify} for those that were there`, async () => {
        await restart({ serviceEventsOnModify: onModify });
        const { finish } = await channels();
        const contact = await doctor.write(
          'POST',
          '/contact',
          entity([doctorId], { services: [{ id: 'a' }, { id: 'b' }] }),
        );
        const services = [{ id: 'a' }, { id: 'b', endOfLife: 1 }, { id: 'new' }];
        const modified = await doctor.write('PUT', '/contact', { ...contact, services });
        if (onModify === 'none') await doctor.write('PUT', '/contact', modified);
        assert.deepEqual(await finish(), expected);
      });
    }

    it('are derived from the deletion of their contact', async () => {
      const { finish } = await channels();
      const { id } = await doctor.write(
        'POST',
        '/contact',
        entity([doctorId], { services: [{ id: 'a' }, { id: 'b' }] }),
      );
      await doctor.write('DELETE', `/contact/${id}`);
      assert.deepEqual(await finish(), { created: ['a', 'b'], updated: [], deleted: ['a', 'b'] });
    });
  });

  describe('subscriptions', () => {
    for (const [what, frame, reason] of [
      ['no JSON', 'pong', /Invalid parameters/],
      ['no object', '[]', /Invalid parameters/],
      ['an unknown event type', { eventTypes: ['READ'], entityClass: `${PACKAGE}Patient` }, /Invalid parameters/],
      ['no event types', { entityClass: `${PACKAGE}Patient` }, /Invalid parameters/],
      ['an unknown class', { eventTypes: ['CREATE'], entityClass: `${PACKAGE}Nothing` }, /Unsupported/],
      [
        'a filter of another class',
        { eventTypes: ['CREATE'], entityClass: `${PACKAGE}Patient`, filter: { filter: { $type: 'AllUsersFilter' } } },
        /Unsupported filter/,
      ],
      [
        'an unknown predicate',
        {
          eventTypes: ['CREATE'],
          entityClass: `${PACKAGE}User`,
          filter: { filter: { $type: 'AllUsersFilter' }, predicate: {} },
        },
        /Invalid parameters/,
      ],
      [
        'an unknown filter',
        { eventTypes: ['CREATE'], entityClass: `${PACKAGE}Patient`, filter: { filter: { $type: 'Nonsense' } } },
        /Invalid parameters/,
      ],
      [
        'a filter that cannot be matched live',
        {
          eventTypes: ['CREATE'],
          entityClass: `${PACKAGE}embed.Service`,
          filter: {
            filter: {
              $type: 'ServiceByHcPartyHealthElementIdsFilter',
              healthcarePartyId: 'a',
              healthElementIds: ['b'],
            },
          },
        },
        /websocket/,
      ],
    ] as const) {
      it(`with ${what} are refused with 4400`, async () => {
        const client = await NotificationClient.open(sandbox, doctor.token);
        clients.push(client);
        client.socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
        const { code, reason: given } = await client.ended();
        assert.equal(code, 4400);
        assert.match(given, reason);
        assert.deepEqual(client.frames, []);
      });
    }

    it('are accepted as a binary frame', async () => {
      const client = await NotificationClient.open(sandbox, doctor.token);
      clients.push(client);
      client.socket.send(Buffer.from(JSON.stringify({ eventTypes: ['CREATE'], entityClass: `${PACKAGE}Patient` })));
      await client.firstPing();
    });

    it('are one for a socket', async () => {
      const client = await subscribe('Patient', ownPatients());
      client.socket.send(JSON.stringify({ eventTypes: EVERYTHING, entityClass: `${PACKAGE}User` }));
      client.socket.send('anything');
      await doctor.write('POST', '/user', { id: 'u', login: 'u' });
      const { id } = await doctor.write('POST', '/patient', entity([doctorId]));
      assert.deepEqual(await client.ids(1), [id]);
    });

    it('are shown with who made them', async () => {
      await subscribe('Patient', ownPatients(), { eventTypes: ['CREATE'] });
      const [socket] = sandbox.sockets;
      assert.equal(socket?.login, sandbox.accounts[0]?.login);
      assert.deepEqual(socket?.subscription?.eventTypes, ['CREATE']);
      assert.equal(socket.subscription.entityClass, 'Patient');
      assert.deepEqual(socket.subscription.filter, ownPatients());
    });
  });

  describe('sockets', () => {
    it('are refused without a valid token, before they are upgraded', async () => {
      assert.deepEqual(await refusedUpgrade(sandbox), { status: 401, body: '' });
      const body = '{"message":"Jwt did not pass validation"}';
      assert.deepEqual(await refusedUpgrade(sandbox, { token: 'nonsense' }), { status: 401, body });
      sandbox.expireTokens();
      assert.deepEqual(await refusedUpgrade(sandbox, { token: doctor.token }), { status: 401, body });
      assert.equal((await refusedUpgrade(sandbox, { path: '/ws/v2/other', token: doctor.token })).status, 404);
    });

    it('are opened by a token in the query, and by a one-time token once', async () => {
      const { text: oneTimeToken } = await doctor.send('GET', '/auth/token/GET/%2Fws%2Fv2%2Fnotification%2Fsubscribe');
      const paths = [`?jwt=${doctor.token}`, `;tokenid=${oneTimeToken}`].map(
        (parameter) => `/ws/v2/notification/subscribe${parameter}`,
      );
      for (const path of paths) await assert.rejects(refusedUpgrade(sandbox, { path }), /not refused/);
      assert.deepEqual(await refusedUpgrade(sandbox, { path: paths[1] ?? '' }), {
        status: 401,
        body: '{"message":"Invalid token"}',
      });
    });

    it('are opened by a client whose server address ends with a slash', async () => {
      const withSlash = { url: `${sandbox.url}/` };
      assert.equal((await request(withSlash, 'GET', '/user/current', { token: doctor.token })).status, 200);
      const client = await NotificationClient.open(withSlash, doctor.token);
      clients.push(client);
    });

    it('outlive their token', async () => {
      const client = await subscribe('Patient', ownPatients());
      sandbox.expireTokens();
      const again = await RestClient.of(sandbox, sandbox.accounts[0]);
      const { id } = await again.write('POST', '/patient', entity([doctorId]));
      assert.deepEqual(await client.ids(1), [id]);
    });

    it('are pinged at once and again and again', async () => {
      await restart({ pingInterval: 20 });
      const client = await subscribe('Patient', ownPatients());
      await eventually('three pings', () => {
        assert.ok(client.frames.length >= 3);
      });
      assert.deepEqual(new Set(client.frames), new Set(['ping']));
    });

    it('are not pinged before they have subscribed', async () => {
      await restart({ pingInterval: 10, pongTimeout: 10 });
      const silent = await NotificationClient.open(sandbox, doctor.token);
      clients.push(silent);
      const subscribed = await subscribe('Patient', ownPatients());
      await eventually('three pings elsewhere', () => {
        assert.ok(subscribed.frames.length >= 3);
      });
      assert.deepEqual(silent.frames, []);
      assert.equal(silent.closed, undefined);
    });

    it('are dropped when pings are not answered', async () => {
      await restart({ pingInterval: 20, pongTimeout: 200 });
      const answering = await subscribe('Patient', ownPatients());
      const client = await NotificationClient.open(sandbox, doctor.token);
      clients.push(client);
      client.answersPings = false;
      client.socket.send(JSON.stringify({ eventTypes: EVERYTHING, entityClass: `${PACKAGE}Patient` }));
      assert.equal((await client.ended()).code, 1006);
      assert.equal(answering.closed, undefined);
      await eventually('the sandbox forgets the socket', () => {
        assert.equal(sandbox.sockets.length, 1);
      });
    });

    it('can be closed and dropped by a test', async () => {
      const [closed, dropped] = [await subscribe('Patient', undefined), await subscribe('Patient', undefined)];
      const [first, second] = sandbox.sockets;
      first?.close(4401, 'You must be authenticated to use this method');
      assert.deepEqual(await closed.ended(), { code: 4401, reason: 'You must be authenticated to use this method' });
      second?.terminate();
      assert.equal((await dropped.ended()).code, 1006);
    });

    it('can be sent text and garbage by a test', async () => {
      const client = await subscribe('Patient', undefined);
      const [socket] = sandbox.sockets;
      socket?.send('{"id":"made up"}');
      assert.deepEqual(await client.ids(1), ['made up']);
      const failed = new Promise((resolve) => client.socket.once('error', resolve));
      socket?.sendBytes(Buffer.from('HTTP/1.1 502 Bad Gateway\r\n\r\n'));
      assert.match(String(await failed), /frame/i);
    });
  });
});
