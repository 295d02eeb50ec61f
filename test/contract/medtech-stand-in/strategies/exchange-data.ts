/** Exchange data: for each pair of data owners a key and a secret, encrypted for all keys of both. */
import { createHash, createHmac, randomBytes, randomUUID } from 'node:crypto';
import { encryptFor, type KeyPair } from '../key-pairs';
import type { Fields } from '../models';
import { statusOf, type RestClient } from '../rest-client';
import { publicKeysOf, stubOf, type OwnKeys, type PublicKey } from './own-keys';
import type { Strategies } from './strategies';

/** By fingerprint of the reader's key. */
export type Encrypted = Readonly<Record<string, string>>;

interface ExchangeDocument extends Fields {
  readonly id: string;
  readonly delegator: string;
  readonly delegate: string;
  readonly exchangeKey: Encrypted;
  readonly accessControlSecret: Encrypted;
}

export interface ExchangeData {
  readonly id: string;
  readonly delegate: string;
  readonly key: Buffer;
  /** As hex. */
  readonly secret: string;
}

/** Bytes of an access control key. */
const ACCESS_CONTROL_KEY_LENGTH = 16;

/** @param type the class of the entity, for which access is asked */
export function accessControlKey({ secret }: ExchangeData, type: string): Buffer {
  return createHash('sha256').update(`${secret}${type}`).digest().subarray(0, ACCESS_CONTROL_KEY_LENGTH);
}

/** How a delegation is named. */
export function delegationHash(data: ExchangeData, type: string): string {
  return createHash('sha256').update(accessControlKey(data, type)).digest('hex');
}

/** How exchange data name a key: what is left of a fingerprint without the exponent. */
export function shortFingerprint({ publicKey }: Pick<PublicKey, 'publicKey'>): string {
  return publicKey.slice(-32, -10);
}

export class ExchangeDataStore {
  readonly #toDelegates = new Map<string, Promise<ExchangeData>>();
  readonly #byIds = new Map<string, Promise<ExchangeData | undefined>>();
  /** Of an anonymous user: looked up once, when the api is built, so that whoever begins to share later is not heard. */
  #participating: ExchangeData[] = [];

  constructor(
    private readonly rest: RestClient,
    private readonly keys: OwnKeys,
    private readonly strategies: Strategies,
  ) {}

  async load(): Promise<void> {
    const { isAnonymous, dataOwnerId } = this.keys;
    if (!isAnonymous) return;
    const { rows } = (await this.rest.send('GET', `exchangedata/byParticipant/${dataOwnerId}?limit=1000`)) as {
      rows: ExchangeDocument[];
    };
    this.#participating = rows.map((document) => this.#opened(document)).filter((data) => data !== undefined);
  }

  /** With whom an anonymous user shares, in either direction. */
  get participating(): readonly ExchangeData[] {
    return this.#participating;
  }

  /** Made when there is none. */
  toDelegate(delegate: string): Promise<ExchangeData> {
    return remembered(this.#toDelegates, delegate, async () => {
      const path = `exchangedata/byDelegatorDelegate/${this.keys.dataOwnerId}/${delegate}`;
      const documents = (await this.rest.send('GET', path)) as ExchangeDocument[];
      const known = documents.map((document) => this.#opened(document)).find((data) => data !== undefined);
      return known ?? this.#create(delegate);
    });
  }

  /** Undefined when there is none, or when none of the own keys opens it. */
  byId(id: string): Promise<ExchangeData | undefined> {
    return remembered(this.#byIds, id, async () => {
      try {
        return this.#opened((await this.rest.send('GET', `exchangedata/${id}`)) as ExchangeDocument);
      } catch (error) {
        if (statusOf(error) === 404) return undefined;
        throw error;
      }
    });
  }

  /** Whether delegations must not name a data owner, and the keys that it can be encrypted for. */
  async delegateInfo(id: string): Promise<{ readonly isAnonymous: boolean; readonly keys: readonly PublicKey[] }> {
    if (id === this.keys.dataOwnerId) return { isAnonymous: this.keys.isAnonymous, keys: this.keys.verified };
    const { type, stub } = await stubOf(this.rest, id);
    const all = publicKeysOf(stub);
    const hex = all.map(({ publicKey }) => publicKey);
    const verified = await this.strategies.verifyDelegatePublicKeys(id, hex, {});
    return {
      isAnonymous: this.strategies.dataOwnerRequiresAnonymousDelegation(id, type),
      keys: all.filter(({ publicKey }) => verified.includes(publicKey)),
    };
  }

  /** What is encrypted for one of the own keys; undefined when nothing is. */
  decrypt(encrypted: Encrypted): Buffer | undefined {
    for (const pair of this.keys.pairs) {
      const text = encrypted[shortFingerprint(pair)];
      const value = text === undefined ? undefined : decryptEitherWay(pair, text);
      if (value !== undefined) return value;
    }
    return undefined;
  }

  async #create(delegate: string): Promise<ExchangeData> {
    const { dataOwnerId: delegator, verified } = this.keys;
    const { keys } = await this.delegateInfo(delegate);
    if (keys.length === 0) {
      throw new Error(`Could not create exchange data to ${delegate} as no public key for the delegate was found.`);
    }
    const readers = [...verified, ...keys];
    const encrypted = (data: Buffer): Encrypted => encryptForAll(readers, data);
    const [id, key, secret, signatureKey] = [randomUUID(), randomBytes(32), randomBytes(16), randomBytes(128)];
    const signed = [
      ['delegator', delegator],
      ['delegate', delegate],
      ['exchangeKey', key.toString('hex')],
      ['accessControlSecret', secret.toString('hex')],
      ['publicKeysFingerprints', [...new Set(readers.map(shortFingerprint))].sort()],
    ];
    await this.rest.send('POST', 'exchangedata', {
      id,
      delegator,
      delegate,
      exchangeKey: encrypted(key),
      accessControlSecret: encrypted(secret),
      sharedSignatureKey: encrypted(signatureKey),
      sharedSignature: createHmac('sha512', signatureKey).update(JSON.stringify(signed)).digest('base64'),
      delegatorSignature: {},
    });
    const data = { id, delegate, key, secret: secret.toString('hex') };
    if (this.keys.isAnonymous) this.#participating.push(data);
    return data;
  }

  #opened({ id, delegate, exchangeKey, accessControlSecret }: ExchangeDocument): ExchangeData | undefined {
    const key = this.decrypt(exchangeKey);
    const secret = this.decrypt(accessControlSecret)?.toString('hex');
    return key === undefined || secret === undefined ? undefined : { id, delegate, key, secret };
  }
}

export function encryptForAll(keys: readonly PublicKey[], data: Buffer): Encrypted {
  return Object.fromEntries(keys.map((key) => [shortFingerprint(key), encryptFor(key.publicKey, data, key.form)]));
}

/** The document does not say with which hash. */
function decryptEitherWay(pair: KeyPair, encrypted: string): Buffer | undefined {
  for (const oaepHash of ['sha256', 'sha1'] as const) {
    try {
      return pair.decrypt(encrypted, { encoding: 'base64', oaepHash });
    } catch {
      continue;
    }
  }
  return undefined;
}

/** What has failed is tried again the next time. */
function remembered<Value>(
  cache: Map<string, Promise<Value>>,
  name: string,
  find: () => Promise<Value>,
): Promise<Value> {
  const known = cache.get(name);
  if (known !== undefined) return known;
  const finding = find();
  cache.set(name, finding);
  finding.catch(() => {
    cache.delete(name);
  });
  return finding;
}
