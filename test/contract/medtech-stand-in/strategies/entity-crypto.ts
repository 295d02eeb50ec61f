/**
 * Secure delegations: an exchange key encrypts, for each entity and reader, its secret id, its key and the id of its parent. Written with `node:crypto`
 * from the public format, so neither SDK checks itself. Reads legacy delegations, too, as the real 3.x does.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { attempt, decrypt, encrypt, type Delegations, type LegacyCrypto } from '../legacy-crypto';
import type { Fields } from '../models';
import type { RestClient } from '../rest-client';
import {
  accessControlKey,
  delegationHash,
  encryptForAll,
  type Encrypted,
  type ExchangeData,
  type ExchangeDataStore,
} from './exchange-data';
import type { OwnKeys } from './own-keys';

/** The class of an entity, as delegations name it. */
export type EntityType = 'Patient' | 'Contact' | 'HealthElement' | 'MaintenanceTask';

export interface TypedEntity {
  readonly entity: Fields;
  readonly type: string;
}

interface SecureDelegation {
  readonly delegator?: string;
  readonly delegate?: string;
  readonly secretIds?: readonly string[];
  readonly encryptionKeys?: readonly string[];
  readonly owningEntityIds?: readonly string[];
  readonly exchangeDataId?: string;
}

/** What a delegation gives away. */
interface Shared {
  readonly secretIds: readonly string[];
  /** As hex. */
  readonly encryptionKeys: readonly string[];
  readonly owningEntityIds: readonly string[];
}

type Kind = keyof Shared;

/** Stands before each value, so that what decrypts to something else is noticed. */
const PREFIX = Buffer.from('Cure');

const LEGACY_FIELDS = {
  secretIds: 'delegations',
  encryptionKeys: 'encryptionKeys',
  owningEntityIds: 'cryptedForeignKeys',
} as const satisfies Record<Kind, string>;

/** What the real one has as `baseApi.cryptoApi.xapi`. */
export class EntityCrypto {
  constructor(
    private readonly rest: RestClient,
    private readonly keys: OwnKeys,
    private readonly exchangeData: ExchangeDataStore,
    private readonly legacy: LegacyCrypto,
  ) {}

  get dataOwnerId(): string {
    return this.keys.dataOwnerId;
  }

  async decryptAndImportAllDecryptionKeys({ entity, type }: TypedEntity): Promise<{ readonly raw: string }[]> {
    const keys = await this.#values(entity, type, 'encryptionKeys');
    return keys.map((key) => ({ raw: key.replaceAll('-', '') }));
  }

  secretIdsOf({ entity, type }: TypedEntity): Promise<string[]> {
    return this.#values(entity, type, 'secretIds');
  }

  owningEntityIdsOf({ entity, type }: TypedEntity): Promise<string[]> {
    return this.#values(entity, type, 'owningEntityIds');
  }

  /** The metadata of a new entity, which is readable for the user and these data owners. */
  async newMetadata(
    type: EntityType,
    delegates: readonly string[],
    parent?: { id: string; secretId: string },
  ): Promise<Fields> {
    const shared: Shared = {
      secretIds: [randomUUID()],
      encryptionKeys: [randomBytes(32).toString('hex')],
      owningEntityIds: parent === undefined ? [] : [parent.id],
    };
    const [root, rootDelegation] = await this.#delegation(type, this.dataOwnerId, shared);
    const others = new Set(delegates.filter((id) => id !== this.dataOwnerId));
    const secureDelegations: Record<string, Fields> = { [root]: { ...rootDelegation, permissions: 'WRITE' } };
    for (const delegate of others) {
      const [hash, delegation] = await this.#delegation(type, delegate, shared);
      secureDelegations[hash] = { ...delegation, parentDelegations: [root], permissions: 'WRITE' };
    }
    return {
      ...(parent === undefined ? {} : { secretForeignKeys: [parent.secretId] }),
      securityMetadata: { secureDelegations, keysEquivalences: {} },
    };
  }

