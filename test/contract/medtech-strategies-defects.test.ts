/**
 * What the MedTech SDK with crypto strategies does that its driver, and whoever writes with it, has to know. On the real one, where `ICURE_MEDTECH_SDK`
 * names it, these are observations; on the stand-ins they show that the contract is held against them.
 */
import assert from 'node:assert/strict';
import { randomUUID, webcrypto } from 'node:crypto';
import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createSandbox, type Sandbox, type SandboxAccount } from '../../sandbox';
import { findSdk } from '../../src/sdk/installed';
import { MemoryStorage } from '../../src/sdk/medtech/memory-storage';
import { eventually } from '../support/eventually';
import type { Connection } from './medtech-stand-in/connection';
import { installStandIn } from './medtech-stand-in/installation';
import type { StrategiesSdk } from './medtech-stand-in/strategies';
import type { SimpleCryptoStrategies } from './medtech-stand-in/strategies/strategies';

type Api = InstanceType<StrategiesSdk['MedTechApi']>;

/** Of the real 3.3.10 and 3.2.1. */
const EXPORTS =
  'Address Annotation AnonymousMedTechApi AuthenticationApi AuthenticationProcess AuthenticationResult AuthenticationToken Coding CodingApiImpl CodingFilter CodingReference Content CryptoStrategies CryptoStrategiesBridge DataOwnerApi DataOwnerTypeEnum DataSample DataSampleFilter Delegation Document Filter FilterComposition HealthcareElement HealthcareElementFilter HealthcareProfessional HealthcareProfessionalFilter ICURE_CLOUD_URL ICURE_FREE_URL Identifier InlineResponse403 KeyPair KeyStorageImpl LocalStorageImpl MSG_GW_CLOUD_URL Measure MedTechApi MedicalDevice MedicalDeviceFilter NativeCryptoPrimitivesBridge Notification NotificationFilter PaginatedDocumentKeyAndIdPairObject PaginatedList Partnership Patient PatientFilter PatientHealthCareParty PersonName Property PropertyType SecureDelegation SecurityMetadata SimpleCryptoStrategies SystemMetaDataEncrypted SystemMetaDataOwner SystemMetaDataOwnerEncrypted Telecom TimeSeries TypedValueObject User UserFilter UuidEncoder a2b amount authenticationApi b2a b64Url2ua b64_2ab b64_2ua b64_2uas codingApi concat_uas dataOwnerApi dataSampleApi dateDecode dateEncode healthcareElementApi healthcareProfessionalApi hex2string hex2ua ibanFormat ibanRegExp ibanValidate isValidIBAN medTechApi medicalDeviceApi money nihiiFormat nihiiRegExp nihiiValidate notificationApi patientApi personName personNameAbbrev phoneNumberFormat phoneNumberValidate ssinFormat ssinRegExp ssinValidate string2ab string2hex string2ua timeDecode timeEncode toMoment toUrlParams ua2ab ua2b64 ua2b64Url ua2hex ua2string ua2utf8 unit userApi utf8_2ua';

const installed = findSdk('medtech', []);

if (installed !== undefined) specifyDefects('the installed SDK', () => installed);
else {
  for (const variant of ['map', 'plain'] as const) {
    specifyDefects(`the stand-in, ${variant} models`, () => installStandIn(variant));
  }
}

