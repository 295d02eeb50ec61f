/** Decrypts entities as they come from the wire, with the keys that the SDK finds. */
import { createDecipheriv } from 'node:crypto';
import { isJsonObject, type JsonObject } from '../../model/json';
import { decryptParts, type Decryption, type EncryptedEntity } from '../wire/encryption';
import type { Renewable } from '../session/renewable';
import type { FindKeys } from './entity-keys';
import type { MedTechApi } from './shape';

/** Bytes of the initialisation vector, which comes before the cipher text. */
const IV_LENGTH = 16;

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
    Promise.resolve(encrypted === undefined ? {} : decryptWithAny(keys, encrypted)),
  );
}

/** Undefined when none of the keys fits. */
function decryptWithAny(keys: readonly string[], encrypted: string): JsonObject | undefined {
  for (const key of keys) {
    const content = decrypt(Buffer.from(key, 'hex'), Buffer.from(encrypted, 'base64'));
    if (content !== undefined) return content;
  }
  return undefined;
}

/** AES-CBC; the content is JSON, at times followed by zeros. */
function decrypt(key: Buffer, encrypted: Buffer): JsonObject | undefined {
  try {
    const decipher = createDecipheriv(`aes-${key.length * 8}-cbc`, key, encrypted.subarray(0, IV_LENGTH));
    const text = Buffer.concat([decipher.update(encrypted.subarray(IV_LENGTH)), decipher.final()]).toString('utf8');
    const content: unknown = JSON.parse(text.replace(/\0+$/, ''));
    return isJsonObject(content) ? content : undefined;
  } catch {
    return undefined;
  }
}