  /** What `bulkSharedMetadataUpdate` is asked for; undefined when the delegate has access. */
  async shareRequest({ entity, type }: TypedEntity, delegate: string): Promise<Fields | undefined> {
    const data = await this.exchangeData.toDelegate(delegate);
    const parents = Object.keys(secureDelegationsOf(entity));
    if (parents.includes(delegationHash(data, type))) return undefined;
    const shared: Shared = {
      secretIds: await this.#values(entity, type, 'secretIds'),
      encryptionKeys: await this.#values(entity, type, 'encryptionKeys'),
      owningEntityIds: await this.#values(entity, type, 'owningEntityIds'),
    };
    const {
      delegator,
      delegate: named,
      exchangeDataId,
      ...contents
    } = (await this.#delegation(type, delegate, shared))[1];
    return {
      requests: {
        0: {
          share: {
            ...contents,
            explicitDelegator: delegator,
            explicitDelegate: named,
            exchangeDataId,
            accessControlKeys: [accessControlKey(data, type).toString('hex')],
            requestedPermissions: 'MAX_WRITE',
          },
        },
      },
      potentialParentDelegations: parents,
    };
  }

  /** What an anonymous user shows in order to be let in. */
  accessHeaders(type: EntityType): Record<string, string> {
    const keys = this.exchangeData.participating.map((data) => accessControlKey(data, type));
    return keys.length === 0 ? {} : { 'Icure-Access-Control-Keys': Buffer.concat(keys).toString('base64') };
  }

  /** Base64, as it stands in `encryptedSelf`. */
  async encryptContent(content: Fields, typed: TypedEntity): Promise<string> {
    const [key] = await this.decryptAndImportAllDecryptionKeys(typed);
    if (key === undefined) throw new Error(`Could not find the encryption key of ${String(typed.entity.id)}`);
    return encrypt(Buffer.from(key.raw, 'hex'), Buffer.from(JSON.stringify(content))).toString('base64');
  }

  /** Undefined when the user has no key to it. */
  async decryptContent(encrypted: string, typed: TypedEntity): Promise<Fields | undefined> {
    for (const { raw } of await this.decryptAndImportAllDecryptionKeys(typed)) {
      const text = attempt(() => decrypt(Buffer.from(raw, 'hex'), Buffer.from(encrypted, 'base64')).toString());
      if (text !== undefined) return JSON.parse(text) as Fields;
    }
    return undefined;
  }

  async #values(entity: Fields, type: string, kind: Kind): Promise<string[]> {
    const values: string[] = [];
    for (const [hash, delegation] of Object.entries(secureDelegationsOf(entity))) {
      const data = await this.#exchangeDataOf(hash, delegation, type);
      if (data === undefined) continue;
      for (const encrypted of delegation[kind] ?? []) values.push(...valueIn(encrypted, data, kind));
    }
    const legacy = (entity[LEGACY_FIELDS[kind]] ?? {}) as Delegations;
    if (legacy[this.dataOwnerId] === undefined) return [...new Set(values)];
    const extracted = await this.legacy.extractKeysFromDelegationsForHcpHierarchy(this.dataOwnerId, '', legacy);
    return [...new Set([...values, ...extracted.extractedKeys])];
  }

  async #exchangeDataOf(hash: string, delegation: SecureDelegation, type: string): Promise<ExchangeData | undefined> {
    const known = this.exchangeData.participating.find((data) => delegationHash(data, type) === hash);
    if (known !== undefined) return known;
    const { delegator, delegate, exchangeDataId } = delegation;
    if (delegator !== this.dataOwnerId && delegate !== this.dataOwnerId) return undefined;
    const id = exchangeDataId ?? (await this.#mappedExchangeDataId(hash));
    return id === undefined ? undefined : this.exchangeData.byId(id);
  }

  /** Where the other side is anonymous, the id is encrypted, and lies beside the entity. */
  async #mappedExchangeDataId(hash: string): Promise<string | undefined> {
    const maps = (await this.rest.send('POST', 'exchangedatamap/batch', { ids: [hash] })) as {
      encryptedExchangeDataIds?: Encrypted;
    }[];
    return this.exchangeData.decrypt(maps[0]?.encryptedExchangeDataIds ?? {})?.toString();
  }

  /** A delegation and its name. */
  async #delegation(type: string, delegate: string, shared: Shared): Promise<readonly [string, SecureDelegation]> {
    const data = await this.exchangeData.toDelegate(delegate);
    const encrypted = (values: readonly Buffer[]): string[] =>
      values.map((value) => encrypt(data.key, Buffer.concat([PREFIX, value])).toString('base64'));
    const delegation = {
      ...(await this.#parties(type, delegate, data)),
      secretIds: encrypted(shared.secretIds.map((id) => Buffer.from(id))),
      encryptionKeys: encrypted(shared.encryptionKeys.map((key) => Buffer.from(key.replaceAll('-', ''), 'hex'))),
      owningEntityIds: encrypted(shared.owningEntityIds.map((id) => Buffer.from(id))),
    };
    return [delegationHash(data, type), delegation];
  }

  /** An anonymous party is not named; one that is named finds the exchange data in a map. */
  async #parties(type: string, delegate: string, data: ExchangeData): Promise<SecureDelegation> {
    const self = this.keys;
    if (delegate === self.dataOwnerId) {
      return self.isAnonymous ? {} : { delegator: delegate, delegate, exchangeDataId: data.id };
    }
    const other = await this.exchangeData.delegateInfo(delegate);
    const named = {
      ...(self.isAnonymous ? {} : { delegator: self.dataOwnerId }),
      ...(other.isAnonymous ? {} : { delegate }),
    };
    if (!self.isAnonymous && !other.isAnonymous) return { ...named, exchangeDataId: data.id };
    const readers = [...(self.isAnonymous ? [] : self.verified), ...(other.isAnonymous ? [] : other.keys)];
    if (readers.length > 0) {
      const batch = { [accessControlKey(data, type).toString('hex')]: encryptForAll(readers, Buffer.from(data.id)) };
      await this.rest.send('PUT', 'exchangedatamap/batch', { batch });
    }
    return named;
  }
}

function secureDelegationsOf({ securityMetadata }: Fields): Readonly<Record<string, SecureDelegation>> {
  return (
    (securityMetadata as { secureDelegations?: Record<string, SecureDelegation> } | undefined)?.secureDelegations ?? {}
  );
}

/** None when it was encrypted with another key. */
function valueIn(encrypted: string, { key }: ExchangeData, kind: Kind): string[] {
  const bytes = attempt(() => decrypt(key, Buffer.from(encrypted, 'base64')));
  if (bytes?.subarray(0, PREFIX.length).equals(PREFIX) !== true) return [];
  return [bytes.subarray(PREFIX.length).toString(kind === 'encryptionKeys' ? 'hex' : 'utf8')];
}
