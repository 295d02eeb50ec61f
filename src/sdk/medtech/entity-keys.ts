/**
 * Asks the SDK for the keys of an entity. That is the part of decryption that takes the SDK: delegations, exchange keys, RSA. The rest is done in
 * `decrypt.ts`, because the SDK's own decryption of events drops what it cannot decrypt, looks for keys of patient users under the wrong id (2.2) and
 * may write to the server (2.2: patients without delegations).
 */
import { isJsonObject, type JsonObject } from '../../model/json';
import type { EncryptedEntity } from '../wire/encryption';
import { keysOf } from '../wire/entity-json';
import type { MedTechApi } from './shape';

/** As hex; none when the account has no access. Rejects with the SDK's own errors. */
export type FindKeys = (entity: EncryptedEntity, wire: JsonObject) => Promise<string[]>;

/** From 2.3 on: `baseApi.cryptoApi.xapi`, whose name for a type is the wire's. */
interface EntityKeysOf3 {
  decryptAndImportAllDecryptionKeys(entity: { entity: JsonObject; type: string }): Promise<readonly { raw: string }[]>;
}

/** Up to 2.2: `cryptoApi`. */
interface EntityKeysOf2 {
  extractKeysFromDelegationsForHcpHierarchy(
    dataOwnerId: string,
    entityId: string,
    delegations: JsonObject,
  ): Promise<{ readonly extractedKeys: readonly string[] }>;
}

/** A data sample is encrypted with its contact's key and carries the contact's metadata. */
const TYPES: Readonly<Record<EncryptedEntity, string>> = {
  Patient: 'Patient',
  DataSample: 'Contact',
  HealthcareElement: 'HealthElement',
  Notification: 'MaintenanceTask',
};

/** Undefined when the api has nothing of the kind. */
export function keyFinder(api: MedTechApi, dataOwnerId: string): FindKeys | undefined {
  const present = memberOf(memberOf(api.baseApi, 'cryptoApi'), 'xapi');
  if (isEntityKeysOf3(present)) return (entity, wire) => findPresentKeys(present, TYPES[entity], wire);
  const { cryptoApi } = api;
  if (isEntityKeysOf2(cryptoApi)) return (_entity, wire) => findLegacyKeys(cryptoApi, dataOwnerId, wire);
  return undefined;
}

async function findPresentKeys(source: EntityKeysOf3, type: string, entity: JsonObject): Promise<string[]> {
  const keys = await source.decryptAndImportAllDecryptionKeys({ entity, type });
  return keys
    .map(({ raw }) => raw)
    .filter(isKey)
    .map(withoutDashes);
}

/** In entities of the oldest kind the key of the delegation serves. */
async function findLegacyKeys(source: EntityKeysOf2, dataOwnerId: string, wire: JsonObject): Promise<string[]> {
  const delegations = [wire.encryptionKeys, wire.delegations].find((value) => keysOf(value).length > 0);
  if (!isJsonObject(delegations)) return [];
  try {
    const { extractedKeys } = await source.extractKeysFromDelegationsForHcpHierarchy(
      dataOwnerId,
      typeof wire.id === 'string' ? wire.id : '',
      delegations,
    );
    return extractedKeys.filter(isKey).map(withoutDashes);
  } catch (error) {
    // It fails so when the data owner, whom no delegation names, never exchanged a key with anybody. A failed request has a cause.
    if (error instanceof TypeError && error.cause === undefined) return [];
    throw error;
  }
}

/** 128 or 256 bits as hex, or 128 as a UUID. */
function isKey(text: string): boolean {
  return /^(?:[0-9a-f]{32}|[0-9a-f]{64}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i.test(text);
}

function withoutDashes(key: string): string {
  return key.replaceAll('-', '');
}

function isEntityKeysOf3(value: unknown): value is EntityKeysOf3 {
  return typeof memberOf(value, 'decryptAndImportAllDecryptionKeys') === 'function';
}

function isEntityKeysOf2(value: unknown): value is EntityKeysOf2 {
  return typeof memberOf(value, 'extractKeysFromDelegationsForHcpHierarchy') === 'function';
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
}
