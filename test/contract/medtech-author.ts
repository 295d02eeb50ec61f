/** Writes with the create functions of a MedTech SDK, of either generation, found by what its module can do. */
import { createPublicKey, randomUUID, webcrypto, type KeyObject } from 'node:crypto';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Sandbox, SandboxAccount } from '../../sandbox';
import type { EntityName, SavableEntity } from '../../src/model/entities';
import { eventually } from '../support/eventually';
import type { Coding } from '../support/writer';
import { at, USUAL_TEXT, type Author, type BusinessIdentifier, type Values } from './author';

/** The date in every entity that has to have one: `YYYYMMDDhhmmss`. */
const NOW = 20260102030405;

type Model = new (values: object) => { id?: string };
type Entity = InstanceType<Model>;

/** What of the module is used here. */
interface MedTechModule {
  readonly medTechApi: () => Builder;
  readonly KeyStorageImpl: new (storage: object) => object;
  /** From 2.3 on. */
  readonly SimpleCryptoStrategies?: new (keys: readonly object[], anonymousTypes: Iterable<string>) => object;
  readonly Patient: Model;
  readonly DataSample: Model;
  readonly Content: Model;
  readonly Measure: Model;
  readonly HealthcareElement: Model;
  readonly User: Model;
  readonly CodingReference: Model;
  readonly Identifier: Model;
  /** From 3.0 on; before, it has a file of its own. */
  readonly Notification?: Model;
}

interface Builder {
  withICureBaseUrl(url: string): this;
  withUserName(name: string): this;
  withPassword(password: string): this;
  withCrypto(crypto: object): this;
  withStorage(storage: object): this;
  withKeyStorage(storage: object): this;
  withCryptoStrategies?(strategies: object): this;
  build(): Promise<Api>;
}

type NewElement = (user: object, patient: object, element: object, options?: object) => Promise<object>;

interface Api {
  /** Before 2.3. */
  initUserCrypto?(keyPair?: { readonly publicKey: string; readonly privateKey: string }): Promise<unknown>;
  readonly userApi: {
    shareAllFutureDataWith(dataOwners: readonly string[], type: 'all'): Promise<unknown>;
    createOrModifyUser(user: Entity): Promise<Entity>;
    deleteUser(id: string): Promise<unknown>;
  };
  readonly patientApi: {
    createOrModifyPatient(patient: Entity): Promise<Entity>;
    getPatient(id: string): Promise<Entity>;
    deletePatient(id: string): Promise<unknown>;
  };
  readonly dataSampleApi: {
    createOrModifyDataSampleFor(patientId: string, sample: Entity): Promise<Entity>;
    getDataSample(id: string): Promise<Entity | undefined>;
    deleteDataSample(id: string): Promise<unknown>;
  };
  readonly healthcareElementApi: {
    createOrModifyHealthcareElement(element: Entity, patientId?: string): Promise<Entity>;
    getHealthcareElement(id: string): Promise<Entity>;
    deleteHealthcareElement(id: string): Promise<unknown>;
    /** The API below, of 3.x. */
    readonly heApi?: { newInstance: NewElement };
  };
  readonly notificationApi: {
    createOrModifyNotification(notification: Entity, delegate?: string): Promise<Entity>;
    getNotification(id: string): Promise<Entity>;
    deleteNotification(id: string): Promise<unknown>;
  };
}

/** An account that exists, and its private key. */
export interface Self {
  readonly account: SandboxAccount;
  readonly privateKey: KeyObject;
}

export class MedTechAuthor implements Author {
  /** What can be written again, by id. */
  readonly #written = new Map<string, Entity>();
  /** Whom the healthcare elements are about. */
  readonly #subjects = new Map<string, string>();

  private constructor(
    private readonly sdk: MedTechModule,
    private readonly notification: Model,
    private readonly api: Api,
    readonly dataOwnerId: string,
    private readonly reader: string | undefined,
    /** Whom data samples and healthcare elements are about, unless they say otherwise. */
    private readonly subject: string,
  ) {}

  /**
   * @param folder of the installed package
   * @param self the account to write as; without it, a new one
   */
  static async of(folder: string, sandbox: Sandbox, readers: readonly string[], self?: Self): Promise<Author> {
    const load = createRequire(join(folder, 'any.js'));
    const sdk = load(folder) as MedTechModule;
    const notification =
      sdk.Notification ?? (load(join(folder, 'src', 'models', 'Notification')) as { Notification: Model }).Notification;
    const login = `${randomUUID()}@sandbox.local`;
    const account = self?.account ?? sandbox.addAccount({ login, password: 'sandbox', kind: 'hcp' });
    const api = await openApi(sdk, sandbox.url, account, self?.privateKey);
    await eventually('the readers have keys', () => {
      for (const reader of readers) requireKey(sandbox, reader);
    });
    if (readers.length > 0) await api.userApi.shareAllFutureDataWith(readers, 'all');
    const subject = await api.patientApi.createOrModifyPatient(new sdk.Patient({ id: randomUUID(), lastName: 'Snow' }));
    return new MedTechAuthor(sdk, notification, api, account.dataOwnerId, readers[0], idOf(subject));
  }

