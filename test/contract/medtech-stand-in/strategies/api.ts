/** The api and the builder of it. */
import { DataOwners } from '../data-owners';
import { KeyStorageImpl, LocalStorageImpl, type Storage } from '../key-pairs';
import { LegacyCrypto } from '../legacy-crypto';
import { RestClient, statusOf, type Tokens } from '../rest-client';
import type { CurrentUser } from '../session';
import { ContactBaseApi, HealthElementBaseApi, MaintenanceTaskBaseApi, PatientBaseApi, UserBaseApi } from './base-api';
import { DataSampleApi } from './data-sample-api';
import { HealthcareElementApi, NotificationApi, PatientApi, UserApi } from './entity-apis';
import { EntityCrypto } from './entity-crypto';
import { ExchangeDataStore } from './exchange-data';
import type { Mapper } from './mapping';
import { loadOwnKeys, type GivenCrypto } from './own-keys';
import type { Strategies } from './strategies';
import { Subscriptions } from './subscriptions';
import { withPlainErrors } from './plain-errors';

/** Where the api is when nothing else is said. */
export const ICURE_CLOUD_URL = 'https://kraken.icure.cloud';
/** The url of a server, without a path. */
const URL_FORM = /^https?:\/\/[a-zA-Z0-9.-]+(?::\d+)?$/;
/** ms for which a token is used after it has expired (facts on the MedTech SDK, 3). */
const EXPIRY_TOLERANCE = 10_000;

export class BaseApi {
  readonly cryptoApi: { readonly xapi: EntityCrypto };
  readonly patientApi: PatientBaseApi;
  readonly contactApi: ContactBaseApi;
  readonly healthcareElementApi: HealthElementBaseApi;
  readonly maintenanceTaskApi: MaintenanceTaskBaseApi;
  readonly userApi: UserBaseApi;

  constructor(
    readonly rest: RestClient,
    crypto: EntityCrypto,
  ) {
    this.cryptoApi = { xapi: crypto };
    this.patientApi = new PatientBaseApi(rest, crypto);
    this.contactApi = new ContactBaseApi(rest, crypto);
    this.healthcareElementApi = new HealthElementBaseApi(rest, crypto);
    this.maintenanceTaskApi = new MaintenanceTaskBaseApi(rest, crypto);
    this.userApi = new UserBaseApi(rest);
  }
}

export class MedTechApi {
  readonly patientApi: PatientApi;
  readonly dataSampleApi: DataSampleApi;
  readonly healthcareElementApi: HealthcareElementApi;
  readonly notificationApi: NotificationApi;
  readonly userApi: UserApi;
  readonly dataOwnerApi: { getDataOwnerIdOf(user: CurrentUser): string | undefined; getDataOwnerId(): Promise<string> };

  constructor(
    readonly baseApi: BaseApi,
    mapper: Mapper,
    origin: string,
  ) {
    const parts = { baseApi, mapper, subscriptions: new Subscriptions(baseApi.rest, origin) };
    this.patientApi = withPlainErrors(new PatientApi(parts));
    this.dataSampleApi = withPlainErrors(new DataSampleApi(parts), ['getDataSample']);
    this.healthcareElementApi = withPlainErrors(new HealthcareElementApi(parts));
    this.notificationApi = withPlainErrors(new NotificationApi(parts));
    this.userApi = withPlainErrors(new UserApi(parts));
    this.dataOwnerApi = {
      getDataOwnerIdOf: ({ healthcarePartyId, patientId, deviceId }) => healthcarePartyId ?? patientId ?? deviceId,
      getDataOwnerId: () => Promise.resolve(baseApi.cryptoApi.xapi.dataOwnerId),
    };
  }

  get cryptoApi(): BaseApi['cryptoApi'] {
    return this.baseApi.cryptoApi;
  }
}

/** Answers what it is asked for, until it throws. */
interface AuthSecretProvider {
  getSecret(
    request: object,
    previousAttempts: readonly object[],
  ): Promise<{ readonly value: string; readonly secretType: string }>;
}

