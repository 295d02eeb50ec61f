/** Legacy delegations: a key between two data owners encrypts, for each entity, its secret id, its key and the id of its parent. */
import { createCipheriv, createDecipheriv, randomBytes, randomUUID } from 'node:crypto';
import type { DataOwners } from './data-owners';
import { encryptFor, fingerprint, type KeyPair } from './key-pairs';
import type { Fields } from './models';

export interface Delegation {
  readonly owner: string;
  readonly delegatedTo: string;
  /** `<entity id>:<value>`, AES-CBC, as hex. */
  readonly key: string;
}

/** By data owner who may read. */
export type Delegations = Readonly<Record<string, readonly Delegation[]>>;

/** The parent of an entity, whose secret id and id its metadata hold. */
export interface Parent {
  readonly id: string;
  /** Undefined when the account has no key to it: then what is made for it cannot be found by it. */
  readonly secretId: string | undefined;
}

const IV_LENGTH = 16;

/** What the real 2.2.5 has as `cryptoApi`. */
export class LegacyCrypto {
  readonly #keyPairs: KeyPair[] = [];
  /** Of the own data owner with others, by their ids. */
  readonly #exchangeKeys = new Map<string, Buffer>();
  /** Keys are exchanged one after the other, since each exchange writes the own data owner. */
  #exchanging: Promise<unknown> = Promise.resolve();

  constructor(private readonly dataOwners: DataOwners) {}

