/**
 * What the MedTech SDK before 2.3 looks like from outside. The stand-in is held to it, and the real one where `ICURE_MEDTECH_SDK` names it, so that they do
 * not drift apart.
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
import { FrameRecorder } from './frame-recorder';
import { FILTERS, ME, type FilteredEntity } from './medtech-filters';
import type * as StandIn from './medtech-stand-in';
import { installStandIn } from './medtech-stand-in/installation';

type Sdk = typeof StandIn;
type Api = StandIn.MedTechApi;

/** What the real one needs of its builder, and the stand-in does not. */
interface Builder {
  withICureBaseUrl(url: string): this;
  withUserName(userName: string): this;
  withPassword(password: string): this;
  withCrypto(crypto: object): this;
  withStorage(storage: object): this;
  build(): Promise<Api>;
}

/** Of the real 2.2.5, by what `typeof` says of them. */
const EXPORTS: Readonly<Record<string, string>> = {
  function:
    'Address AnonymousMedTechApi AnonymousMedTechApiBuilder AuthenticationToken Coding CodingFilter CodingReference ConnectionImpl Content DataSample DataSampleFilter Delegation Document EncryptedPatient Filter HealthcareElement HealthcareElementFilter HealthcareProfessional HealthcareProfessionalFilter ICureRegistrationEmail ICureRegistrationSMS Identifier InlineResponse403 KeyStorageImpl LocalStorageImpl Measure MedTechApi MedTechApiBuilder MedicalDevice MedicalDeviceFilter NotificationFilter PaginatedDocumentKeyAndIdPairObject PaginatedListCoding PaginatedListDataSample PaginatedListHealthcareElement PaginatedListHealthcareProfessional PaginatedListMedicalDevice PaginatedListPatient PaginatedListUser Partnership Patient PatientFilter PatientHealthCareParty PersonName Property PropertyType SystemMetaDataEncrypted SystemMetaDataOwner SystemMetaDataOwnerEncrypted Telecom TimeSeries TypedValueObject User UserFilter UuidEncoder a2b amount b2a b64Url2ua b64_2ab b64_2ua b64_2uas dateDecode dateEncode hex2string hex2ua ibanFormat ibanValidate isValidIBAN medTechApi money nihiiFormat nihiiValidate personName personNameAbbrev phoneNumberFormat phoneNumberValidate ssinFormat ssinValidate string2ab string2hex string2ua timeDecode timeEncode toMoment toUrlParams ua2ab ua2b64 ua2b64Url ua2hex ua2string ua2utf8 unit utf8_2ua',
  string: 'ICURE_CLOUD_URL ICURE_FREE_URL MSG_GW_CLOUD_URL',
  object: 'ibanRegExp nihiiRegExp ssinRegExp',
};

/** The fields of models that are Sets when nothing is given. */
const SETS = {
  Document: ['otherUtis'],
  DataSample: ['canvasesIds', 'codes', 'healthcareElementIds', 'labels'],
  EncryptedPatient: ['codes', 'labels', 'mergedIds', 'properties'],
  HealthcareElement: ['codes', 'labels'],
  HealthcareProfessional: ['codes', 'labels', 'properties'],
  MedicalDevice: ['codes', 'labels', 'properties'],
  Patient: ['codes', 'labels', 'mergedIds', 'properties'],
  User: ['properties', 'roles'],
} as const satisfies Partial<Record<keyof Sdk, readonly string[]>>;