export class MedTechApiBuilder {
  #url: string = ICURE_CLOUD_URL;
  #userName: string | undefined;
  #password: string | undefined;
  #tokens: Tokens | undefined;
  #secretProvider: AuthSecretProvider | undefined;
  #crypto: GivenCrypto | undefined;
  #storage: Storage | undefined;
  #keyStorage: KeyStorageImpl | undefined;
  #strategies: Strategies | undefined;

  constructor(private readonly mapper: Mapper) {}

  /** @throws Error when the url has a path or another form */
  withICureBaseUrl(url: string): this {
    const base = url.replace(/\/$/, '');
    if (!URL_FORM.test(base)) throw new Error('Invalid API URL');
    this.#url = base;
    return this;
  }

  withUserName(userName: string): this {
    this.#userName = userName;
    return this;
  }

  withPassword(password: string): this {
    this.#password = password;
    return this;
  }

  withInitialTokens(tokens: Tokens): this {
    this.#tokens = tokens;
    return this;
  }

  withAuthSecretProvider(provider: AuthSecretProvider): this {
    this.#secretProvider = provider;
    return this;
  }

  /** Only key pairs are made with it; for all else the stand-in has the crypto of Node.js. */
  withCrypto(crypto: GivenCrypto): this {
    this.#crypto = crypto;
    return this;
  }

  withStorage(storage: Storage): this {
    this.#storage = storage;
    return this;
  }

  withKeyStorage(storage: KeyStorageImpl): this {
    this.#keyStorage = storage;
    return this;
  }

  withCryptoStrategies(strategies: Strategies): this {
    this.#strategies = strategies;
    return this;
  }

  /**
   * Logs in and decides about the keys.
   * @throws Error when something is missing
   */
  build(): Promise<MedTechApi> {
    if (this.#userName === undefined) throw new Error('userName is required');
    if (this.#strategies === undefined) throw new Error('cryptoStrategies is required');
    if (this.#secretProvider !== undefined)
      return this.#buildWith(this.#secretProvider, this.#userName, this.#strategies);
    if (this.#password === undefined) throw new Error('either a password or an authSecretProvider is required');
    return this.#start(this.#userName, this.#password, this.#strategies);
  }

  async #buildWith(provider: AuthSecretProvider, userName: string, strategies: Strategies): Promise<MedTechApi> {
    const attempts: object[] = [];
    for (;;) {
      const request = { PASSWORD: { accepted: true }, LONG_LIVED_TOKEN: { accepted: true } };
      const details = await provider.getSecret(request, attempts);
      try {
        return await this.#start(userName, details.value, strategies);
      } catch (error) {
        if (statusOf(error) !== 401) throw error;
        attempts.push(details);
      }
    }
  }

  async #start(userName: string, password: string, strategies: Strategies): Promise<MedTechApi> {
    const storage = this.#storage ?? new LocalStorageImpl();
    const keyStorage = this.#keyStorage ?? new KeyStorageImpl(storage);
    const crypto = this.#crypto;
    if (crypto === undefined) throw new TypeError("Cannot read properties of undefined (reading 'generateKey')");
    const use = { tokens: this.#tokens, tolerance: EXPIRY_TOLERANCE };
    const rest = new RestClient(`${this.#url}/rest/v2`, userName, password, use);
    const matches = (await rest.send('GET', 'user/matches')) as { groupId: string }[];
    if (matches[0] !== undefined) await rest.switchGroup(matches[0].groupId);
    const keys = await loadOwnKeys({ rest, storage, keyStorage, strategies, crypto });
    const exchangeData = new ExchangeDataStore(rest, keys, strategies);
    await exchangeData.load();
    const legacy = new LegacyCrypto(new DataOwners(rest));
    for (const pair of keys.pairs) legacy.addKeyPair(pair);
    return new MedTechApi(
      new BaseApi(rest, new EntityCrypto(rest, keys, exchangeData, legacy)),
      this.mapper,
      this.#url,
    );
  }
}
