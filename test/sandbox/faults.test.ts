import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { createSandbox, type Sandbox } from '../../sandbox';
import { eventually } from '../support/eventually';
import { entity } from './entities';
import { NotificationClient, refusedUpgrade } from './notification-client';
import { request, RestClient } from './rest';

const PATIENTS = { eventTypes: ['CREATE'], entityClass: 'org.taktik.icure.entities.Patient' };

describe('sandbox faults', function () {
  this.timeout(60_000);
  let sandbox: Sandbox;
  let doctor: RestClient;
  let doctorId: string;

  beforeEach(async () => {
    sandbox = await createSandbox({ pingInterval: 20, pongTimeout: 200 });
    doctor = await RestClient.of(sandbox, sandbox.accounts[0]);
    doctorId = sandbox.accounts[0]?.dataOwnerId ?? '';
  });

  afterEach(() => sandbox.stop());

  it('can refuse everything, and stop doing so', async () => {
    sandbox.faults.refuseAll = 503;
    const refused = await doctor.send('GET', '/user/current');
    assert.deepEqual([refused.status, refused.text], [503, '{"message":"Refused on request"}']);
    assert.equal((await request(sandbox, 'POST', '/auth/login')).status, 503);
    assert.equal((await refusedUpgrade(sandbox, { token: doctor.token })).status, 503);
    delete sandbox.faults.refuseAll;
    assert.equal((await doctor.send('GET', '/user/current')).status, 200);
  });

  it('can refuse upgrades only', async () => {
    sandbox.faults.refuseUpgrade = 403;
    assert.equal((await refusedUpgrade(sandbox, { token: doctor.token })).status, 403);
    assert.equal((await doctor.send('GET', '/user/current')).status, 200);
  });

  it('can leave out the bodies of refusals', async () => {
    assert.notEqual((await doctor.send('POST', '/patient', { body: [] })).text, '');
    sandbox.faults.emptyErrorBodies = true;
    assert.equal((await doctor.send('POST', '/patient', { body: [] })).text, '');
    assert.equal((await refusedUpgrade(sandbox, { token: 'nonsense' })).body, '');
  });

  it('can leave requests and upgrades without an answer, and still stops', async () => {
    sandbox.faults.hangRequests = true;
    sandbox.faults.hangUpgrade = true;
    const hanging = doctor.send('GET', '/user/current');
    const upgrade = connect(sandbox.port, '127.0.0.1');
    let answered = '';
    upgrade.on('data', (data) => (answered += data.toString()));
    upgrade.on('error', () => undefined);
    await once(upgrade, 'connect');
    upgrade.write(
      'GET /ws/v2/notification/subscribe HTTP/1.1\r\nHost: sandbox\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
        'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
    );
    await eventually('both have arrived', () => {
      assert.equal(sandbox.requests.filter(({ status }) => status === undefined).length, 2);
    });
    await sandbox.stop();
    await assert.rejects(hanging);
    if (!upgrade.closed) await once(upgrade, 'close');
    assert.equal(answered, '');
  });

  it('can fall silent without dropping anybody, and speak again', async () => {
    const client = await NotificationClient.subscribe(sandbox, doctor.token, PATIENTS);
    sandbox.faults.muted = true;
    await doctor.ask('POST', '/patient', entity([doctorId]));
    sandbox.faults.muted = false;
    const heard = await doctor.ask('POST', '/patient', entity([doctorId]));
    assert.deepEqual(await client.ids(1), [heard.id]);
    await client.close();
  });

  it('logs what was asked of it', async () => {
    await doctor.send('GET', '/user/unknown?ts=1');
    const client = await NotificationClient.open(sandbox, doctor.token);
    await client.close();
    await eventually('the log is complete', () => {
      assert.deepEqual(sandbox.requests, [
        { method: 'POST', path: '/rest/v2/auth/login', status: 200 },
        { method: 'GET', path: '/rest/v2/user/unknown', status: 404 },
        { method: 'UPGRADE', path: '/ws/v2/notification/subscribe', status: 101 },
      ]);
    });
  });

  it('stops at once with sockets open, and twice', async () => {
    const client = await NotificationClient.subscribe(sandbox, doctor.token, PATIENTS);
    await Promise.all([sandbox.stop(), sandbox.stop()]);
    assert.equal((await client.ended()).code, 1006);
    await assert.rejects(request(sandbox, 'GET', '/icure/v'));
  });

  describe('in REST', () => {
    const statuses = async (count: number, path = '/user/current'): Promise<number[]> => {
      const found: number[] = [];
      for (let call = 0; call < count; call += 1) found.push((await doctor.send('GET', path)).status);
      return found;
    };

    it('can fail every n-th request, and do nothing for it', async () => {
      sandbox.faults.failCalls = { status: 500, which: { every: 3 } };
      assert.deepEqual(await statuses(6), [200, 200, 500, 200, 200, 500]);
      sandbox.faults.failCalls = { status: 503, which: { every: 1 } };
      const before = sandbox.documents('patient').length;
      const failed = await doctor.send('POST', '/patient', { body: entity([doctorId]) });
      assert.deepEqual([failed.status, failed.text], [503, '{"message":"Failed on request"}']);
      assert.equal(sandbox.documents('patient').length, before);
      delete sandbox.faults.failCalls;
      assert.deepEqual(await statuses(1), [200]);
    });

    it('can fail one request by its number, among those to some paths', async () => {
      sandbox.faults.failCalls = { status: 502, which: { number: 2 }, path: /^\/rest\/v2\/user\// };
      await doctor.send('GET', `/hcparty/${doctorId}`);
      assert.deepEqual(await statuses(3), [200, 502, 200]);
      sandbox.faults.failCalls = { ...sandbox.faults.failCalls };
      assert.deepEqual(await statuses(2), [200, 502], 'counted anew');
    });

    it('can be slow to match, and to nothing else', async () => {
      const filter = { $type: 'PatientByHcPartyFilter', healthcarePartyId: doctorId };
      sandbox.faults.matchDelay = 3_600_000;
      const slow = doctor.send('POST', '/patient/match', { body: filter });
      slow.catch(() => undefined);
      assert.deepEqual(await statuses(1), [200]);
      assert.ok(!sandbox.requests.some(({ path }) => path.endsWith('/match')), 'it is not answered yet');
      sandbox.faults.matchDelay = 1;
      assert.equal((await doctor.send('POST', '/patient/match', { body: filter })).status, 200);
      await sandbox.stop();
      await assert.rejects(slow);
    });
  });

  describe('in events', () => {
    const ELEMENTS = { eventTypes: ['CREATE'], entityClass: 'org.taktik.icure.entities.HealthElement' };
    let patients: NotificationClient;
    let elements: NotificationClient;

    beforeEach(async () => {
      patients = await NotificationClient.subscribe(sandbox, doctor.token, PATIENTS);
      elements = await NotificationClient.subscribe(sandbox, doctor.token, ELEMENTS);
    });

    async function write(path: '/patient' | '/helement', count = 1): Promise<unknown[]> {
      const ids: unknown[] = [];
      while (ids.length < count) ids.push((await doctor.ask('POST', path, entity([doctorId]))).id);
      return ids;
    }

    it('can hold them back, in their order on each socket, not between sockets', async () => {
      // By chance the first waits much longer than the others, and still comes first.
      const chances = [1, 0, 0];
      sandbox.faults.random = () => chances.shift() ?? 0;
      sandbox.faults.delayEvents = { least: 0, most: 300 };
      const delayed = await write('/patient', 3);
      delete sandbox.faults.delayEvents;
      delayed.push(...(await write('/patient')));
      const prompt = await write('/helement');
      assert.deepEqual(await elements.ids(1), prompt);
      assert.deepEqual(await patients.ids(4), delayed);
      assert.equal(chances.length, 0);
    });

    it('does not send them while they are held back', async () => {
      sandbox.faults.delayEvents = { least: 3_600_000, most: 3_600_000 };
      await write('/patient');
      delete sandbox.faults.delayEvents;
      const prompt = await write('/helement');
      assert.deepEqual(await elements.ids(1), prompt);
      assert.deepEqual(patients.entities(), []);
      await sandbox.stop();
    });

    it('can send them twice, at once or later', async () => {
      sandbox.faults.duplicateEvents = { every: 2, after: 0 };
      const [one, two, three] = await write('/patient', 3);
      assert.deepEqual(await patients.ids(4), [one, two, two, three]);
      sandbox.faults.duplicateEvents = { every: 1, after: 20 };
      const [four] = await write('/patient');
      delete sandbox.faults.duplicateEvents;
      await patients.ids(6);
      assert.deepEqual((await patients.ids(6)).filter((id) => id === four).length, 2);
    });

    it('can send them in the wrong order, and waits for the others no longer than it is told to', async () => {
      sandbox.faults.reorderEvents = { count: 3, within: 3_600_000 };
      const ids = await write('/patient', 4);
      assert.deepEqual(await patients.ids(3), ids.slice(0, 3).reverse());
      delete sandbox.faults.reorderEvents;
      const [fifth] = await write('/patient');
      assert.deepEqual((await patients.ids(5)).slice(3), [fifth, ids[3]]);
      sandbox.faults.reorderEvents = { count: 3, within: 1 };
      const alone = await write('/helement');
      assert.deepEqual(await elements.ids(1), alone);
    });

    it('loses what is held back with the socket', async () => {
      sandbox.faults.delayEvents = { least: 50, most: 50 };
      await write('/patient');
      await patients.close();
      patients = await NotificationClient.subscribe(sandbox, doctor.token, PATIENTS);
      const later = await write('/patient');
      assert.deepEqual(await patients.ids(1), later);
    });
  });

  describe('in connections', () => {
    /** A connection on which REST answers a request, and what has come on it. */
    async function restConnection(more = ''): Promise<{ socket: Socket; heard: () => string }> {
      const socket = connect(sandbox.port, '127.0.0.1');
      let text = '';
      socket.on('data', (data) => (text += data.toString()));
      socket.on('error', () => undefined);
      await once(socket, 'connect');
      socket.write(`GET /rest/v2/icure/v HTTP/1.1\r\nHost: sandbox\r\n\r\n${more}`);
      await eventually('the answer', () => {
        assert.match(text, /sandbox$/);
      });
      return { socket, heard: () => text };
    }

    async function untilClosed(socket: Socket): Promise<void> {
      await eventually('the connection is closed', () => {
        assert.ok(socket.closed);
      });
    }

    it('can cut those of notification sockets, and of REST', async () => {
      const client = await NotificationClient.subscribe(sandbox, doctor.token, PATIENTS);
      const { socket } = await restConnection();
      sandbox.cutConnections('sockets');
      assert.equal((await client.ended()).code, 1006);
      assert.equal(socket.closed, false);
      const again = await NotificationClient.subscribe(sandbox, doctor.token, PATIENTS);
      sandbox.cutConnections('requests');
      await untilClosed(socket);
      assert.equal(again.closed, undefined);
      sandbox.cutConnections();
      assert.equal((await again.ended()).code, 1006);
    });

    it('can leave a notification socket half-open: it hears nothing more, not even its end', async () => {
      const client = await NotificationClient.subscribe(sandbox, doctor.token, PATIENTS);
      sandbox.sockets[0]?.halfOpen();
      assert.deepEqual(sandbox.sockets, []);
      const witness = await NotificationClient.subscribe(sandbox, doctor.token, PATIENTS);
      const frames = client.frames.length;
      const heard = await doctor.ask('POST', '/patient', entity([doctorId]));
      assert.deepEqual(await witness.ids(1), [heard.id]);
      client.socket.close(1000);
      // Long enough for the sandbox to drop a socket that does not answer its pings.
      await eventually('many more pings', () => {
        assert.ok(witness.frames.filter((frame) => frame === 'ping').length > 20);
      });
      assert.deepEqual([client.frames.length, client.closed], [frames, undefined]);
      client.socket.terminate();
      await client.ended();
    });

    it('can leave REST half-open, with a request that it is about to answer; new connections work', async () => {
      sandbox.faults.matchDelay = 500;
      const body = JSON.stringify({ $type: 'PatientByHcPartyFilter', healthcarePartyId: doctorId });
      const { socket, heard } = await restConnection(
        `POST /rest/v2/patient/match HTTP/1.1\r\nHost: sandbox\r\nConnection: close\r\n` +
          `Authorization: Bearer ${doctor.token}\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
      );
      const before = heard();
      sandbox.halfOpenConnections('requests');
      await eventually('it is answered, as the sandbox believes', () => {
        assert.deepEqual(sandbox.requests.at(-1), { method: 'POST', path: '/rest/v2/patient/match', status: 200 });
      });
      socket.write('GET /rest/v2/icure/v HTTP/1.1\r\nHost: sandbox\r\n\r\n');
      await restConnection();
      assert.equal(sandbox.requests.filter(({ path }) => path.endsWith('/icure/v')).length, 2);
      assert.deepEqual([heard(), socket.closed], [before, false]);
      socket.destroy();
    });

    it('closes half-open ones when it stops', async () => {
      const { socket } = await restConnection();
      const client = await NotificationClient.subscribe(sandbox, doctor.token, PATIENTS);
      sandbox.halfOpenConnections();
      await sandbox.stop();
      await untilClosed(socket);
      assert.equal((await client.ended()).code, 1006);
    });
  });

  describe('in running', () => {
    it('can be down and come back with all that it had: data, tokens, port', async () => {
      const client = await NotificationClient.subscribe(sandbox, doctor.token, PATIENTS);
      const { id } = await doctor.write('POST', '/patient', entity([doctorId]));
      await sandbox.takeDown();
      assert.equal((await client.ended()).code, 1006);
      assert.deepEqual(sandbox.sockets, []);
      await assert.rejects(doctor.send('GET', '/user/current'));
      await sandbox.bringUp();
      await sandbox.bringUp();
      assert.equal((await doctor.ask('GET', `/patient/${id}`)).id, id);
      const again = await NotificationClient.subscribe(sandbox, doctor.token, PATIENTS);
      const heard = await doctor.ask('POST', '/patient', entity([doctorId]));
      assert.deepEqual(await again.ids(1), [heard.id]);
    });

    it('can restart by itself', async () => {
      const client = await NotificationClient.subscribe(sandbox, doctor.token, PATIENTS);
      await Promise.all([sandbox.restart(5), sandbox.restart()]);
      assert.equal((await client.ended()).code, 1006);
      assert.equal((await doctor.send('GET', '/user/current')).status, 200);
    });

    it('does not come back when it is stopped meanwhile', async () => {
      const restarting = sandbox.restart(3_600_000);
      await sandbox.stop();
      await restarting;
      await sandbox.bringUp();
      await assert.rejects(request(sandbox, 'GET', '/icure/v'));
    });
  });
});
