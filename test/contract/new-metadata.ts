/** The metadata of new entities: who shall read them can, who shall not cannot, and they tell whom they are about. */
import assert from 'node:assert/strict';
import { createCipheriv, randomBytes, randomUUID } from 'node:crypto';
import type { SandboxAccount } from '../../sandbox';
import { FailureError, type FailureCode } from '../../src/model/failure';
import type { JsonObject } from '../../src/model/json';
import type { AccountSettings, SdkSession } from '../../src/sdk/port';
import type { NewEntity } from '../../src/sdk/session/sdk-adapter';
import { METADATA_FIELDS, type EncryptedEntity } from '../../src/sdk/wire/encryption';
import { idsOf } from '../../src/sdk/wire/patients-of';
import { RestClient } from '../sandbox/rest';
import { openAdapter, type EntityCrypto } from './adapters';
import type { Leg } from './legs';
import { Stage } from './stage';

const NOW = 20260102030405;

/** An account with a session of an SDK. */
interface User {
  readonly account: SandboxAccount;
  readonly settings: AccountSettings;
  readonly crypto: EntityCrypto;
}

/** An entity as the server gives it, and whose metadata open it. */
interface Stored {
  readonly id: string;
  readonly wire: JsonObject;
}

const ENTITIES = ['Patient', 'DataSample', 'HealthcareElement', 'Notification'] as const;
const ABOUT_PATIENTS = ['DataSample', 'HealthcareElement'] as const;

