/** What happened while nobody listened, in a real Node-RED, with the real Cardinal SDK, against the sandbox. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Sandbox } from '../../sandbox';
import type { RawDeliverySettings } from '../../src/model/delivery-settings';
import { ENTITY_NAMES } from '../../src/model/entities';
import { eventually } from '../support/eventually';
import { CATCH, listeningNodes, TAB } from '../support/flow';
import { broken, connected, type FlowNode, type NodeRedProcess, type ToldEvent } from '../support/node-red-process';
import { Testbed } from '../support/testbed';
import type { Writer } from '../support/writer';

describe('catching up', () => {
  const bed = new Testbed();
  let sandbox: Sandbox;
  let nodeRed: NodeRedProcess;
  let writer: Writer;

  before(async () => {
    sandbox = await bed.startSandbox();
    nodeRed = await bed.startNodeRed();
    await deploy(listeningNodes('early', 'Patient'));
    await nodeRed.badge('early', connected);
    writer = await bed.startWriter();
  });
  after(() => bed.end());

  async function deploy(...nodes: readonly (readonly FlowNode[])[]): Promise<void> {
    await bed.deploy(...CATCH, ...nodes.flat());
  }

  function listening(id: string, entity: (typeof ENTITY_NAMES)[number], delivery: RawDeliverySettings): FlowNode[] {
    return listeningNodes(id, entity, { delivery });
  }

  const eventsAt = (node: string): ToldEvent[] => nodeRed.eventsShownBy(`${node}-debug`);
  const eventsOf = (node: string, id: string): [string, string][] =>
    eventsAt(node)
      .filter((event) => event.id === id)
      .map(({ type, source }) => [type, source]);
  const caught = (): string[] => nodeRed.shownBy('caught').map(({ error }) => (error as { message: string }).message);

  async function expectEvents(node: string, id: string, expected: [string, string][]): Promise<void> {
    await eventually(
      () => `${JSON.stringify(expected)} at ${node}; it got ${JSON.stringify(eventsOf(node, id))}`,
      () => {
        assert.deepEqual(eventsOf(node, id), expected);
      },
    );
  }

  /** Nobody gets a socket while something is done. */
  async function unheard(work: () => Promise<void>): Promise<void> {
    sandbox.faults.refuseUpgrade = 503;
    for (const socket of sandbox.sockets) socket.terminate();
    try {
      await work();
    } finally {
      delete sandbox.faults.refuseUpgrade;
    }
  }

  it('tells of each entity what was created, changed and deleted during an outage, once', async () => {
    const everything = { catchUp: 'everything', firstStart: 'now' };
    await deploy(...ENTITY_NAMES.map((entity) => listening(entity, entity, everything)));
    for (const entity of ENTITY_NAMES) await nodeRed.badge(entity, connected);
    const { sdk } = writer;
    const kept = await writer.patient();
    const removed = await writer.patient();
    const sample = await writer.dataSample(kept);
    const element = await writer.healthcareElement(kept);
    const notification = await writer.notification();
    const user = await writer.user();
    const [sampleId = ''] = sample.services.map(({ id }) => id);
    await expectEvents('Patient', kept.id, [['CREATE', 'live']]);
    await expectEvents('Patient', removed.id, [['CREATE', 'live']]);
    await expectEvents('DataSample', sampleId, [['CREATE', 'live']]);
    await expectEvents('HealthcareElement', element.id, [['CREATE', 'live']]);
    await expectEvents('Notification', notification.id, [['CREATE', 'live']]);
    await expectEvents('User', user.id, [['CREATE', 'live']]);
    let missed = '';
    let missedSample = '';
    let missedUser = '';
    await unheard(async () => {
      missed = (await writer.patient()).id;
      await sdk.patient.modifyPatient(Object.assign(await sdk.patient.getPatient(kept.id), { lastName: 'Stark' }));
      await sdk.patient.deletePatientById(removed.id, removed.rev ?? '');
      [missedSample = ''] = (await writer.dataSample(kept)).services.map(({ id }) => id);
      await writer.dataSample(kept, { id: sampleId, endOfLife: Date.now() });
      await sdk.healthElement.deleteHealthElementById(element.id, element.rev ?? '');
      await sdk.maintenanceTask.deleteMaintenanceTaskById(notification.id, notification.rev ?? '');
      missedUser = (await writer.user()).id;
      await sdk.user.modifyUser(Object.assign(await sdk.user.getUser(user.id), { name: 'Somebody else' }));
    });
    await expectEvents('Patient', missed, [['CREATE', 'catch-up']]);
    await expectEvents('Patient', kept.id, [
      ['CREATE', 'live'],
      ['UPDATE', 'catch-up'],
    ]);
    await expectEvents('Patient', removed.id, [
      ['CREATE', 'live'],
      ['DELETE', 'catch-up'],
    ]);
    await expectEvents('DataSample', missedSample, [['CREATE', 'catch-up']]);
    await expectEvents('DataSample', sampleId, [
      ['CREATE', 'live'],
      ['DELETE', 'catch-up'],
    ]);
    await expectEvents('HealthcareElement', element.id, [
      ['CREATE', 'live'],
      ['DELETE', 'catch-up'],
    ]);
    await expectEvents('Notification', notification.id, [
      ['CREATE', 'live'],
      ['DELETE', 'catch-up'],
    ]);
    await expectEvents('User', missedUser, [['CREATE', 'catch-up']]);
    await expectEvents('User', user.id, [
      ['CREATE', 'live'],
      ['UPDATE', 'catch-up'],
    ]);
  });

  it('begins with what happens from now on, or with all that exists, as is asked for', async () => {
    const before = await writer.patient();
    await deploy(
      listening('now', 'Patient', { catchUp: 'everything', firstStart: 'now' }),
      listening('all', 'Patient', { catchUp: 'creations', firstStart: 'all' }),
    );
    for (const id of ['now', 'all']) await nodeRed.badge(id, connected);
    const after = await writer.patient();
    for (const id of ['now', 'all']) await expectEvents(id, after.id, [['CREATE', 'live']]);
    await expectEvents('all', before.id, [['CREATE', 'catch-up']]);
    assert.deepEqual(eventsOf('now', before.id), []);
  });

  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    it(`tells what happened while Node-RED was away, and nothing twice (${signal})`, async () => {
      const id = `away-${signal}`;
      await deploy(listening(id, 'Patient', { catchUp: 'everything' }));
      await nodeRed.badge(id, connected);
      const known = await writer.patient();
      await expectEvents(id, known.id, [['CREATE', 'live']]);
      await nodeRed.end(signal);
      const missed = await writer.patient();
      await nodeRed.start();
      await expectEvents(id, missed.id, [['CREATE', 'catch-up']]);
      await nodeRed.badge(id, connected);
      assert.deepEqual(eventsOf(id, known.id), [['CREATE', 'live']]);
    });
  }

  it('delivers what was not acknowledged again after a restart, marked, the oldest first', async () => {
    const acknowledging: FlowNode[] = [
      ...listening('careful', 'Patient', { catchUp: 'creations', acknowledge: true, maxInFlight: 2 }),
    ];
    await deploy(acknowledging);
    await nodeRed.badge('careful', connected);
    const ids: string[] = [];
    for (let count = 0; count < 4; count += 1) ids.push((await writer.patient()).id);
    const told = (): (readonly [string, boolean])[] =>
      eventsAt('careful').map(({ id, redelivered }) => [id, redelivered === true] as const);
    const firstTwo = ids.slice(0, 2).map((id) => [id, false] as const);
    await eventually('two are in flight', () => {
      assert.deepEqual(told(), firstTwo);
    });
    await nodeRed.badge('careful', ({ text = '' }) => text.includes('2'));
    await nodeRed.end('SIGKILL');
    await nodeRed.start();
    await eventually(
      () => `the first two again: ${JSON.stringify(told())}`,
      () => {
        assert.deepEqual(told(), [...firstTwo, ...ids.slice(0, 2).map((id) => [id, true] as const)]);
      },
    );
  });

  it('sets a damaged checkpoint aside, says so, and begins anew', async () => {
    await deploy(listening('damaged', 'Patient', { catchUp: 'everything' }));
    await nodeRed.badge('damaged', connected);
    await nodeRed.end();
    const folder = join(nodeRed.userDir, 'icure', 'checkpoints', 'damaged');
    for (const file of readdirSync(folder)) writeFileSync(join(folder, file), randomUUID());
    await nodeRed.start();
    await nodeRed.badge('damaged', ({ text = '' }) => text.endsWith('status.startedAnew'));
    assert(caught().some((text) => text.includes('was damaged')));
    const patient = await writer.patient();
    await expectEvents('damaged', patient.id, [['CREATE', 'live']]);
    assert(
      readdirSync(join(nodeRed.userDir, 'icure', 'checkpoints')).some((name) => name.startsWith('damaged.damaged')),
    );
  });

  it('starts over when it is asked to, and tells how it is doing', async () => {
    const delivery = { catchUp: 'creations', firstStart: 'all' };
    await deploy(listening('again', 'Notification', delivery));
    const notification = await writer.notification();
    await eventually('it is told', () => {
      assert.equal(eventsOf('again', notification.id).length, 1);
    });
    await nodeRed.badge('again', connected);
    const answer = await nodeRed.post('/icure/checkpoints/again/start-over', {});
    assert.equal(answer.status, 204, await answer.text());
    await eventually('it is told again', () => {
      assert.equal(eventsOf('again', notification.id).length, 2);
    });
    const metrics = await (await fetch(`${nodeRed.url}/icure/metrics`)).text();
    assert.match(metrics, /^icure_feed_told_total\{node="again",entity="Notification",type="CREATE"\} [1-9]/m);
    assert(!metrics.includes(notification.id));
  });

  it('forgets what it was told when nothing needs to be kept any more', async () => {
    const checkpoints = (): string[] => readdirSync(join(nodeRed.userDir, 'icure', 'checkpoints'));
    await deploy(listening('forgetful', 'Patient', { catchUp: 'everything' }));
    await nodeRed.badge('forgetful', connected);
    assert(checkpoints().includes('forgetful'));
    await deploy(listening('forgetful', 'Patient', { catchUp: 'off' }));
    await eventually('the folder is gone', () => {
      assert(!checkpoints().includes('forgetful'));
    });
  });

  it('keeps the checkpoint of a node whose tab is disabled, and removes that of a node that is deleted', async () => {
    const nodes = [TAB, bed.accountNode(), ...listening('fleeting', 'Patient', { catchUp: 'everything' })];
    await nodeRed.deploy(nodes);
    await nodeRed.badge('fleeting', connected);
    const checkpoints = (): string[] => readdirSync(join(nodeRed.userDir, 'icure', 'checkpoints'));
    await nodeRed.deploy([{ ...TAB, disabled: true }, ...nodes.slice(1)]);
    const missed = await writer.patient();
    assert(checkpoints().includes('fleeting'));
    await nodeRed.deploy(nodes);
    await expectEvents('fleeting', missed.id, [['CREATE', 'catch-up']]);
    // The account and its credentials go as well: nothing that needs them can come after this.
    await nodeRed.deploy([TAB]);
    await eventually('the folder is gone', () => {
      assert(!checkpoints().includes('fleeting'));
    });
  });

  it('does not look like catching up when the settings make no sense', async () => {
    await deploy(listening('nonsense', 'Patient', { catchUp: 'sometimes' }));
    await nodeRed.badge('nonsense', broken('bad-config'));
  });
});