/** The methods of each of the api's APIs that applications call. */
const METHODS = {
  codingApi: 'createOrModifyCoding createOrModifyCodings filterCoding getCoding matchCoding',
  dataOwnerApi: 'getDataOwnerIdOf giveAccessBackTo initCryptoFor',
  dataSampleApi:
    'clearContactCache createOrModifyDataSampleFor createOrModifyDataSamplesFor deleteAttachment deleteDataSample deleteDataSamples extractPatientId filterDataSample getDataSample getDataSampleAttachmentContent getDataSampleAttachmentDocument getDataSamplesForPatient giveAccessTo matchDataSample setDataSampleAttachment subscribeToDataSampleEvents',
  healthcareElementApi:
    'createOrModifyHealthcareElement createOrModifyHealthcareElements deleteHealthcareElement filterHealthcareElement getHealthcareElement getHealthcareElementsForPatient giveAccessTo matchHealthcareElement subscribeToHealthcareElementEvents',
  healthcareProfessionalApi:
    'createOrModifyHealthcareProfessional deleteHealthcareProfessional filterHealthcareProfessionalBy getHealthcareProfessional matchHealthcareProfessionalBy',
  medicalDeviceApi:
    'createOrModifyMedicalDevice createOrModifyMedicalDevices deleteMedicalDevice deleteMedicalDevices filterMedicalDevices getMedicalDevice matchMedicalDevices',
  notificationApi:
    'createOrModifyNotification deleteNotification filterNotifications getNotification getPendingNotificationsAfter subscribeToNotificationEvents updateNotificationStatus',
  patientApi:
    'createOrModifyPatient deletePatient filterPatients getPatient getPatientAndTryDecrypt giveAccessTo giveAccessToAllDataOf giveAccessToPotentiallyEncrypted matchPatients modifyPotentiallyEncryptedPatient subscribeToPatientEvents',
  userApi:
    'checkTokenValidity createAndInviteUser createOrModifyUser createToken deleteUser filterUsers getLoggedUser getUser getUserByEmail matchUsers shareAllFutureDataWith stopSharingDataWith subscribeToUserEvents',
} as const satisfies Partial<Record<keyof Api, string>>;

/** Builders that were not told whose entities they are for, and what they say. */
const COMPLAINTS = {
  PatientFilter: 'Data Owner must be set for patient filter.',
  DataSampleFilter: 'Hcp must be set for patient filter.',
  HealthcareElementFilter: 'Hcp must be set for patient filter.',
  NotificationFilter: 'DataOwner must be set for NotificationFilter.',
} as const satisfies Partial<Record<keyof Sdk, string>>;

const installed = findSdk('medtech', []);