  async create(entity: EntityName, values: Values = {}): Promise<string> {
    const { sdk, api } = this;
    const subject = values.patient ?? this.subject;
    const id = values.id ?? randomUUID();
    const { text = USUAL_TEXT } = values;
    const identifiers = this.#identifiers(values.identifiers);
    const coded = {
      id,
      labels: this.#codings(values.labels),
      codes: this.#codings(values.codes),
      identifiers,
    };
    switch (entity) {
      case 'Patient': {
        const patient = new sdk.Patient({
          ...coded,
          firstName: 'John',
          lastName: 'Snow',
          ...values.person,
          note: text,
        });
        this.#written.set(id, await api.patientApi.createOrModifyPatient(patient));
        break;
      }
      case 'DataSample': {
        const { measure } = values;
        const said = measure === undefined ? { stringValue: text } : { measureValue: new sdk.Measure(measure) };
        const content = recordOf(sdk, { en: new sdk.Content(said) });
        await api.dataSampleApi.createOrModifyDataSampleFor(
          subject,
          new sdk.DataSample({
            ...coded,
            valueDate: values.date ?? NOW,
            content,
            healthcareElementIds: listOf(sdk, values.elements ?? []),
          }),
        );
        break;
      }
      case 'HealthcareElement': {
        const element = new sdk.HealthcareElement({
          ...coded,
          openingDate: values.date ?? NOW,
          description: 'Cold',
          note: text,
        });
        this.#subjects.set(id, subject);
        this.#written.set(id, await api.healthcareElementApi.createOrModifyHealthcareElement(element, subject));
        break;
      }
      case 'Notification': {
        const notification = new this.notification({
          id,
          identifiers,
          type: values.type ?? 'OTHER',
          status: values.status ?? 'pending',
          properties: [property(text)],
        });
        this.#written.set(id, await api.notificationApi.createOrModifyNotification(notification, this.reader));
        break;
      }
      case 'User': {
        const { login = `user-${id}@sandbox.local`, email = login } = values;
        const user = new sdk.User({ id, login, email, name: text, passwordHash: 'sandbox', ...unshared(sdk) });
        this.#written.set(id, await api.userApi.createOrModifyUser(user));
        break;
      }
      default:
        entity satisfies never;
    }
    return id;
  }

  async update(entity: EntityName, id: string, text: string): Promise<void> {
    const { api } = this;
    const written = this.#written.get(id);
    if (written === undefined) throw new Error('Only what this author created can be changed.');
    switch (entity) {
      case 'Patient':
        await api.patientApi.createOrModifyPatient(Object.assign(written, { note: text }));
        break;
      case 'HealthcareElement':
        await api.healthcareElementApi.createOrModifyHealthcareElement(
          Object.assign(written, { note: text }),
          this.#subjects.get(id),
        );
        break;
      case 'Notification': {
        const changed = new this.notification({ ...written, properties: [property(text)] });
        await api.notificationApi.createOrModifyNotification(changed);
        break;
      }
      case 'User':
        await api.userApi.createOrModifyUser(Object.assign(written, { name: text }));
        break;
      case 'DataSample':
        throw new Error('The platform has no update of a data sample.');
      default:
        entity satisfies never;
    }
  }

  async read(entity: SavableEntity, id: string): Promise<unknown> {
    const { api } = this;
    switch (entity) {
      case 'Patient':
        return at(await api.patientApi.getPatient(id), 'note');
      case 'DataSample': {
        const content = at(await api.dataSampleApi.getDataSample(id), 'content');
        return at(content instanceof Map ? content.get('en') : at(content, 'en'), 'stringValue');
      }
      case 'HealthcareElement':
        return at(await api.healthcareElementApi.getHealthcareElement(id), 'note');
      case 'Notification': {
        const properties = at(await api.notificationApi.getNotification(id), 'properties');
        return at(isIterable(properties) ? [...properties] : [], '0', 'typedValue', 'stringValue');
      }
      default:
        return entity satisfies never;
    }
  }