export function specifyNewMetadata(leg: Leg): void {
  describe('metadata of new entities', () => {
    const sessions: SdkSession[] = [];
    let stage: Stage;
    let author: User;
    let reader: User;
    let stranger: User;
    /** The reader, with the same key and another SDK. */
    let cardinal: EntityCrypto;
    let rest: RestClient;
    let user: JsonObject;
    let patient: JsonObject;

    before(async () => {
      stage = await Stage.open(leg);
      author = await newUser();
      reader = await newUser();
      stranger = await newUser();
      cardinal = await open({ ...reader.settings, sdk: 'cardinal', createKeyPair: false });
      rest = await RestClient.of(stage.sandbox, author.account);
      user = await rest.ask('GET', '/user/current');
      patient = (await store('Patient', { shareWith: [reader.account.dataOwnerId] })).wire;
    });
    after(async () => {
      await Promise.all(sessions.map((session) => session.close()));
      await stage.end();
    });

    async function open(settings: AccountSettings): Promise<EntityCrypto> {
      const { session, crypto } = await openAdapter(settings);
      sessions.push(session);
      return crypto;
    }

    async function newUser(kind: SandboxAccount['kind'] = 'hcp'): Promise<User> {
      const account = stage.newAccount(kind);
      const settings = stage.settings(account);
      return { account, settings, crypto: await open(settings) };
    }

    function begun(entity: EncryptedEntity, values: Partial<NewEntity> = {}): NewEntity {
      const isAbout = ABOUT_PATIENTS.some((name) => name === entity);
      return { entity, id: randomUUID(), user, patient: isAbout ? patient : undefined, shareWith: [], ...values };
    }

    /** As the account of the author. */
    async function store(entity: EncryptedEntity, values: Partial<NewEntity> = {}): Promise<Stored> {
      const made = begun(entity, values);
      const metadata = await author.crypto.newMetadata(made);
      const strange = Object.keys(metadata).filter((name) => !METADATA_FIELDS.has(name));
      assert.deepEqual(strange, [], 'there is nothing but metadata');
      const [key] = await author.crypto.keysOf(entity, made.id, { ...metadata, id: made.id });
      assert(key !== undefined, 'who makes it has the key');
      const { id } = made;
      switch (entity) {
        case 'Patient':
          return {
            id,
            wire: await rest.ask('POST', '/patient', {
              ...metadata,
              id,
              firstName: 'John',
              encryptedSelf: encrypt(key, { note: entity }),
            }),
          };
        case 'HealthcareElement': {
          const encryptedSelf = encrypt(key, { note: entity });
          return {
            id,
            wire: await rest.ask('POST', '/helement', { ...metadata, id, openingDate: NOW, encryptedSelf }),
          };
        }
        case 'Notification': {
          const encryptedSelf = encrypt(key, { note: entity });
          return {
            id,
            wire: await rest.ask('POST', '/maintenancetask', { ...metadata, id, taskType: 'OTHER', encryptedSelf }),
          };
        }
        case 'DataSample': {
          const service = { id: randomUUID(), valueDate: NOW, encryptedSelf: encrypt(key, { note: entity }) };
          await rest.ask('POST', '/contact', { ...metadata, id, openingDate: NOW, services: [service] });
          return { id, wire: await rest.ask('GET', `/contact/service/${service.id}`) };
        }
        default:
          return entity satisfies never;
      }
    }

    async function assertReads(crypto: EntityCrypto, entity: EncryptedEntity, { id, wire }: Stored): Promise<void> {
      const decryption = await crypto.decrypt(entity, id, wire);
      assert.equal(decryption.decrypted, true, JSON.stringify(decryption.problem));
      assert.equal(decryption.wire.note, entity);
      assert((await crypto.keysOf(entity, id, wire)).length > 0);
    }

    async function assertRefused(entity: NewEntity, code: FailureCode, text: string): Promise<void> {
      const error: unknown = await author.crypto.newMetadata(entity).then(
        () => undefined,
        (reason: unknown) => reason,
      );
      assert(error instanceof FailureError, String(error));
      assert.equal(error.code, code, error.message);
      assert(error.message.includes(text), error.message);
    }

    for (const entity of ENTITIES) {
      it(`of a ${entity} open it for its author and for whom it is shared with, and for nobody else`, async () => {
        const stored = await store(entity, { shareWith: [reader.account.dataOwnerId, author.account.dataOwnerId] });
        await assertReads(author.crypto, entity, stored);
        await assertReads(reader.crypto, entity, stored);
        assert.deepEqual(await stranger.crypto.keysOf(entity, stored.id, stored.wire), []);
        const decryption = await stranger.crypto.decrypt(entity, stored.id, stored.wire);
        assert.equal(decryption.decrypted, false);
        assert.equal(decryption.wire.note, undefined);
      });

      it(`of a ${entity} open it with the Cardinal SDK, too`, async () => {
        const stored = await store(entity, { shareWith: [reader.account.dataOwnerId] });
        const { decrypted, wire } = await cardinal.decrypt(entity, stored.id, stored.wire);
        assert.equal(decrypted, true);
        assert.equal(wire.note, entity);
      });

      it(`of a ${entity} open it for those with whom the user shares everything`, async () => {
        const autoDelegations = { all: [reader.account.dataOwnerId] };
        const stored = await store(entity, { user: { ...user, autoDelegations } });
        await assertReads(reader.crypto, entity, stored);
        assert.deepEqual(await stranger.crypto.keysOf(entity, stored.id, stored.wire), []);
      });

      it(`of a ${entity} are refused when it cannot be shared with somebody, and are not a moment later`, async () => {
        const account = stage.newAccount();
        const { dataOwnerId } = account;
        const shareWith = [reader.account.dataOwnerId, dataOwnerId];
        await assertRefused(begun(entity, { shareWith }), 'not-shared', dataOwnerId);
        const crypto = await open(stage.settings(account));
        const stored = await store(entity, { shareWith });
        await assertReads(crypto, entity, stored);
        await assertReads(reader.crypto, entity, stored);
      });

      it(`of a ${entity} are refused when it shall be shared with nobody that there is`, async () => {
        const nobody = randomUUID();
        await assertRefused(begun(entity, { shareWith: [nobody] }), 'not-shared', nobody);
        await assertReads(author.crypto, entity, await store(entity));
      });
    }

    for (const entity of ABOUT_PATIENTS) {
      it(`of a ${entity} tell the patient to those who may read it, and to nobody else`, async () => {
        const { id, wire } = await store(entity, { shareWith: [reader.account.dataOwnerId] });
        const told = { kind: 'done', result: [patient.id] };
        assert.deepEqual(await author.crypto.patientsOf(entity, id, wire), told);
        assert.deepEqual(await reader.crypto.patientsOf(entity, id, wire), told);
        assert.deepEqual(idsOf(await stranger.crypto.patientsOf(entity, id, wire)), []);
      });

      it(`of a ${entity} let it be found by the patient`, async () => {
        const { wire } = await store(entity);
        assert(Array.isArray(wire.secretForeignKeys));
        assert.equal(wire.secretForeignKeys.length, 1);
        const another = await store(entity);
        assert.deepEqual(another.wire.secretForeignKeys, wire.secretForeignKeys);
      });

      it(`of a ${entity} are refused to who cannot decrypt the patient`, async () => {
        const made = begun(entity, { user: await currentUser(stranger) });
        await assert.rejects(
          stranger.crypto.newMetadata(made),
          (error) => error instanceof FailureError && error.code === 'no-key',
        );
      });
    }

    it('that are made at the same time, for one who was never shared with, are all good', async () => {
      const { account, crypto } = await newUser();
      const shareWith = [account.dataOwnerId];
      const stored = await Promise.all(Array.from({ length: 8 }, () => store('DataSample', { shareWith })));
      for (const sample of stored) {
        await assertReads(author.crypto, 'DataSample', sample);
        await assertReads(crypto, 'DataSample', sample);
      }
    });

    it('are also for patients with an account', async () => {
      const { account, settings } = await newUser('patient');
      const { dataOwnerId } = account;
      const shareWith = [dataOwnerId];
      if (leg.generation === 'legacy') {
        await assertRefused(begun('HealthcareElement', { shareWith }), 'not-shared', dataOwnerId);
        // It reads the key of the patient in the patient, which it must be let see.
        const own = await RestClient.of(stage.sandbox, account);
        const document = await own.ask('GET', `/patient/${dataOwnerId}`);
        await own.ask('PUT', '/patient', { ...document, delegations: { [author.account.dataOwnerId]: [] } });
      }
      const stored = await store('HealthcareElement', { shareWith });
      // The SDKs look for those who share with a patient only when they start.
      await assertReads(await open(settings), 'HealthcareElement', stored);
      assert.deepEqual(await stranger.crypto.keysOf('HealthcareElement', stored.id, stored.wire), []);
    });

    it('are made by patients with an account, too', async () => {
      const self = await newUser('patient');
      const shareWith = [reader.account.dataOwnerId];
      const made = begun('Patient', { user: await currentUser(self), shareWith });
      const wire = { ...(await self.crypto.newMetadata(made)), id: made.id };
      const keys = await self.crypto.keysOf('Patient', made.id, wire);
      assert.equal(keys.length, 1);
      assert.deepEqual(await reader.crypto.keysOf('Patient', made.id, wire), keys);
      assert.deepEqual(await stranger.crypto.keysOf('Patient', made.id, wire), []);
    });

    async function currentUser({ account }: User): Promise<JsonObject> {
      return (await RestClient.of(stage.sandbox, account)).ask('GET', '/user/current');
    }
  });
}

/** As it stands in `encryptedSelf`. */
function encrypt(key: string, content: JsonObject): string {
  const iv = randomBytes(16);
  const cipher = createCipheriv(`aes-${key.length * 4}-cbc`, Buffer.from(key, 'hex'), iv);
  return Buffer.concat([iv, cipher.update(JSON.stringify(content)), cipher.final()]).toString('base64');
}
