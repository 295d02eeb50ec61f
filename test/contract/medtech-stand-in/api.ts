/** The stand-in's api and the builder of it. */
import type { BaseApis } from './base-apis';
import { DataOwnerApi } from './data-owner-api';
import { DataOwners } from './data-owners';
import { DataSampleApi, HealthcareElementApi, NotificationApi, PatientApi, UserApi } from './entity-apis';
import { KeyPair, KeyStorageImpl, LocalStorageImpl, type HexKeyPair, type Storage } from './key-pairs';
import { LegacyCrypto } from './legacy-crypto';
import { absentApi } from './not-played';
import { plainError, RestClient } from './rest-client';
import { Session } from './session';

export const ICURE_CLOUD_URL = 'https://kraken.icure.cloud/rest/v1';

/** The url of a server, with or without `/rest/v1`. */
const URL_FORM = /^https?:\/\/[a-zA-Z0-9.-]+(?::\d+)?(?:\/rest\/v[12])?$/;

export class MedTechApi {
  readonly cryptoApi: LegacyCrypto;
  readonly dataOwnerApi: DataOwnerApi;
  readonly patientApi: PatientApi;
  readonly dataSampleApi: DataSampleApi;
  readonly healthcareElementApi: HealthcareElementApi;
  readonly notificationApi: NotificationApi;
  readonly userApi: UserApi;
  readonly codingApi = absentApi('codingApi', [
    'createOrModifyCoding',
    'createOrModifyCodings',
    'filterCoding',
    'getCoding',
    'matchCoding',
  ]);
  readonly medicalDeviceApi = absentApi('medicalDeviceApi', [
    'createOrModifyMedicalDevice',
    'createOrModifyMedicalDevices',
    'deleteMedicalDevice',
    'deleteMedicalDevices',
    'filterMedicalDevices',
    'getMedicalDevice',
    'matchMedicalDevices',
  ]);
  readonly healthcareProfessionalApi = absentApi('healthcareProfessionalApi', [
    'createOrModifyHealthcareProfessional',
    'deleteHealthcareProfessional',
    'filterHealthcareProfessionalBy',
    'getHealthcareProfessional',
    'matchHealthcareProfessionalBy',
  ]);
  /** What lies below; private by its name only. */
  readonly _baseApi: BaseApis;

  constructor(
    rest: RestClient,
    readonly keyStorage: KeyStorageImpl,
    readonly storage: Storage = new LocalStorageImpl(),
    readonly username = '',
    readonly password = '',
  ) {
    const dataOwners = new DataOwners(rest);
    this.iCureBaseUrl = rest.url;
    this.cryptoApi = new LegacyCrypto(dataOwners);
    this.dataOwnerApi = new DataOwnerApi(dataOwners, this.cryptoApi, keyStorage);
    const session = new Session(rest, this.cryptoApi);
    this._baseApi = session.base;
    this.patientApi = new PatientApi(session);
    this.dataSampleApi = new DataSampleApi(session);
    this.healthcareElementApi = new HealthcareElementApi(session);
    this.notificationApi = new NotificationApi(session);
    this.userApi = new UserApi(session);
  }

  /** With `/rest/v1`. */
  readonly iCureBaseUrl: string;

  /** @throws Error since there is no message gateway */
  get authenticationApi(): never {
    throw new Error(
      "authenticationApi couldn't be initialized. Make sure you provided the following arguments : msgGwUrl, msgGwSpecId, and at least one of authProcessByEmailId and authProcessBySMSId",
    );
  }

  /** See `DataOwnerApi.initCryptoFor`. */
  async initUserCrypto(keyPair?: HexKeyPair): Promise<HexKeyPair[]> {
    try {
      return await this.dataOwnerApi.initCryptoFor(await this._baseApi.userApi.getCurrentUser(), keyPair);
    } catch (error) {
      throw plainError(error);
    }
  }

  /** Does not tell the server. */
  async addKeyPair(dataOwnerId: string, keyPair: HexKeyPair): Promise<void> {
    await this.dataOwnerApi.keep(dataOwnerId, KeyPair.fromHex(keyPair));
  }
}

export class MedTechApiBuilder {
  #url = ICURE_CLOUD_URL;
  #userName: string | undefined;
  #password: string | undefined;
  #storage: Storage | undefined;
  #keyStorage: KeyStorageImpl | undefined;

  /** @throws Error when the url has another form */
  withICureBaseUrl(url: string): this {
    const base = url.replace(/\/$/, '');
    if (!URL_FORM.test(base)) throw new Error('Invalid API URL');
    this.#url = base.includes('/rest/') ? base : `${base}/rest/v1`;
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

  /** Key pairs are stored there, when there is no storage for them alone. */
  withStorage(storage: Storage): this {
    this.#storage = storage;
    return this;
  }

  withKeyStorage(storage: KeyStorageImpl): this {
    this.#keyStorage = storage;
    return this;
  }

  /** The stand-in has the crypto of Node.js. */
  withCrypto(): this {
    return this;
  }

  /** The stand-in has no cookies. */
  preventCookieUsage(): this {
    return this;
  }

  /** The stand-in has no message gateway: this and the three below are there by name. */
  withMsgGwUrl(): this {
    return this;
  }

  withMsgGwSpecId(): this {
    return this;
  }

  withAuthProcessByEmailId(): this {
    return this;
  }

  withAuthProcessBySmsId(): this {
    return this;
  }

  /** Without a request: a wrong password shows at the first call. */
  build(): Promise<MedTechApi> {
    if (this.#userName === undefined) return Promise.reject(new Error('userName is required'));
    if (this.#password === undefined) return Promise.reject(new Error('password is required'));
    const storage = this.#storage ?? new LocalStorageImpl();
    const keyStorage = this.#keyStorage ?? new KeyStorageImpl(storage);
    const rest = new RestClient(this.#url, this.#userName, this.#password);
    return Promise.resolve(new MedTechApi(rest, keyStorage, storage, this.#userName, this.#password));
  }
}
