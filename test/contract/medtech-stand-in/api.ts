/** The stand-in's api and the builder of it. */
import { generateKeyPairSync } from 'node:crypto';
import { DataOwners, knows, publicKeysOf } from './data-owners';
import { DataSampleApi, HealthcareElementApi, NotificationApi, PatientApi, UserApi } from './entity-apis';
import { fingerprint, KeyPair, type HexKeyPair, type KeyStorageImpl } from './key-pairs';
import { LegacyCrypto } from './legacy-crypto';
import { RestClient } from './rest-client';
import { Session } from './session';

/** The url of a server, with or without `/rest/v1`. */
const URL_FORM = /^https?:\/\/[a-zA-Z0-9.-]+(?::\d+)?(?:\/rest\/v[12])?$/;

export class MedTechApi {
  readonly cryptoApi: LegacyCrypto;
  readonly patientApi: PatientApi;
  readonly dataSampleApi: DataSampleApi;
  readonly healthcareElementApi: HealthcareElementApi;
  readonly notificationApi: NotificationApi;
  readonly userApi: UserApi;
  readonly #dataOwners: DataOwners;
  readonly #session: Session;

  constructor(
    rest: RestClient,
    private readonly keyStorage: KeyStorageImpl,
  ) {
    this.#dataOwners = new DataOwners(rest);
    this.cryptoApi = new LegacyCrypto(this.#dataOwners);
    this.#session = new Session(rest, this.cryptoApi);
    this.patientApi = new PatientApi(this.#session);
    this.dataSampleApi = new DataSampleApi(this.#session);
    this.healthcareElementApi = new HealthcareElementApi(this.#session);
    this.notificationApi = new NotificationApi(this.#session);
    this.userApi = new UserApi(this.#session);
  }

  /**
   * Without a key that the data owner has, it takes what it is given, or makes a key pair of its own, and registers it: data shared before becomes
   * unreadable (facts on the MedTech SDK, 0.8).
   */
  async initUserCrypto(keyPair?: HexKeyPair): Promise<HexKeyPair[]> {
    const owner = await this.#dataOwners.get(await this.#session.self());
    const stored = await Promise.all(
      publicKeysOf(owner).map((publicKey) => this.keyStorage.getKeypair(`${owner.id}.${fingerprint(publicKey)}`)),
    );
    const pairs = stored.filter((pair) => pair !== undefined);
    if (pairs.length > 0 && keyPair !== undefined && pairs.every(({ publicKey }) => publicKey !== keyPair.publicKey)) {
      throw new Error('The provided key pair is not present on the device and other key pairs are already present.');
    }
    if (pairs.length === 0) {
      const pair = keyPair === undefined ? newKeyPair() : KeyPair.fromHex(keyPair);
      await this.#keep(owner.id, pair);
      if (!knows(owner, pair.publicKey)) {
        const added =
          owner.publicKey === undefined
            ? { publicKey: pair.publicKey }
            : { aesExchangeKeys: { ...owner.aesExchangeKeys, [pair.publicKey]: {} } };
        await this.#dataOwners.save({ ...owner, ...added });
      }
    }
    for (const pair of pairs) this.cryptoApi.addKeyPair(pair);
    return this.cryptoApi.keyPairs.map((pair) => pair.toHex());
  }

  /** Does not tell the server. */
  async addKeyPair(dataOwnerId: string, keyPair: HexKeyPair): Promise<void> {
    await this.#keep(dataOwnerId, KeyPair.fromHex(keyPair));
  }

  async #keep(dataOwnerId: string, pair: KeyPair): Promise<void> {
    await this.keyStorage.storeKeyPair(`${dataOwnerId}.${pair.fingerprint}`, pair);
    this.cryptoApi.addKeyPair(pair);
  }
}

export class MedTechApiBuilder {
  #url = 'https://kraken.icure.cloud/rest/v1';
  #userName: string | undefined;
  #password: string | undefined;
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

  /** The stand-in has the crypto of Node.js. */
  withCrypto(): this {
    return this;
  }

  /** Only key pairs are stored, in the key storage. */
  withStorage(): this {
    return this;
  }

  withKeyStorage(storage: KeyStorageImpl): this {
    this.#keyStorage = storage;
    return this;
  }

  /** Without a request: a wrong password shows at the first call. */
  build(): Promise<MedTechApi> {
    if (this.#userName === undefined) return Promise.reject(new Error('userName is required'));
    if (this.#password === undefined) return Promise.reject(new Error('password is required'));
    if (this.#keyStorage === undefined) {
      return Promise.reject(new Error('Your browser does not support HTML5 Browser Local Storage !'));
    }
    const rest = new RestClient(this.#url, this.#userName, this.#password);
    return Promise.resolve(new MedTechApi(rest, this.#keyStorage));
  }
}

function newKeyPair(): KeyPair {
  return new KeyPair(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey);
}
