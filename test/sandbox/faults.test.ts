import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
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
});
