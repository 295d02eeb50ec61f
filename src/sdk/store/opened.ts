/** An entity, or the contact of data samples, with the key that it is encrypted with. */
import type { EntityName } from '../../model/entities';
import type { JsonObject } from '../../model/json';
import type { StoredEntity } from '../../model/stored-entity';
import { decryptContent } from '../wire/content-cipher';
import { decryptParts, type EncryptedEntity } from '../wire/encryption';
import type { StoreContext } from './context';
import { noKey } from './item-error';
import { storedEntity, type Document } from './read';

/**
 * The key of an entity, as hex.
 * @param wire with its encryption metadata; of a data sample, its contact
 * @throws FailureError `no-key` when the account has none that fits
 */
export async function keyOf(
  { crypto, requests }: StoreContext,
  entity: EncryptedEntity,
  wire: Document,
): Promise<string> {
  const keys = await requests.run(() => crypto.keysOf(entity, wire.id, wire));
  const { encryptedSelf } = wire;
  const key = typeof encryptedSelf === 'string' ? decryptContent(keys, encryptedSelf)?.key : keys[0];
  if (key === undefined) throw noKey(entity);
  return key;
}

/** What was written, or is about to be changed, as finding would give it. */
export async function openWith(key: string, entity: EntityName, document: Document): Promise<StoredEntity> {
  const decryption = await decryptParts(document, (encrypted) => Promise.resolve(open(key, encrypted)));
  return storedEntity(entity, document, decryption);
}

function open(key: string, encrypted: string | undefined): JsonObject | undefined {
  return encrypted === undefined ? {} : decryptContent([key], encrypted)?.content;
}
