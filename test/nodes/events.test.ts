/** Every event of the platform, from the real SDK of another account through real sockets and a real Node-RED into a flow. */
import assert from 'node:assert/strict';
import type { Sandbox } from '../../sandbox';
import { ENTITY_NAMES, type EntityName, type EventType } from '../../src/model/entities';
import { eventually } from '../support/eventually';
import { listeningNodes } from '../support/flow';
import { connected, type NodeRedProcess } from '../support/node-red-process';
import { Testbed } from '../support/testbed';
import type { Writer } from '../support/writer';

interface Message {
  readonly payload: Record<string, unknown>;
  readonly topic: string;
  readonly event: Record<string, unknown>;
}

describe('event nodes', () => {
  const bed = new Testbed();
  let sandbox: Sandbox;
  let nodeRed: NodeRedProcess;
  let writer: Writer;

  before(async () => {
    sandbox = await bed.startSandbox();
    nodeRed = await bed.startNodeRed();
    await bed.deploy(
      ...ENTITY_NAMES.flatMap((entity) => listeningNodes(entity, entity)),
      ...listeningNodes('seed', 'DataSample', {
        eventTypes: ['CREATE', 'DELETE'],
        filter: { owner: 'self', match: 'all', criteria: [{ by: 'label', type: 'IC-TEST', code: 'TEST' }] },
      }),
    );
    for (const id of [...ENTITY_NAMES, 'seed']) await nodeRed.badge(id, connected);
    writer = await bed.startWriter();
  });

  after(() => bed.end());

  const messagesOf = (node: string): Message[] =>
    nodeRed.shownBy(`${node}-debug`).map((message) => message as unknown as Message);

  /** Waits for the message of an event, and checks what every message promises. */
  async function received(entity: EntityName, type: EventType, id: string, node: string = entity): Promise<Message> {
    const message = await eventually(`${type} of ${entity} at ${node}`, () => {
      const found = messagesOf(node).find(({ event }) => event.type === type && event.id === id);
      assert.ok(found);
      return found;
    });
    assert.equal(message.event.entity, entity);
    assert.equal(message.event.source, 'live');
    assert.equal(message.event.account, 'Ward 3');
    assert.equal(message.event.decrypted, true);
    assert.ok(!Number.isNaN(Date.parse(String(message.event.receivedAt))));
    assert.equal(message.payload.id, id);
    for (const hidden of ['delegations', 'encryptionKeys', 'securityMetadata', 'encryptedSelf', 'systemMetaData']) {
      assert.ok(!(hidden in message.payload), `${hidden} is left out`);
    }
    return message;
  }

  /** Each of the three happened exactly once, and nothing else did. */
  function happenedOnce(node: string, id: string, types: readonly EventType[]): void {
    const heard = messagesOf(node).filter(({ event }) => event.id === id);
    assert.deepEqual(
      heard.map(({ event }) => event.type),
      types,
    );
  }

  it('deliver CREATE, UPDATE and DELETE of a patient, decrypted', async () => {
    const created = await writer.patient();
    const creation = await received('Patient', 'CREATE', created.id);
    assert.equal(creation.topic, 'icure/patient/create');
    assert.equal(creation.event.rev, created.rev);
    assert.equal(creation.payload.note, 'Winter is coming');

    created.note = 'Winter is here';
    const modified = await writer.sdk.patient.modifyPatient(created);
    assert.equal((await received('Patient', 'UPDATE', created.id)).payload.note, 'Winter is here');

    await writer.sdk.patient.deletePatient(modified);
    const deletion = await received('Patient', 'DELETE', created.id);
    assert.equal(typeof deletion.payload.deletionDate, 'number');
    happenedOnce('Patient', created.id, ['CREATE', 'UPDATE', 'DELETE']);
  });

  it('deliver CREATE and DELETE of a data sample, decrypted', async () => {
    const patient = await writer.patient();
    const id = '11111111-1111-4111-8111-111111111111';
    const batch = await writer.dataSample(patient, { id });
    const creation = await received('DataSample', 'CREATE', id);
    assert.equal(creation.topic, 'icure/data-sample/create');
    assert.equal(creation.payload.batchId, batch.id);
    assert.deepEqual((creation.payload.content as { en: { stringValue: string } }).en.stringValue, 'Hello world');
    assert.ok(!('rev' in creation.event));

    await writer.dataSample(patient, { id, endOfLife: Date.now() });
    await received('DataSample', 'DELETE', id);
    happenedOnce('DataSample', id, ['CREATE', 'DELETE']);
  });

  it('deliver CREATE, UPDATE and DELETE of a healthcare element, decrypted', async () => {
    const created = await writer.healthcareElement(await writer.patient());
    const creation = await received('HealthcareElement', 'CREATE', created.id);
    assert.equal(creation.payload.description, 'Hypertension');
    assert.equal(creation.payload.note, 'Knows nothing');

    created.note = 'Knows something';
    const modified = await writer.sdk.healthElement.modifyHealthElement(created);
    assert.equal((await received('HealthcareElement', 'UPDATE', created.id)).payload.note, 'Knows something');

    await writer.sdk.healthElement.deleteHealthElement(modified);
    await received('HealthcareElement', 'DELETE', created.id);
    happenedOnce('HealthcareElement', created.id, ['CREATE', 'UPDATE', 'DELETE']);
  });

  it('deliver CREATE, UPDATE and DELETE of a notification, decrypted', async () => {
    const created = await writer.notification();
    const creation = await received('Notification', 'CREATE', created.id);
    assert.equal(creation.payload.type, 'OTHER');

    created.taskType = 'KEY_PAIR_UPDATE';
    const modified = await writer.sdk.maintenanceTask.modifyMaintenanceTask(created);
    assert.equal((await received('Notification', 'UPDATE', created.id)).payload.type, 'KEY_PAIR_UPDATE');

    await writer.sdk.maintenanceTask.deleteMaintenanceTask(modified);
    await received('Notification', 'DELETE', created.id);
    happenedOnce('Notification', created.id, ['CREATE', 'UPDATE', 'DELETE']);
  });

  it('deliver CREATE, UPDATE and DELETE of a user, without its secrets', async () => {
    const created = await writer.user();
    const creation = await received('User', 'CREATE', created.id);
    assert.equal(creation.payload.login, created.login);
    assert.ok(!('passwordHash' in creation.payload));

    created.name = 'Somebody else';
    const modified = await writer.sdk.user.modifyUser(created);
    assert.equal((await received('User', 'UPDATE', created.id)).payload.name, 'Somebody else');

    await writer.sdk.user.deleteUser(modified);
    await received('User', 'DELETE', created.id);
    happenedOnce('User', created.id, ['CREATE', 'UPDATE', 'DELETE']);
  });

  it("let through what the seed's filter asks for and hold back what stands beside it, deletions too", async () => {
    const patient = await writer.patient();
    const beside = '22222222-2222-4222-8222-222222222222';
    const matching = '33333333-3333-4333-8333-333333333333';
    await writer.dataSample(patient, { id: beside, labels: [{ type: 'IC-TEST', code: 'OTHER' }] });
    await writer.dataSample(patient, { id: matching, labels: [{ type: 'IC-TEST', code: 'TEST' }] });
    const message = await received('DataSample', 'CREATE', matching, 'seed');
    assert.deepEqual((message.payload.content as { en: { stringValue: string } }).en.stringValue, 'Hello world');

    // The platform's stub of a deleted sample has no labels: the filter must hold all the same.
    await writer.dataSample(patient, { id: beside, endOfLife: Date.now() });
    await writer.dataSample(patient, { id: matching, endOfLife: Date.now() });
    await received('DataSample', 'DELETE', matching, 'seed');
    await received('DataSample', 'DELETE', beside);
    happenedOnce('seed', beside, []);
    happenedOnce('seed', matching, ['CREATE', 'DELETE']);
  });

  it('use one socket for each event type that is wanted, shared by nodes that want the same', () => {
    assert.equal(sandbox.sockets.length, 14 + 2, 'the 14 cells of the event table, and two with a filter of their own');
  });
});