describe('contract: what the MedTech SDK before 2.3 looks like', () => {
  let folder: string;
  let sdk: Sdk;
  let sandbox: Sandbox;
  let recorder: FrameRecorder;
  let recorded: Api;
  let api: Api;
  let reader: Api;
  let account: SandboxAccount;
  let another: SandboxAccount;

  before(async function () {
    folder = installed ?? installStandIn();
    sdk = createRequire(join(folder, 'any.js'))(folder) as Sdk;
    sandbox = await createSandbox({ pingInterval: 200 });
    recorder = await FrameRecorder.start({ id: randomUUID(), healthcarePartyId: ME });
    if ('SimpleCryptoStrategies' in sdk) this.skip();
    account = newAccount();
    another = newAccount();
    reader = await openApi(another);
    await reader.initUserCrypto();
    api = await openApi(account);
    recorded = await openApi(account, recorder.url);
    await api.initUserCrypto();
  });
  after(async () => {
    await recorder.stop();
    await sandbox.stop();
    if (installed === undefined) rmSync(folder, { recursive: true });
  });

  function newAccount(): SandboxAccount {
    return sandbox.addAccount({ login: `${randomUUID()}@sandbox.local`, password: 'sandbox', kind: 'hcp' });
  }

  function openApi({ login, password }: SandboxAccount, url = sandbox.url): Promise<Api> {
    return (sdk.medTechApi() as unknown as Builder)
      .withICureBaseUrl(url)
      .withUserName(login)
      .withPassword(password)
      .withCrypto(webcrypto)
      .withStorage(new MemoryStorage())
      .build();
  }

  function subscribe(entity: FilteredEntity, filter: object): Promise<StandIn.Connection> {
    const ignore = (): Promise<void> => Promise.resolve();
    switch (entity) {
      case 'Patient':
        return recorded.patientApi.subscribeToPatientEvents(['CREATE'], filter, ignore);
      case 'DataSample':
        return recorded.dataSampleApi.subscribeToDataSampleEvents(['CREATE'], filter, ignore);
      case 'HealthcareElement':
        return recorded.healthcareElementApi.subscribeToHealthcareElementEvents(['CREATE'], filter, ignore);
      case 'Notification':
        return recorded.notificationApi.subscribeToNotificationEvents(['CREATE'], filter, ignore);
      case 'User':
        return recorded.userApi.subscribeToUserEvents(['CREATE'], filter, ignore);
    }
  }

  /** What a server is sent as the filter of a subscription. */
  async function wireOf(entity: FilteredEntity, filter: object): Promise<unknown> {
    recorder.frames.length = 0;
    const connection = await subscribe(entity, filter);
    try {
      const frame = await eventually('a subscription', () => {
        const [first] = recorder.frames;
        assert(first);
        return JSON.parse(first) as { readonly filter: { readonly filter: unknown } };
      });
      return frame.filter.filter;
    } finally {
      connection.close();
    }
  }

  async function newPatient(): Promise<{ readonly id: string; readonly dto: Record<string, unknown> }> {
    const id = randomUUID();
    await api.patientApi.createOrModifyPatient(new sdk.Patient({ id, lastName: 'Snow', note: 'secret' }));
    const dto = sandbox.documents('patient').find((patient) => patient.id === id);
    assert(dto);
    return { id, dto };
  }

  it('exports these names', () => {
    const kinds = Object.entries(sdk).map(([name, value]) => [name, typeof value]);
    const expected = Object.entries(EXPORTS).flatMap(([kind, names]) => names.split(' ').map((name) => [name, kind]));
    assert.deepEqual(Object.fromEntries(kinds), Object.fromEntries(expected));
  });

  it('has these methods', () => {
    for (const [name, methods] of Object.entries(METHODS)) {
      const part = api[name as keyof typeof METHODS] as unknown as Readonly<Record<string, unknown>>;
      for (const method of methods.split(' ')) assert.equal(typeof part[method], 'function', `${name}.${method}`);
    }
  });

  for (const [name, fields] of Object.entries(SETS)) {
    it(`has Sets in ${name}: ${fields.join(', ')}`, () => {
      const Class = sdk[name as keyof typeof SETS];
      const model = Object.entries(new Class({}));
      const sets = model.filter(([, value]) => value instanceof Set).map(([field]) => field);
      assert.deepEqual(sets.sort(), fields);
    });
  }

  it('makes lists of the Sets when it marshals', () => {
    const labels = [{ id: 'T|c|1', type: 'T', code: 'c', version: '1' }];
    const patient = new sdk.Patient({ id: '1', labels });
    assert.deepEqual(asJson(patient).labels, {});
    assert.deepEqual(asJson(patient.marshal()).labels, labels);
    assert.deepEqual(new sdk.Patient(patient.marshal()).labels, patient.labels);
  });

  for (const [entity, build, wire] of FILTERS) {
    it(`sends ${entity} filters: ${JSON.stringify(wire)}`, async () => {
      assert.deepEqual(await wireOf(entity, await build(sdk).build()), wire);
    });
  }

  it('sends filters by the secret ids of patients', async () => {
    const { id } = await newPatient();
    const patient = await api.patientApi.getPatient(id);
    const [byPatient, elementsByPatient] = await Promise.all([
      new sdk.DataSampleFilter().forDataOwner(account.dataOwnerId).forPatients(api.cryptoApi, [patient]).build(),
      new sdk.HealthcareElementFilter().forDataOwner(account.dataOwnerId).forPatients(api.cryptoApi, [patient]).build(),
    ]);
    const [secretId] = byPatient.patientSecretForeignKeys as string[];
    assert(secretId);
    const fields = { healthcarePartyId: account.dataOwnerId, patientSecretForeignKeys: [secretId] };
    assert.deepEqual(await wireOf('DataSample', byPatient), { $type: 'ServiceBySecretForeignKeys', ...fields });
    assert.deepEqual(await wireOf('HealthcareElement', elementsByPatient), {
      $type: 'HealthElementByHcPartySecretForeignKeysFilter',
      ...fields,
    });
  });

  for (const [name, message] of Object.entries(COMPLAINTS)) {
    it(`does not build a ${name} without a data owner`, async () => {
      await assert.rejects(new sdk[name as keyof typeof COMPLAINTS]().build(), { message });
    });
  }

  it('does not ask for what a filter of something else finds', async () => {
    const filter = await new sdk.UserFilter().build();
    await assert.rejects(async () => api.patientApi.matchPatients(filter), { message: 'No mapper for AllUsersFilter' });
  });

  it('begins new entities for oneself, those one shares with, and others', async () => {
    const { dto } = await newPatient();
    const { userApi, patientApi, contactApi, healthcareElementApi, maintenanceTaskApi } = api._baseApi;
    const user = await userApi.getCurrentUser();
    const shares = { ...user, autoDelegations: { medicalInformation: [another.dataOwnerId] } };
    const given = { id: randomUUID() };
    const both = [account.dataOwnerId, another.dataOwnerId].sort();
    const made = {
      patient: await patientApi.newInstance(shares, { ...given }),
      contact: await contactApi.newInstance(shares, dto, { ...given }),
      element: await healthcareElementApi.newInstance(shares, dto, { ...given }, false),
      toOther: await contactApi.newInstance(user, dto, { ...given }, true, [another.dataOwnerId]),
      task: await maintenanceTaskApi.newInstance(user, { ...given }, [another.dataOwnerId]),
    };
    for (const [name, { id, responsible, author, delegations, encryptionKeys }] of Object.entries(made)) {
      assert.deepEqual([id, responsible, author], [given.id, account.dataOwnerId, account.userId], name);
      assert.deepEqual(Object.keys(Object(delegations) as object).sort(), both, name);
      assert.deepEqual(Object.keys(Object(encryptionKeys) as object).sort(), both, name);
    }
    for (const { secretForeignKeys, cryptedForeignKeys } of [made.contact, made.element, made.toOther]) {
      assert.equal((secretForeignKeys as string[]).length, 1);
      assert.deepEqual(Object.keys(Object(cryptedForeignKeys) as object).sort(), both);
    }
    assert(!sandbox.documents('contact').some(({ id }) => id === given.id));
  });

  it('does not share medical information when it begins a notification', async () => {
    const { userApi, maintenanceTaskApi } = api._baseApi;
    const user = await userApi.getCurrentUser();
    const task = await maintenanceTaskApi.newInstance(
      { ...user, autoDelegations: { medicalInformation: [another.dataOwnerId] } },
      {},
    );
    assert.deepEqual(Object.keys(Object(task.delegations) as object), [account.dataOwnerId]);
  });

  it('leaves out those it cannot share with, without an error', async () => {
    const { userApi, patientApi } = api._baseApi;
    const user = await userApi.getCurrentUser();
    const keyless = newAccount().dataOwnerId;
    const patient = await patientApi.newInstance(user, {}, [keyless, another.dataOwnerId]);
    const both = [account.dataOwnerId, another.dataOwnerId].sort();
    assert.deepEqual(Object.keys(Object(patient.delegations) as object).sort(), both);
  });

  it('does not decrypt the patients that it finds', async () => {
    const { id } = await newPatient();
    const filter = await new sdk.PatientFilter().forDataOwner(account.dataOwnerId).byIds([id]).build();
    const { rows } = await api.patientApi.filterPatients(filter);
    assert.deepEqual(
      (rows as StandIn.Patient[]).map((patient) => [patient.id, patient.note]),
      [[id, undefined]],
    );
    assert.equal((await api.patientApi.getPatient(id)).note, 'secret');
  });

  it('does not get a patient that it cannot decrypt', async () => {
    const owner = newAccount();
    const first = await openApi(owner);
    await first.initUserCrypto();
    const { id } = await first.patientApi.createOrModifyPatient(new sdk.Patient({ lastName: 'Snow', note: 'secret' }));
    const withoutKey = await openApi(owner);
    await withoutKey.initUserCrypto();
    const message = `Could not decrypt patient ${String(id)} with current user ${owner.userId}`;
    await assert.rejects(withoutKey.patientApi.getPatient(String(id)), { message });
    assert((await withoutKey.patientApi.getPatientAndTryDecrypt(String(id))) instanceof sdk.EncryptedPatient);
  });

  it('gives access to patients, healthcare elements and data samples', async () => {
    const { id } = await newPatient();
    const content = { en: new sdk.Content({ stringValue: 'text' }) };
    const element = await api.healthcareElementApi.createOrModifyHealthcareElement(
      new sdk.HealthcareElement({ note: 'cold' }),
      id,
    );
    const sample = await api.dataSampleApi.createOrModifyDataSampleFor(
      id,
      new sdk.DataSample({ valueDate: 20260102030405, content }),
    );
    await api.patientApi.giveAccessTo(await api.patientApi.getPatient(id), another.dataOwnerId);
    await api.healthcareElementApi.giveAccessTo(element, another.dataOwnerId);
    await api.dataSampleApi.giveAccessTo(sample, another.dataOwnerId);
    assert.equal((await reader.patientApi.getPatient(id)).note, 'secret');
    assert.equal((await reader.healthcareElementApi.getHealthcareElement(String(element.id))).note, 'cold');
    const found = await reader.dataSampleApi.getDataSample(String(sample.id));
    assert.equal((found?.content as Record<string, StandIn.Content>).en?.stringValue, 'text');
  });

  it('gets nothing for a data sample that is not there', async () => {
    assert.equal(await api.dataSampleApi.getDataSample(randomUUID()), undefined);
  });

  it('saves data samples together in one contact', async () => {
    const { id } = await newPatient();
    const before = sandbox.documents('contact').length;
    const content = { en: new sdk.Content({ stringValue: 'text' }) };
    const made = [new sdk.DataSample({ valueDate: 20260102030405, content })];
    made.push(new sdk.DataSample({ valueDate: 20260102030405, content }));
    const saved = await api.dataSampleApi.createOrModifyDataSamplesFor(id, made);
    assert.equal(saved.length, 2);
    assert.equal(sandbox.documents('contact').length, before + 1);
    const [sample] = saved;
    assert(sample);
    assert.equal(await api.dataSampleApi.extractPatientId(sample), id);
    const found = await api.dataSampleApi.getDataSample(String(sample.id));
    assert.equal((found?.content as Record<string, StandIn.Content>).en?.stringValue, 'text');
  });

  it('modifies a data sample of its own, and writes that of another session anew', async () => {
    const { id } = await newPatient();
    const content = { en: new sdk.Content({ stringValue: 'text' }) };
    const sample = await api.dataSampleApi.createOrModifyDataSampleFor(
      id,
      new sdk.DataSample({ valueDate: 20260102030405, content }),
    );
    const contacts = sandbox.documents('contact').length;
    await api.dataSampleApi.createOrModifyDataSampleFor(id, sample);
    assert.equal(sandbox.documents('contact').length, contacts);
    api.dataSampleApi.clearContactCache();
    const again = await api.dataSampleApi.createOrModifyDataSampleFor(id, sample);
    assert.equal(sandbox.documents('contact').length, contacts + 1);
    assert.equal(again.id, sample.id);
    // Though it is in another batch now.
    assert.equal(again.batchId, sample.batchId);
  });

  it('leaves content of nothing but a ratio or a time series unencrypted, and takes the ratio for the range', async () => {
    const { id } = await newPatient();
    const content = { en: new sdk.Content({ ratio: [{ value: 1 }], range: [{ value: 7 }], timeSeries: { min: [3] } }) };
    const sample = new sdk.DataSample({ valueDate: 20260102030405, content });
    const saved = await api.dataSampleApi.createOrModifyDataSampleFor(id, sample);
    const stored = JSON.stringify(sandbox.documents('contact').at(-1)?.services);
    for (const clear of ['"ratio":[{"value":1', '"timeSeries":{"min":[3]']) assert(stored.includes(clear), clear);
    const [range] = (saved.content as Record<string, StandIn.Content>).en?.range as StandIn.Measure[];
    assert.equal(range?.value, 1);
  });

  it('cannot write bytes', async () => {
    const { id } = await newPatient();
    const content = { en: new sdk.Content({ binaryValue: new ArrayBuffer(1) }) };
    const sample = new sdk.DataSample({ valueDate: 20260102030405, content });
    await assert.rejects(api.dataSampleApi.createOrModifyDataSampleFor(id, sample), {
      message: 's.replace is not a function',
    });
  });

  it('ends data samples, and tells their ids', async () => {
    const { id } = await newPatient();
    const content = { en: new sdk.Content({ stringValue: 'text' }) };
    const sample = await api.dataSampleApi.createOrModifyDataSampleFor(
      id,
      new sdk.DataSample({ valueDate: 20260102030405, content }),
    );
    assert.deepEqual(await api.dataSampleApi.deleteDataSamples([String(sample.id)]), [sample.id]);
    assert.equal(typeof (await api.dataSampleApi.getDataSample(String(sample.id)))?.endOfLife, 'number');
  });

  it('adds nobody to those everything is shared with when it is not told a type', async () => {
    const sharer = await openApi(newAccount());
    await sharer.userApi.shareAllFutureDataWith(['1']);
    const { sharingDataWith } = await sharer.userApi.shareAllFutureDataWith(['2']);
    assert.deepEqual(sharingDataWith, { all: new Set(['1']) });
  });

  it('changes the status of a notification, and no more than it may', async () => {
    const Notification = (
      createRequire(join(folder, 'any.js'))(join(folder, 'src', 'models', 'Notification')) as {
        readonly Notification: new (values: object) => StandIn.Patient;
      }
    ).Notification;
    const { notificationApi } = api;
    await assert.rejects(notificationApi.createOrModifyNotification(new Notification({})), /No delegate provided/);
    const sent = await notificationApi.createOrModifyNotification(
      new Notification({ type: 'OTHER', status: 'pending' }),
      another.dataOwnerId,
    );
    const { status, id } = await notificationApi.updateNotificationStatus(sent, 'completed');
    assert.equal(status, 'completed');
    const current = await notificationApi.getNotification(String(id));
    current.type = 'KEY_PAIR_UPDATE';
    await assert.rejects(notificationApi.createOrModifyNotification(current), { message: 'Cannot modify type field' });
  });

  it('says how the server refuses, without a class', async () => {
    await assert.rejects(api.patientApi.getPatient(randomUUID()), /^Error: 404 - /);
    await assert.rejects(api.healthcareElementApi.getHealthcareElement(randomUUID()), /^Error: 404 - /);
    await assert.rejects(api.userApi.getUser(randomUUID()), /^Error: 404 - /);
    await assert.rejects(api.patientApi.createOrModifyPatient(new sdk.Patient({ id: 'no-uuid' })), {
      message: 'Invalid id, id must be a valid UUID',
    });
    await assert.rejects(api.healthcareElementApi.createOrModifyHealthcareElement(new sdk.HealthcareElement({})), {
      message: 'Could not create / modify healthElement undefined',
    });
  });
});

function asJson(value: object): Readonly<Record<string, unknown>> {
  return JSON.parse(JSON.stringify(value)) as Readonly<Record<string, unknown>>;
}
