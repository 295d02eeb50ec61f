/**
 * Asks the SDK for the keys of an entity. That is the part of decryption that takes the SDK: delegations, exchange keys, RSA. The rest is done in
 * `../session/decryption.ts`, because the SDK's own decryption of events drops what it cannot decrypt, looks for keys of patient users under the wrong id (2.2) and
 * may write to the server (2.2: patients without delegations).
 */
import type { JsonObject } from '../../model/json';
import type { EncryptedEntity } from '../wire/encryption';
import { keysOf } from '../wire/entity-json';
import { isLegacyCrypto, valuesIn, type LegacyCrypto } from './legacy-delegations';
import { memberOf } from './member';
import type { MedTechApi } from './shape';

/** As hex; none when the account has no access. Rejects with the SDK's own errors. */
export type FindKeys = (entity: EncryptedEntity, wire: JsonObject) => Promise<string[]>;

/** From 2.3 on: `baseApi.cryptoApi.xapi`, whose name for a type is the wire's. */
interface EntityKeysOf3 {
  decryptAndImportAllDecryptionKeys(entity: { entity: JsonObject; type: string }): Promise<readonly { raw: string }[]>;
}

/** What the SDK calls an entity. A data sample is encrypted with its contact's key and carries the contact's metadata. */
export const SDK_TYPES: Readonly<Record<EncryptedEntity, string>> = {
  Patient: 'Patient',
  DataSample: 'Contact',
  HealthcareElement: 'HealthElement',
  Notification: 'MaintenanceTask',
};

/** Undefined when the api has nothing of the kind. */
export function keyFinder(api: MedTechApi, dataOwnerId: string): FindKeys | undefined {
  const present = memberOf(memberOf(api.baseApi, 'cryptoApi'), 'xapi');
  if (isEntityKeysOf3(present)) return (entity, wire) => findPresentKeys(present, SDK_TYPES[entity], wire);
  const { cryptoApi } = api;
  if (isLegacyCrypto(cryptoApi)) return (_entity, wire) => findLegacyKeys(cryptoApi, dataOwnerId, wire);
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
async function findLegacyKeys(crypto: LegacyCrypto, dataOwnerId: string, wire: JsonObject): Promise<string[]> {
  const delegations = [wire.encryptionKeys, wire.delegations].find((value) => keysOf(value).length > 0);
  const values = await valuesIn(crypto, dataOwnerId, wire, delegations);
  return values.filter(isKey).map(withoutDashes);
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