  async remove(entity: EntityName, id: string): Promise<void> {
    const { api } = this;
    switch (entity) {
      case 'Patient':
        await api.patientApi.deletePatient(id);
        break;
      case 'DataSample':
        await api.dataSampleApi.deleteDataSample(id);
        break;
      case 'HealthcareElement':
        await api.healthcareElementApi.deleteHealthcareElement(id);
        break;
      case 'Notification':
        await api.notificationApi.deleteNotification(id);
        break;
      case 'User':
        await api.userApi.deleteUser(id);
        break;
      default:
        entity satisfies never;
    }
  }

  end(): void {
    this.#written.clear();
  }

  #codings(codings: readonly Coding[] = []): Iterable<Entity> {
    return listOf(
      this.sdk,
      codings.map(
        ({ type, code }) => new this.sdk.CodingReference({ id: `${type}|${code}|1`, type, code, version: '1' }),
      ),
    );
  }

  #identifiers(identifiers: readonly BusinessIdentifier[] = []): Entity[] {
    return identifiers.map((identifier) => new this.sdk.Identifier({ ...identifier, id: identifier.value }));
  }
}

async function openApi(
  sdk: MedTechModule,
  url: string,
  { login, password }: SandboxAccount,
  privateKey: KeyObject | undefined,
): Promise<Api> {
  const storage = new MemoryStorage();
  const builder = sdk
    .medTechApi()
    .withUserName(login)
    .withPassword(password)
    .withCrypto(webcrypto)
    .withStorage(storage)
    .withKeyStorage(new sdk.KeyStorageImpl(storage));
  if (sdk.SimpleCryptoStrategies !== undefined && builder.withCryptoStrategies !== undefined) {
    builder.withCryptoStrategies(new sdk.SimpleCryptoStrategies([], listOf(sdk, ['Patient'])));
    const api = await builder.withICureBaseUrl(url).build();
    shareElements(api);
    return api;
  }
  const api = await builder.withICureBaseUrl(`${url}/rest/v1`).build();
  await api.initUserCrypto?.(privateKey === undefined ? undefined : hexPair(privateKey));
  return api;
}

/** Lists without an order are sets up to 3.2 and arrays from 3.3 on. */
function listOf<Item>({ Patient }: MedTechModule, items: readonly Item[]): Iterable<Item> {
  const { labels } = new Patient({ labels: [] }) as { labels?: unknown };
  return labels instanceof Set ? new Set(items) : items;
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value;
}

/** Records are Maps from 3.0 to 3.2. */
function recordOf({ DataSample }: MedTechModule, record: Readonly<Record<string, unknown>>): object {
  const { content } = new DataSample({}) as { content?: unknown };
  return content instanceof Map ? new Map(Object.entries(record)) : record;
}

/** What a user of 3.x must say. */
function unshared(sdk: MedTechModule): object {
  return { sharingDataWith: recordOf(sdk, {}), authenticationTokens: recordOf(sdk, {}) };
}

function hexPair(privateKey: KeyObject): { publicKey: string; privateKey: string } {
  return {
    publicKey: createPublicKey(privateKey).export({ type: 'spki', format: 'der' }).toString('hex'),
    privateKey: privateKey.export({ type: 'pkcs8', format: 'der' }).toString('hex'),
  };
}

/** 3.x shares everything with the readers as it is created, but for healthcare elements: those it makes confidential. */
function shareElements({ healthcareElementApi: { heApi } }: Api): void {
  if (heApi === undefined) return;
  const newInstance = heApi.newInstance.bind(heApi);
  heApi.newInstance = (user, patient, element, options) =>
    newInstance(user, patient, element, { ...options, confidential: false });
}

class MemoryStorage {
  readonly #items = new Map<string, string>();

  getItem(key: string): Promise<string | undefined> {
    return Promise.resolve(this.#items.get(key));
  }

  setItem(key: string, value: string): Promise<void> {
    this.#items.set(key, value);
    return Promise.resolve();
  }

  removeItem(key: string): Promise<void> {
    this.#items.delete(key);
    return Promise.resolve();
  }
}

function property(text: string): object {
  return {
    id: 'text',
    type: { identifier: 'text', type: 'STRING' },
    typedValue: { type: 'STRING', stringValue: text },
  };
}

/** @throws Error while the data owner has no key that something can be shared with */
function requireKey(sandbox: Sandbox, dataOwnerId: string): void {
  const owner = [...sandbox.documents('hcparty'), ...sandbox.documents('patient')].find(({ id }) => id === dataOwnerId);
  const publicKeysForOaepWithSha256 = owner?.publicKeysForOaepWithSha256;
  if (
    owner?.publicKey === undefined &&
    !(Array.isArray(publicKeysForOaepWithSha256) && publicKeysForOaepWithSha256.length > 0)
  )
    throw new Error('No key yet.');
}

function idOf({ id }: Entity): string {
  if (id === undefined) throw new Error('The SDK gave the entity no id.');
  return id;
}
