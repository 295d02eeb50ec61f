/** What the sandbox's own writer writes, as the real Cardinal SDK and the drivers read it. */
import assert from 'node:assert/strict';
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { createSandbox, type Sandbox, type Writer, type Written } from '../../sandbox';
import { ENTITIES, ENTITY_NAMES, isSavable, type EntityName, type EventType } from '../../src/model/entities';
import type { EntityEvent } from '../../src/model/event';
import type { JsonObject } from '../../src/model/json';
import type { SdkSession } from '../../src/sdk/port';
import { textIn } from '../contract/author';
import { LEGS, useSdkOf, type Leg } from '../contract/legs';
import { Stage } from '../contract/stage';
import { Reader } from '../support/reader';
import { filterFor, listen, type Heard } from '../support/sessions';
import { RestClient } from './rest';

const LABEL = { type: 'IC-TEST', code: 'TEST' };
const VALUES = {
  labels: [LABEL],
  codes: [{ type: 'LOINC', code: '2339-0' }],
  identifiers: [{ system: 'http://example.org', value: 'x-1' }],
};

describe("the sandbox's writer", function () {
  this.timeout(60_000);

  describe('with the real Cardinal SDK', () => {
    let sandbox: Sandbox;
    let reader: Reader;
    let writer: Writer;

    before(async () => {
      sandbox = await createSandbox();
      const account = sandbox.accounts[0] ?? assert.fail();
      const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
      const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
      sandbox.registerPublicKey(account.dataOwnerId, pem);
      reader = await Reader.of(sandbox, account, pem);
      writer = sandbox.createWriter({ readers: [account.dataOwnerId] });
    });
    after(async () => {
      reader.end();
      await sandbox.stop();
    });

    /** What the SDK decrypts of an entity, or the user as it is. */
    async function read(entity: EntityName, id: string): Promise<unknown> {
      const { sdk } = reader;
      switch (entity) {
        case 'Patient':
          return sdk.patient.getPatient(id);
        case 'DataSample':
          return sdk.contact.getService(id);
        case 'HealthcareElement':
          return sdk.healthElement.getHealthElement(id);
        case 'Notification':
          return sdk.maintenanceTask.getMaintenanceTask(id);
        case 'User':
          return sdk.user.getUser(id);
        default:
          return entity satisfies never;
      }
    }

    /** With the SDK's names, which are the payload's where the text is. */
    async function textOf(entity: EntityName, id: string): Promise<unknown> {
      return textIn(entity, plain(await read(entity, id)));
    }

    for (const entity of ENTITY_NAMES) {
      it(`creates, modifies and removes a ${entity} that the SDK decrypts`, async () => {
        const { id, sequence } = writer.create(entity, VALUES);
        assert.equal(await textOf(entity, id), `write ${sequence}`);
        const modified = writer.modify(entity, id);
        assert.equal(await textOf(entity, id), `write ${modified.sequence}`);
        const again = writer.modify(entity, id, { text: 'said' });
        assert.equal(await textOf(entity, id), 'said');
        const found = plain(await read(entity, id));
        if (ENTITIES[entity].isCoded) assert.deepEqual(codingsIn(found.tags), [LABEL], 'labels stay');
        if (entity !== 'DataSample') assert.equal(found.rev, again.rev);
        writer.remove(entity, id);
        const removed = plain(await read(entity, id));
        assert.ok(Number(removed[entity === 'DataSample' ? 'endOfLife' : 'deletionDate']) > 0);
        assert.ok(!writer.alive(entity).includes(id));
        assert.throws(() => writer.modify(entity, id), /has created no/);
        assert.throws(() => writer.remove(entity, id), /has created no/);
        assert.throws(() => writer.create(entity, { id }), /There is or was/);
      });
    }

    it('tells whose data samples and healthcare elements are, through all their versions', async () => {
      const { sdk } = reader;
      const patient = writer.create('Patient').id;
      const element = writer.create('HealthcareElement', { patient }).id;
      const { healthElement } = sdk;
      const written = await healthElement.getHealthElement(element);
      assert.deepEqual(await healthElement.decryptPatientIdOf(written), [patient]);
      const sample = writer.create('DataSample', { patient }).id;
      writer.modify('DataSample', sample);
      const { contactId } = await sdk.contact.getService(sample);
      assert.deepEqual(await sdk.contact.decryptPatientIdOf(await sdk.contact.getContact(contactId ?? '')), [patient]);
    });

    it('lets the SDK change what it wrote, and goes on from there', async () => {
      const { id } = writer.create('Patient');
      const { patient } = reader.sdk;
      const read = await patient.getPatient(id);
      await patient.modifyPatient(Object.assign(structuredClone(read), { firstName: 'Changed' }));
      writer.modify('Patient', id, { text: 'third' });
      const { firstName, note, rev } = await patient.getPatient(id);
      assert.deepEqual([firstName, note, rev?.slice(0, 2)], ['Changed', 'third', '3-']);
    });

    it('gives each version a later time of modification', () => {
      for (const entity of ENTITY_NAMES.filter(isSavable)) {
        const { id } = writer.create(entity);
        const times = [modifiedOf(entity, id)];
        for (let count = 0; count < 5; count += 1) {
          writer.modify(entity, id);
          times.push(modifiedOf(entity, id));
        }
        writer.remove(entity, id);
        if (entity === 'DataSample') times.push(modifiedOf(entity, id));
        assert.deepEqual(
          times,
          [...new Set(times)].sort((one, other) => one - other),
          entity,
        );
      }
    });

    function modifiedOf(entity: 'Patient' | 'DataSample' | 'HealthcareElement' | 'Notification', id: string): number {
      if (entity === 'DataSample') return sandbox.history.stateOf(entity, id)?.last.version?.modified ?? assert.fail();
      const kind = ({ Patient: 'patient', HealthcareElement: 'helement', Notification: 'maintenancetask' } as const)[
        entity
      ];
      return Number(sandbox.documents(kind).find((document) => document.id === id)?.modified);
    }

    it('lists what lives', () => {
      const ids = [1, 2, 3, 4].map(() => writer.create('User').id);
      for (const id of ids.slice(0, 3)) writer.remove('User', id);
      assert.deepEqual(
        ids.filter((id) => writer.alive('User').includes(id)),
        ids.slice(3),
      );
      assert.ok(!writer.alive('Patient').includes(writer.subject));
    });

    it('needs readers that are healthcare professionals and have a key', () => {
      const [, patient] = sandbox.accounts;
      const other = sandbox.addAccount({ login: randomUUID(), password: 'sandbox', kind: 'hcp' });
      const writerFor = (reader: string, delegations: 'secure' | 'legacy' = 'secure') => {
        sandbox.createWriter({ readers: [reader], delegations });
      };
      assert.throws(() => {
        writerFor(other.dataOwnerId);
      }, /has no public key yet/);
      assert.throws(() => {
        writerFor(sandbox.accounts[0]?.dataOwnerId ?? '', 'legacy');
      }, /has no public key yet/);
      assert.throws(() => {
        writerFor(patient?.dataOwnerId ?? '');
      }, /is a patient; the writer shares with healthcare professionals only/);
      assert.throws(() => {
        writerFor('nobody');
      }, /There is no data owner nobody/);
      assert.throws(() => {
        sandbox.registerPublicKey('nobody', '');
      }, /There is no data owner nobody/);
    });

    it('keeps from others what it writes', async () => {
      const account = sandbox.addAccount({ login: `${randomUUID()}@sandbox.local`, password: 'sandbox', kind: 'hcp' });
      const { id } = writer.create('Patient', { text: 'nobody may read this' });
      const stranger = await RestClient.of(sandbox, account);
      assert.equal((await stranger.send('GET', `/patient/${id}`)).status, 403);
      const stored = JSON.stringify(sandbox.documents('patient').find((patient) => patient.id === id));
      assert.doesNotMatch(stored, /nobody may read this/);
    });
  });

  for (const leg of LEGS)
    describe(`with the driver of ${leg.title}`, () => {
      specifyDriver(leg);
    });
});

