/** Decrypts an entity with the keys that an SDK has found for it. */
import type { JsonObject } from '../../model/json';
import { decryptContent } from '../wire/content-cipher';
import { decryptParts, type Decryption } from '../wire/encryption';
import type { Failure } from '../../model/failure';
import type { Outcome } from './renewable';

const DAMAGED: Failure = {
  code: 'protocol',
  message:
    'An entity comes with its clear fields only: what is encrypted in it is damaged, or was encrypted with another key than its own.',
};

/**
 * The SDKs' own decryption takes their own models and makes such of it, which loses what they do not know, and it is slower by far.
 * @param keys as hex; how the SDK was asked for them went
 */
export async function decryptWith(keys: Outcome<readonly string[]>, wire: JsonObject): Promise<Decryption> {
  switch (keys.kind) {
    case 'done': {
      const { result } = keys;
      if (result.length === 0) return { wire, decrypted: false };
      const decryption = await decryptParts(wire, (encrypted) =>
        Promise.resolve(encrypted === undefined ? {} : decryptContent(result, encrypted)?.content),
      );
      return decryption.decrypted ? decryption : { ...decryption, problem: DAMAGED };
    }
    case 'no-access':
      return { wire, decrypted: false };
    case 'refused':
      return { wire, decrypted: false, problem: keys.failure };
    default:
      return keys satisfies never;
  }
}
