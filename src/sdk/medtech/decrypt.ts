/** Decrypts entities as they come from the wire, with the keys that the SDK finds. */
import type { JsonObject } from '../../model/json';
import { decryptContent } from '../wire/content-cipher';
import { decryptParts, type Decryption, type EncryptedEntity } from '../wire/encryption';
import type { Renewable } from '../session/renewable';
import type { FindKeys } from './entity-keys';
import type { MedTechApi } from './shape';

/**
 * @param finderOf the way to the keys in an api
 * @throws FailureError when the session has become useless
 */
export async function decryptEntity(
  apis: Renewable<MedTechApi>,
  finderOf: (api: MedTechApi) => FindKeys,
  entity: EncryptedEntity,
  wire: JsonObject,
): Promise<Decryption> {
  const outcome = await apis.use('Fetching a key', (current) => finderOf(current)(entity, wire));
  if (outcome.kind === 'no-access') return { wire, decrypted: false };
  if (outcome.kind === 'refused') return { wire, decrypted: false, problem: outcome.failure };
  const keys = outcome.result;
  if (keys.length === 0) return { wire, decrypted: false };
  return decryptParts(wire, (encrypted) =>
    Promise.resolve(encrypted === undefined ? {} : decryptContent(keys, encrypted)?.content),
  );
}