function specifyDriver(leg: Leg): void {
  let stage: Stage;
  let session: SdkSession;
  let writer: Writer;
  const heard = new Map<string, Heard>();

  useSdkOf(leg);
  before(async () => {
    stage = await Stage.open(leg);
    const account = stage.newAccount();
    session = await stage.connect(account);
    writer = stage.sandbox.createWriter({
      readers: [account.dataOwnerId],
      delegations: leg.generation,
    });
    for (const entity of ENTITY_NAMES) {
      for (const type of ENTITIES[entity].eventTypes) {
        heard.set(`${entity} ${type}`, (await listen(session, entity, type)).heard);
      }
    }
  });
  after(() => stage.end());

  async function event(entity: EntityName, type: EventType, { id }: Written): Promise<EntityEvent> {
    const found = await (heard.get(`${entity} ${type}`) ?? assert.fail()).eventOf(id);
    assert.equal(found.decrypted, true);
    return found;
  }

  for (const entity of ENTITY_NAMES) {
    it(`tells of what is written of a ${entity}, decrypted`, async () => {
      const first = writer.create(entity, VALUES);
      const created = await event(entity, 'CREATE', first);
      assert.equal(textIn(entity, created.payload), `write ${first.sequence}`);
      if (ENTITIES[entity].isCoded) assert.deepEqual(codingsIn(created.payload.labels), [LABEL]);
      if (ENTITIES[entity].eventTypes.includes('UPDATE')) {
        const second = writer.modify(entity, first.id);
        const updated = await event(entity, 'UPDATE', second);
        assert.deepEqual([updated.rev, textIn(entity, updated.payload)], [second.rev, `write ${second.sequence}`]);
      }
      const last = writer.remove(entity, first.id);
      const removed = await event(entity, 'DELETE', last);
      if (entity !== 'DataSample') assert.equal(removed.rev, last.rev);
      for (const { problems } of heard.values()) assert.deepEqual(problems, []);
    });

    it(`finds what is written of a ${entity} by filters, decrypted`, async () => {
      const [kept, removed] = [writer.create(entity, VALUES), writer.create(entity, VALUES)];
      const { sequence } = writer.modify(entity, kept.id);
      writer.remove(entity, removed.id);
      const criteria = ENTITIES[entity].isCoded ? [{ by: 'label', ...LABEL }] : [];
      const filter = filterFor(entity, { owner: 'self', match: 'all', criteria });
      const ids = await session.store.match(entity, ENTITIES[entity].hasOwner ? filter : filterFor(entity));
      assert.ok(ids.includes(kept.id));
      const [found, missing] = await session.store.get(entity, [kept.id, removed.id]);
      assert.equal(textIn(entity, found?.payload ?? {}), `write ${sequence}`);
      assert.equal(missing, undefined);
    });
  }
}

/** As JSON would have it. */
function plain(value: unknown): JsonObject {
  return JSON.parse(JSON.stringify(value)) as JsonObject;
}

function codingsIn(value: unknown): unknown[] {
  assert.ok(Array.isArray(value));
  return value.map(({ type, code }: JsonObject) => ({ type, code }));
}