function specifyDefects(title: string, install: () => string): void {
  describe(`contract: what the MedTech SDK with crypto strategies does, of ${title}`, () => {
    let folder: string;
    let sdk: StrategiesSdk;
    let sandbox: Sandbox;
    let account: SandboxAccount;

    before(async function () {
      folder = install();
      sdk = createRequire(join(folder, 'any.js'))(folder) as StrategiesSdk;
      sandbox = await createSandbox({ pingInterval: 200 });
      if (!('SimpleCryptoStrategies' in sdk)) this.skip();
    });
    beforeEach(() => {
      account = newAccount();
    });
    after(async () => {
      await sandbox.stop();
      if (installed === undefined) rmSync(folder, { recursive: true });
    });

    function newAccount(): SandboxAccount {
      return sandbox.addAccount({ login: `${randomUUID()}@sandbox.local`, password: 'sandbox', kind: 'hcp' });
    }

    function strategiesWith(...keys: ConstructorParameters<typeof SimpleCryptoStrategies>[0]): SimpleCryptoStrategies {
      const { labels } = new sdk.Patient({ labels: [] });
      return new sdk.SimpleCryptoStrategies(keys, labels instanceof Set ? new Set(['Patient']) : ['Patient']);
    }

    /** With an empty storage, as on another machine. */
    function openApi(strategies = strategiesWith(), { login, password } = account): Promise<Api> {
      const storage = new MemoryStorage();
      return sdk
        .medTechApi()
        .withICureBaseUrl(sandbox.url)
        .withUserName(login)
        .withPassword(password)
        .withCrypto(webcrypto)
        .withStorage(storage)
        .withKeyStorage(new sdk.KeyStorageImpl(storage))
        .withCryptoStrategies(strategies)
        .build();
    }

    function publicKeys(): unknown {
      const owner = sandbox.documents('hcparty').find(({ id }) => id === account.dataOwnerId);
      return owner?.publicKeysForOaepWithSha256;
    }

    async function untilOpen(sockets: number): Promise<void> {
      await eventually(`${sockets} sockets are open`, () => {
        assert.equal(sandbox.sockets.filter(({ subscription }) => subscription !== undefined).length, sockets);
      });
    }

    async function subscribe(api: Api): Promise<Connection> {
      const filter = await new sdk.UserFilter(api).build();
      const options = { connectionMaxRetry: 5, connectionRetryIntervalMs: 200 };
      return api.userApi.subscribeToUserEvents(['CREATE'], filter, () => Promise.resolve(), options);
    }

    it('exports what applications import', () => {
      const missing = EXPORTS.split(' ').filter((name) => !(name in sdk));
      assert.deepEqual(missing, []);
    });

    it('registers a new key pair when it misses its own', async () => {
      const [first, second] = [strategiesWith(), strategiesWith()];
      await openApi(first);
      await openApi(second);
      assert.deepEqual(publicKeys(), [first.generatedKeyPair?.publicKey, second.generatedKeyPair?.publicKey]);
    });

    it('takes the key pair that it is given, when the data owner has it', async () => {
      const first = strategiesWith();
      await openApi(first);
      assert(first.generatedKeyPair !== undefined);
      const second = strategiesWith(first.generatedKeyPair);
      await openApi(second);
      assert.equal(second.generatedKeyPair, undefined);
      assert.deepEqual(publicKeys(), [first.generatedKeyPair.publicKey]);
    });

    it('makes no key pair when the strategies forbid it', async () => {
      const strategies = Object.assign(strategiesWith(), { allowNewKeyPairGeneration: () => Promise.resolve(false) });
      await assert.rejects(openApi(strategies), /No verified key found for .* and settings do not allow creation/);
      assert.deepEqual(publicKeys() ?? [], []);
    });

    it('goes on refusing after a login was refused, though the server accepts it again', async () => {
      const api = await openApi();
      const { id } = await api.baseApi.userApi.getCurrentUser();
      sandbox.faults.refuseAll = 401;
      await assert.rejects(api.userApi.getUser(id), /401/);
      delete sandbox.faults.refuseAll;
      await assert.rejects(api.userApi.getUser(id), /401/);
      await (await openApi()).userApi.getUser(id);
    });

    it('refuses a filter for another entity', async () => {
      const api = await openApi();
      const filter = await new sdk.UserFilter(api).build();
      const subscribing = api.patientApi.subscribeToPatientEvents(['CREATE'], filter, () => Promise.resolve());
      await assert.rejects(subscribing, /^Error: No mapper for /);
    });

    it('gives events of entities whose id is no UUID to nobody', async () => {
      const api = await openApi();
      const { patientApi, healthcareElementApi, userApi } = api.baseApi;
      const user = await userApi.getCurrentUser();
      const patient = await patientApi.createPatientWithUser(user, await patientApi.newInstance(user, {}));
      const heard: unknown[] = [];
      const filter = await new sdk.HealthcareElementFilter(api).forSelf().build();
      const subscribe = api.healthcareElementApi.subscribeToHealthcareElementEvents.bind(api.healthcareElementApi);
      const connection = await subscribe(['CREATE'], filter, ({ id }) => Promise.resolve(heard.push(id)));
      await untilOpen(1);
      const id = randomUUID();
      for (const each of [`no-uuid-${id}`, id]) {
        const element = await healthcareElementApi.newInstance(user, patient, { id: each, descr: 'Cough' });
        await healthcareElementApi.createHealthElementWithUser(user, element);
      }
      await eventually('the other event is there', () => {
        assert.deepEqual(heard, [id]);
      });
      connection.close();
      await untilOpen(0);
    });

    it('has models whose JSON lacks what is in Maps and Sets, where it has those', () => {
      const content = new sdk.Content({ stringValue: 'Hello' });
      const hasMaps = new sdk.DataSample({}).content instanceof Map;
      const sample = new sdk.DataSample({ content: hasMaps ? new Map([['en', content]]) : { en: content } });
      const { content: read } = JSON.parse(JSON.stringify(sample)) as { content: unknown };
      assert.deepEqual(read, hasMaps ? {} : { en: { stringValue: 'Hello' } });
    });

    it('opens again what was closed while it waited to try again', async () => {
      const connection = await subscribe(await openApi());
      await untilOpen(1);
      const closed = new Promise<void>((resolve) => {
        connection.onClosed(resolve);
      });
      sandbox.sockets[0]?.terminate();
      await closed;
      await new Promise((resolve) => setImmediate(resolve));
      connection.close();
      await untilOpen(1);
      connection.close();
      await untilOpen(0);
    });

    it('makes entities that are shared but not stored, and healthcare elements that are shared with nobody', async () => {
      const reader = newAccount();
      await openApi(strategiesWith(), reader);
      const api = await openApi();
      await api.userApi.shareAllFutureDataWith([reader.dataOwnerId], 'all');
      const { baseApi } = api;
      const user = await baseApi.userApi.getCurrentUser();
      const patient = await baseApi.patientApi.newInstance(user, { lastName: 'Snow', note: 'Cold' });
      const names = [account.dataOwnerId, reader.dataOwnerId].sort();
      assert.deepEqual(readersOf(patient), names);
      assert.equal(patient.note, 'Cold');
      assert(sandbox.documents('patient').every(({ id }) => id !== patient.id));
      await baseApi.patientApi.createPatientWithUser(user, patient);

      const secret = await baseApi.healthcareElementApi.newInstance(
        user,
        patient,
        { descr: 'Cough' },
        { confidential: true },
      );
      assert.deepEqual(readersOf(secret), [account.dataOwnerId]);
      const told = await baseApi.healthcareElementApi.newInstance(
        user,
        patient,
        { descr: 'Cough' },
        {
          confidential: true,
          additionalDelegates: { [reader.dataOwnerId]: 'WRITE' },
        },
      );
      assert.deepEqual(readersOf(told), names);
      const element = new sdk.HealthcareElement({ description: 'Cough' });
      const { id } = await api.healthcareElementApi.createOrModifyHealthcareElement(element, String(patient.id));
      const stored = sandbox.documents('helement').find((document) => document.id === id);
      assert(stored);
      assert.deepEqual(readersOf(stored), [account.dataOwnerId]);
    });
  });
}

function readersOf({ securityMetadata }: Readonly<Record<string, unknown>>): unknown[] {
  const { secureDelegations } = securityMetadata as { secureDelegations: Record<string, { delegate?: string }> };
  return Object.values(secureDelegations)
    .map(({ delegate }) => delegate)
    .sort();
}
