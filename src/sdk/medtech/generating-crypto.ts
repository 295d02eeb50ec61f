import { webcrypto } from 'node:crypto';
import type { KeyPair } from '../keys/private-key';

type Subtle = webcrypto.SubtleCrypto;

/** The part of Web Crypto that the SDK uses. */
interface SdkCrypto {
  readonly subtle: Subtle;
  getRandomValues: (typeof webcrypto)['getRandomValues'];
}

/**
 * A Web Crypto whose generator of RSA key pairs gives a certain pair: from 2.3 on the SDK can only be allowed to make a key pair, not be given one, and a
 * key pair must be in the key store before the server knows it.
 */
export function cryptoThatGenerates(keyPair: KeyPair): SdkCrypto {
  const subtle = new Proxy(webcrypto.subtle, {
    get: (target, name): unknown => {
      if (name === 'generateKey') return generateKey;
      const member: unknown = Reflect.get(target, name);
      return typeof member === 'function' ? (member.bind(target) as unknown) : member;
    },
  });
  const generateKey = (...args: Parameters<Subtle['generateKey']>): Promise<unknown> => {
    const [algorithm, extractable] = args;
    return isRsaOaep(algorithm) ? importPair(keyPair, algorithm, extractable) : webcrypto.subtle.generateKey(...args);
  };
  return { subtle, getRandomValues: (array) => webcrypto.getRandomValues(array) };
}

async function importPair(
  { pkcs8, spkiHex }: KeyPair,
  algorithm: webcrypto.RsaHashedImportParams,
  extractable: boolean,
): Promise<webcrypto.CryptoKeyPair> {
  const { subtle } = webcrypto;
  return {
    privateKey: await subtle.importKey('pkcs8', pkcs8, algorithm, extractable, ['decrypt']),
    publicKey: await subtle.importKey('spki', Buffer.from(spkiHex, 'hex'), algorithm, true, ['encrypt']),
  };
}

function isRsaOaep(algorithm: unknown): algorithm is webcrypto.RsaHashedImportParams {
  return typeof algorithm === 'object' && algorithm !== null && 'name' in algorithm && algorithm.name === 'RSA-OAEP';
}