  addKeyPair(pair: KeyPair): void {
    if (!this.#keyPairs.some(({ publicKey }) => publicKey === pair.publicKey)) this.#keyPairs.push(pair);
  }

  get keyPairs(): readonly KeyPair[] {
    return this.#keyPairs;
  }

  /** The values of the delegations for a data owner that can be decrypted. */
  async extractKeysFromDelegationsForHcpHierarchy(
    dataOwnerId: string,
    _entityId: string,
    delegations: Delegations,
  ): Promise<{ readonly hcpartyId: string; readonly extractedKeys: string[] }> {
    const received = await this.dataOwners.keysFor(dataOwnerId);
    const extractedKeys = (delegations[dataOwnerId] ?? []).flatMap(({ owner, key }) =>
      Object.values(received[owner] ?? {}).flatMap((encrypted) => {
        const value = this.#decryptDelegation(key, encrypted);
        return value === undefined ? [] : [value];
      }),
    );
    return { hcpartyId: dataOwnerId, extractedKeys };
  }

  /** For the data owner alone: the stand-in knows no hierarchy. */
  async extractKeysHierarchyFromDelegationLikes(
    dataOwnerId: string,
    entityId: string,
    delegations: Delegations,
  ): Promise<{ readonly hcpartyId: string; readonly extractedKeys: string[] }[]> {
    return [await this.extractKeysFromDelegationsForHcpHierarchy(dataOwnerId, entityId, delegations)];
  }

  /** The metadata of a new entity: who may read it, and with what. Who cannot be shared with is left out with a line in the log, no error. */
  async newMetadata(entityId: string, self: string, delegates: readonly string[], parent?: Parent): Promise<Fields> {
    const shared = new Map([[self, await this.#exchangeKeyWith(self, self)]]);
    for (const id of new Set(delegates)) {
      try {
        shared.set(id, await this.#exchangeKeyWith(self, id));
      } catch (error) {
        console.log(error instanceof Error ? error.message : error);
      }
    }
    const delegationsOf = (value: string): Delegations =>
      Object.fromEntries(
        [...shared].map(([delegatedTo, key]) => [delegatedTo, [delegation(entityId, self, delegatedTo, key, value)]]),
      );
    return {
      delegations: delegationsOf(randomUUID()),
      encryptionKeys: delegationsOf(randomUUID()),
      ...(parent === undefined
        ? {}
        : {
            secretForeignKeys: parent.secretId === undefined ? [] : [parent.secretId],
            cryptedForeignKeys: delegationsOf(parent.id),
          }),
    };
  }

  /** The metadata of an entity after sharing it; undefined when there is nothing to share that is not shared. */
  async sharedMetadata(entity: Fields, self: string, delegate: string): Promise<Fields | undefined> {
    const key = await this.#exchangeKeyWith(self, delegate);
    const changed: Fields = {};
    for (const name of ['delegations', 'encryptionKeys', 'cryptedForeignKeys']) {
      const known = (entity[name] ?? {}) as Delegations;
      const { extractedKeys } = await this.extractKeysFromDelegationsForHcpHierarchy(self, String(entity.id), known);
      const given = (known[delegate] ?? []).flatMap(({ owner, key: text }) =>
        owner === self ? [valueIn(text, key)] : [],
      );
      const missing = [...new Set(extractedKeys)].filter((value) => !given.includes(value));
      if (missing.length === 0) continue;
      const added = missing.map((value) => delegation(String(entity.id), self, delegate, key, value));
      changed[name] = { ...known, [delegate]: [...(known[delegate] ?? []), ...added] };
    }
    return Object.keys(changed).length === 0 ? undefined : changed;
  }

  /** Base64, as it stands in `encryptedSelf`. */
  async encryptContent(content: Fields, self: string, metadata: Fields): Promise<string> {
    const key = await this.#keyOf(self, metadata);
    if (key === undefined) throw new Error('Could not find the encryption key of the entity');
    return encrypt(key, Buffer.from(JSON.stringify(content))).toString('base64');
  }

  /** Undefined when the data owner has no key to it. */
  async decryptContent(encrypted: string, self: string, metadata: Fields): Promise<Fields | undefined> {
    const key = await this.#keyOf(self, metadata);
    if (key === undefined) return undefined;
    return JSON.parse(decrypt(key, Buffer.from(encrypted, 'base64')).toString()) as Fields;
  }

  /** The first value of delegations, as the secret id of an entity. */
  async valueOf(self: string, delegations: unknown): Promise<string | undefined> {
    const known = (delegations ?? {}) as Delegations;
    return (await this.extractKeysFromDelegationsForHcpHierarchy(self, '', known)).extractedKeys[0];
  }

  async #keyOf(self: string, { encryptionKeys }: Fields): Promise<Buffer | undefined> {
    const key = await this.valueOf(self, encryptionKeys);
    return key === undefined ? undefined : Buffer.from(key.replaceAll('-', ''), 'hex');
  }

  /** Made, and written into the own data owner, when there is none. */
  #exchangeKeyWith(self: string, delegate: string): Promise<Buffer> {
    const exchange = async (): Promise<Buffer> => {
      const known = this.#exchangeKeys.get(delegate) ?? (await this.#knownExchangeKey(self, delegate));
      const key = known ?? (await this.#exchange(self, delegate));
      this.#exchangeKeys.set(delegate, key);
      return key;
    };
    const result = this.#exchanging.then(exchange);
    this.#exchanging = result.catch(() => undefined);
    return result;
  }

  async #knownExchangeKey(self: string, delegate: string): Promise<Buffer | undefined> {
    const { aesExchangeKeys = {} } = await this.dataOwners.get(self);
    return Object.values(aesExchangeKeys)
      .map((delegates) => this.#decryptExchangeKey(delegates[delegate] ?? {}))
      .find((key) => key !== undefined);
  }

  async #exchange(self: string, delegate: string): Promise<Buffer> {
    const owner = await this.dataOwners.get(self);
    const { publicKey } = delegate === self ? owner : await this.dataOwners.get(delegate);
    const own = this.#keyPairs.find((pair) => pair.publicKey === owner.publicKey);
    if (publicKey === undefined || own === undefined) throw new Error(`No public key of ${delegate} to share with`);
    const key = randomBytes(32);
    const forMe = encryptFor(own.publicKey, key);
    const forDelegate = delegate === self ? forMe : encryptFor(publicKey, key);
    const exchanged = { [own.fingerprint]: forMe, [fingerprint(publicKey)]: forDelegate };
    await this.dataOwners.save({
      ...owner,
      hcPartyKeys: { ...owner.hcPartyKeys, [delegate]: [forMe, forDelegate] },
      aesExchangeKeys: {
        ...owner.aesExchangeKeys,
        [own.publicKey]: { ...owner.aesExchangeKeys?.[own.publicKey], [delegate]: exchanged },
      },
    });
    return key;
  }

  #decryptDelegation(delegation: string, encryptedKeys: Readonly<Record<string, string>>): string | undefined {
    const exchangeKey = this.#decryptExchangeKey(encryptedKeys);
    if (exchangeKey === undefined) return undefined;
    return valueIn(delegation, exchangeKey);
  }

  /** @param encrypted by fingerprint of the reader's key */
  #decryptExchangeKey(encrypted: Readonly<Record<string, string>>): Buffer | undefined {
    for (const pair of this.#keyPairs) {
      for (const [name, text] of Object.entries(encrypted)) {
        // Keys of the oldest kind do not say for which key pair they are.
        const key = name === pair.fingerprint || name === '' ? attempt(() => pair.decrypt(text)) : undefined;
        if (key !== undefined) return key;
      }
    }
    return undefined;
  }
}

function delegation(entityId: string, owner: string, delegatedTo: string, key: Buffer, value: string): Delegation {
  return { owner, delegatedTo, key: encrypt(key, Buffer.from(`${entityId}:${value}`)).toString('hex') };
}

function valueIn(encrypted: string, key: Buffer): string | undefined {
  const text = attempt(() => decrypt(key, Buffer.from(encrypted, 'hex')).toString());
  return text?.slice(text.indexOf(':') + 1);
}

/** The initialisation vector, then the cipher text. */
export function encrypt(key: Buffer, content: Buffer): Buffer {
  const iv = randomBytes(IV_LENGTH);
  const cipher = createCipheriv(`aes-${key.length * 8}-cbc`, key, iv);
  return Buffer.concat([iv, cipher.update(content), cipher.final()]);
}

export function decrypt(key: Buffer, encrypted: Buffer): Buffer {
  const decipher = createDecipheriv(`aes-${key.length * 8}-cbc`, key, encrypted.subarray(0, IV_LENGTH));
  return Buffer.concat([decipher.update(encrypted.subarray(IV_LENGTH)), decipher.final()]);
}

/** Undefined when the key does not fit. */
export function attempt<Result>(work: () => Result): Result | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
