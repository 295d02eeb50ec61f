/** Encrypts and decrypts the encrypted parts of entities (`encryptedSelf`), with keys that an SDK has found. */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { isJsonObject, type JsonObject } from '../../model/json';

/** Bytes of the initialisation vector, which comes before the cipher text. */
const IV_LENGTH = 16;

export interface Opened {
  /** The key that fits. */
  readonly key: string;
  readonly content: JsonObject;
}

/**
 * @param key as hex, 128 or 256 bits
 * @returns base64 of the initialisation vector and the cipher text (AES-CBC of the JSON)
 */
export function encryptContent(key: string, content: JsonObject): string {
  const bytes = Buffer.from(key, 'hex');
  const iv = randomBytes(IV_LENGTH);
  const cipher = createCipheriv(algorithm(bytes), bytes, iv);
  return Buffer.concat([iv, cipher.update(JSON.stringify(content), 'utf8'), cipher.final()]).toString('base64');
}

/** Undefined when none of the keys fits. */
export function decryptContent(keys: readonly string[], encrypted: string): Opened | undefined {
  for (const key of keys) {
    const content = decrypt(Buffer.from(key, 'hex'), Buffer.from(encrypted, 'base64'));
    if (content !== undefined) return { key, content };
  }
  return undefined;
}

/** The content is JSON, at times followed by zeros. */
function decrypt(key: Buffer, encrypted: Buffer): JsonObject | undefined {
  try {
    const decipher = createDecipheriv(algorithm(key), key, encrypted.subarray(0, IV_LENGTH));
    const text = Buffer.concat([decipher.update(encrypted.subarray(IV_LENGTH)), decipher.final()]).toString('utf8');
    const content: unknown = JSON.parse(text.replace(/\0+$/, ''));
    return isJsonObject(content) ? content : undefined;
  } catch {
    return undefined;
  }
}

function algorithm(key: Buffer): string {
  return `aes-${key.length * 8}-cbc`;
}
