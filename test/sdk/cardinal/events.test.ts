import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { createSandbox, type Sandbox, type SandboxAccount } from '../../../sandbox';
import { ENTITIES, ENTITY_NAMES } from '../../../src/model/entities';
import { isJsonObject, type JsonObject } from '../../../src/model/json';
import type { SdkSession } from '../../../src/sdk/port';
import { eventually } from '../../support/eventually';
import { Writer } from '../../support/writer';
import { Heard, filterFor, listen, Sessions, settingsFor } from './driver';

describe('events of the Cardinal driver', () => {
  const sessions = new Sessions();
  let sandbox: Sandbox;
  let hcp: SandboxAccount;
  let patientUser: SandboxAccount;
  let session: SdkSession;
  let writer: Writer;
  /** Called with each request's method and path, once it has been dealt with. */
  let onRequest: ((line: string) => void) | undefined;

  before(async () => {
    sandbox = await createSandbox({ pingInterval: 500, log: (line) => onRequest?.(line) });
    const [first, second] = sandbox.accounts;
    assert(first && second);
    hcp = first;
    patientUser = second;
    session = await sessions.connect(settingsFor(sandbox, hcp, sessions.keyFolder()));
    writer = await Writer.of(sandbox, [hcp.dataOwnerId]);
  });

  after(async () => {
    writer.end();
    await sessions.end();
    await sandbox.stop();
  });

  /** All channels that there can be, by `<entity> <type>`. */
  async function listenToAll(): Promise<(cell: string) => Heard> {
    const cells = ENTITY_NAMES.flatMap((entity) => ENTITIES[entity].eventTypes.map((type) => ({ entity, type })));
    const opened = await Promise.all(
      cells.map(async ({ entity, type }) => {
        const { heard } = await listen(session, entity, type);
        return [`${entity} ${type}`, heard] as const;
      }),
    );
    const byCell = new Map<string, Heard>(opened);
    assert.equal(byCell.size, 14);
    return (cell) => {
      const heard = byCell.get(cell);
      assert(heard);
      return heard;
    };
  }

  it('come for every entity and type, once each, with the type of what happened', async () => {
    const heard = await listenToAll();
    const { sdk } = writer;

    const patient = await sdk.patient.modifyPatient(Object.assign(await writer.patient(), { firstName: 'Jon' }));
    const sample = randomUUID();
    await writer.dataSample(patient, { id: sample });
    await writer.dataSample(patient, { id: sample, endOfLife: Date.now() });
    const element = await sdk.healthElement.modifyHealthElement(
      Object.assign(await writer.healthcareElement(patient), { descr: 'Changed' }),
    );
    await sdk.healthElement.deleteHealthElement(element);
    const task = await sdk.maintenanceTask.modifyMaintenanceTask(
      Object.assign(await writer.notification(), { author: 'me' }),
    );
    await sdk.maintenanceTask.deleteMaintenanceTask(task);
    const user = await sdk.user.modifyUser(Object.assign(await writer.user(), { name: 'Changed' }));
    await sdk.user.deleteUserById(user.id, user.rev ?? '');
    await sdk.patient.deletePatient(patient);

    const expected = {
      Patient: patient.id,
      DataSample: sample,
      HealthcareElement: element.id,
      Notification: task.id,
      User: user.id,
    };
    for (const entity of ENTITY_NAMES) {
      for (const type of ENTITIES[entity].eventTypes) {
        const event = await heard(`${entity} ${type}`).event();
        assert.deepEqual(
          [event.type, event.entity, event.id, event.source, event.decrypted],
          [type, entity, expected[entity], 'live', true],
        );
        assert.equal(event.payload.id, expected[entity]);
        assert.equal(event.rev, event.payload.rev);
        assert.equal(new Date(event.receivedAt).toISOString(), event.receivedAt);
        assert.equal(heard(`${entity} ${type}`).events.length, 1);
        assert.deepEqual(heard(`${entity} ${type}`).problems, []);
        assert.deepEqual(JSON.parse(JSON.stringify(event.payload)), event.payload);
      }
    }
    assert.equal((await heard('Patient UPDATE').event()).payload.note, 'Winter is coming');
    assert.equal((await heard('HealthcareElement DELETE').event()).payload.description, 'Changed');
    assert.deepEqual((await heard('DataSample CREATE').event()).payload.content, {
      en: { stringValue: 'Hello world' },
    });
  });

  it('carry everything that was encrypted, nested parts too', async () => {
    const { Annotation, DecryptedContact, DecryptedContent, DecryptedService } = await import('@icure/cardinal-sdk');
    const { heard: patients } = await listen(session, 'Patient', 'CREATE');
    const { heard: samples } = await listen(session, 'DataSample', 'CREATE');
    const patient = await writer.patient({
      notes: [new Annotation({ id: randomUUID(), markdown: { en: 'A nested secret' } })],
    });
    const inner = new DecryptedService({
      id: randomUUID(),
      content: { en: new DecryptedContent({ stringValue: 'inside' }) },
    });
    const compound = new DecryptedService({
      id: randomUUID(),
      content: { en: new DecryptedContent({ compoundValue: [inner] }) },
    });
    const contact = await writer.sdk.contact.withEncryptionMetadata(
      new DecryptedContact({ id: randomUUID(), services: [compound] }),
      patient,
      { delegates: await delegatesTo(hcp) },
    );
    await writer.sdk.contact.createContact(contact);

    const [note] = listIn(await patients.event(), 'notes');
    assert.deepEqual(note?.markdown, { en: 'A nested secret' });
    const { content } = (await samples.event()).payload;
    const english = isJsonObject(content) && isJsonObject(content.en) ? content.en : {};
    const [compoundValue] = objects(english.compoundValue);
    assert.equal(compoundValue?.id, inner.id);
    assert.deepEqual(compoundValue.content, { en: { stringValue: 'inside' } });
  });

  it('carry no encryption metadata and no secrets', async () => {
    const { heard: patients } = await listen(session, 'Patient', 'CREATE');
    const { heard: users } = await listen(session, 'User', 'CREATE');
    await writer.patient();
    await writer.user();
    const text = JSON.stringify([(await patients.event()).payload, (await users.event()).payload]);
    for (const name of [
      'encryptedSelf',
      'securityMetadata',
      'delegations',
      'encryptionKeys',
      'cryptedForeignKeys',
      'secretForeignKeys',
      'publicKey',
      'passwordHash',
      'authenticationTokens',
      'applicationTokens',
    ]) {
      assert(!text.includes(name), `${name} in ${text}`);
    }
  });

  it('of what cannot be decrypted come with its clear fields, and say so', async () => {
    const { heard } = await listen(session, 'Patient', 'CREATE');
    const template = storedPatient((await writer.patient()).id);
    await heard.event(0);
    await createPatient({ ...withoutKeys(template), lastName: 'Sealed' });
    const event = await heard.event(1);
    assert.equal(event.decrypted, false);
    assert.equal(event.payload.lastName, 'Sealed');
    assert.equal('note' in event.payload, false);
  });

  it('of what is damaged come with their clear fields, and the channel goes on', async () => {
    const { heard } = await listen(session, 'Patient', 'CREATE');
    const template = storedPatient((await writer.patient()).id);
    await heard.event(0);
    await createPatient({ ...template, lastName: 'Damaged', encryptedSelf: 'AAAA' });
    const event = await heard.event(1);
    assert.equal(event.decrypted, false);
    assert.equal(event.payload.lastName, 'Damaged');
    assert.equal(heard.problems.length, 1);
    const next = await writer.patient();
    assert.equal((await heard.event(2)).id, next.id);
  });

  it('are held back by the exact filter where the server lets too much through', async () => {
    const { Identifier } = await import('@icure/cardinal-sdk');
    const filter = { criteria: [{ by: 'identifier', system: 'http://example.org', value: 'right' }] };
    const { heard } = await listen(session, 'Patient', 'CREATE', filter);
    const identified = (value: string) =>
      writer.patient({ identifier: [new Identifier({ system: 'http://example.org', value })] });
    await identified('wrong');
    const wanted = await identified('right');
    assert.equal((await heard.event()).id, wanted.id);
    assert.equal(heard.events.length, 1);
  });

  it('of deleted data samples pass a filter by what the sample was before', async () => {
    const filter = { criteria: [{ by: 'label', type: 'IC-TEST', code: 'TEST' }] };
    const { heard } = await listen(session, 'DataSample', 'DELETE', filter);
    const patient = await writer.patient();
    const [wanted, other] = [randomUUID(), randomUUID()];
    await writer.dataSample(patient, { id: other, labels: [{ type: 'IC-TEST', code: 'OTHER' }] });
    await writer.dataSample(patient, { id: wanted, labels: [{ type: 'IC-TEST', code: 'TEST' }] });
    for (const id of [other, wanted]) await writer.dataSample(patient, { id, endOfLife: Date.now() });
    const event = await heard.event();
    assert.equal(event.id, wanted);
    assert.deepEqual(event.payload.labels, []);
    assert.deepEqual(heard.problems, []);
    assert.equal(heard.events.length, 1);
  });

  it('of data samples that vanish with their batch pass a filter by what they are', async () => {
    const filter = { criteria: [{ by: 'label', type: 'IC-TEST', code: 'TEST' }] };
    const { heard } = await listen(session, 'DataSample', 'DELETE', filter);
    const patient = await writer.patient();
    const batches = [
      await writer.dataSample(patient),
      await writer.dataSample(patient, { labels: [{ type: 'IC-TEST', code: 'TEST' }] }),
    ];
    for (const batch of batches) await writer.sdk.contact.deleteContact(batch);
    assert.equal((await heard.event()).payload.batchId, batches[1]?.id);
    assert.equal(heard.events.length, 1);
    assert.deepEqual(heard.problems, []);
  });

  it('of a deleted data sample that nothing is known of are delivered, with a problem', async () => {
    const filter = { criteria: [{ by: 'label', type: 'IC-TEST' }] };
    const { heard } = await listen(session, 'DataSample', 'DELETE', filter);
    const id = randomUUID();
    await writer.dataSample(await writer.patient(), { id, endOfLife: Date.now() });
    assert.equal((await heard.event()).id, id);
    assert.equal(heard.problems.length, 1);
  });

  it('reach a patient of what others share with it, also of who begins to share later', async () => {
    const own = await sessions.connect(settingsFor(sandbox, patientUser, sessions.keyFolder()));
    assert.equal(own.identity.dataOwnerType, 'patient');
    const early = await listen(own, 'DataSample', 'CREATE');
    const doctor = await Writer.of(sandbox, [patientUser.dataOwnerId]);
    try {
      const patient = await doctor.patient();
      const late = await listen(own, 'DataSample', 'CREATE');
      assert.equal((await early.heard.untilClosed())?.code, 'closed');
      await doctor.dataSample(patient, { text: 'For your eyes' });
      const event = await late.heard.event();
      assert.equal(event.decrypted, true);
      assert.deepEqual(event.payload.content, { en: { stringValue: 'For your eyes' } });
    } finally {
      doctor.end();
    }
  });

  it('of a type that the platform does not have are refused', async () => {
    const heard = new Heard();
    session.openChannel({ entity: 'DataSample', eventType: 'UPDATE', filter: filterFor('DataSample') }, heard);
    assert.equal((await heard.untilClosed())?.code, 'bad-config');
  });

  it('are not lost when the server fails while their key is fetched', async () => {
    const heard = new Heard();
    const fresh = await sessions.connect(settingsFor(sandbox, sandbox.addAccount(reader()), sessions.keyFolder()));
    const doctor = await Writer.of(sandbox, [fresh.identity.dataOwnerId]);
    try {
      fresh.openChannel({ entity: 'Patient', eventType: 'CREATE', filter: filterFor('Patient') }, heard);
      await heard.untilLive();
      const patient = await doctor.sdk.patient.withEncryptionMetadata(
        new (await import('@icure/cardinal-sdk')).DecryptedPatient({ id: randomUUID(), note: 'Still here' }),
        { delegates: await delegatesTo(fresh.identity) },
      );
      onRequest = (line) => {
        if (line.startsWith('POST /rest/v2/patient')) sandbox.faults.refuseAll = 503;
      };
      await doctor.sdk.patient.createPatient(patient);
      await eventually('a request of the reader was refused', () => {
        assert(sandbox.requests.some(({ method, status }) => method === 'GET' && status === 503));
      });
      assert.deepEqual(heard.events, []);
      delete sandbox.faults.refuseAll;
      const event = await heard.event();
      assert.equal(event.decrypted, true);
      assert.equal(event.payload.note, 'Still here');
    } finally {
      onRequest = undefined;
      delete sandbox.faults.refuseAll;
      doctor.end();
    }
  });

  it('are decrypted after the login has expired', async () => {
    const { heard } = await listen(session, 'Patient', 'CREATE');
    sandbox.expireTokens();
    // A writer whose key the driver has yet to fetch.
    const doctor = await Writer.of(sandbox, [hcp.dataOwnerId]);
    try {
      await doctor.patient({ note: 'After the expiry' });
      const event = await heard.event();
      assert.equal(event.decrypted, true);
      assert.equal(event.payload.note, 'After the expiry');
    } finally {
      doctor.end();
    }
  });

  /** As it is on the server, but for its revision. */
  function storedPatient(id: string): JsonObject {
    const document = sandbox.documents('patient').find((candidate) => candidate.id === id);
    assert(document);
    return { ...document, rev: undefined };
  }

  /** Writes as the healthcare professional, past the SDK. */
  async function createPatient(patient: JsonObject): Promise<void> {
    const login = await fetch(`${sandbox.url}/rest/v2/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username: hcp.login, password: hcp.password }),
    });
    const tokens: unknown = await login.json();
    assert(isJsonObject(tokens) && typeof tokens.token === 'string');
    const answer = await fetch(`${sandbox.url}/rest/v2/patient`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${tokens.token}` },
      body: JSON.stringify({ ...patient, id: randomUUID() }),
    });
    assert.equal(answer.status, 200, await answer.text());
  }
});

/** The delegations stay, the keys in them go. */
function withoutKeys(entity: JsonObject): JsonObject {
  const text = JSON.stringify(entity).replaceAll(/"encryptionKeys":\["[^"]*"\]/g, '"encryptionKeys":[]');
  const parsed: unknown = JSON.parse(text);
  assert(isJsonObject(parsed));
  return parsed;
}

function reader(): { login: string; password: string; kind: 'hcp' } {
  return { login: `reader-${randomUUID()}@sandbox.local`, password: 'sandbox', kind: 'hcp' };
}

async function delegatesTo({ dataOwnerId }: { dataOwnerId: string }) {
  const { AccessLevel } = await import('@icure/cardinal-sdk');
  return { [dataOwnerId]: AccessLevel.Write };
}

function objects(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

function listIn({ payload }: { payload: JsonObject }, name: string): JsonObject[] {
  return objects(payload[name]);
}
