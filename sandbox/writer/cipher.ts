/** Encryption as the SDKs do it, for many small pieces: keys are imported once, and randomness comes in blocks. */
import {
  constants,
  createCipheriv,
  createPublicKey,
  createSecretKey,
  publicEncrypt,
  randomFillSync,
  type KeyObject,
} from 'node:crypto';
import { isJsonObject } from '../../src/model/json';
import { textsOf } from '../json-reading';
import type { StoredDocument } from '../store/document';

/** Bytes of the initialisation vector, which comes before the cipher text. */
const IV_LENGTH = 16;

const BLOCK = Buffer.alloc(16_384);
let used = BLOCK.length;

function initialisationVector(): Buffer {
  if (used + IV_LENGTH > BLOCK.length) {
    randomFillSync(BLOCK);
    used = 0;
  }
  used += IV_LENGTH;
  return BLOCK.subarray(used - IV_LENGTH, used);
}

/** AES-CBC with a key of 16 or 32 bytes: initialisation vector and cipher text. */
export class Cipher {
  readonly #key: KeyObject;
  readonly #algorithm: string;

  constructor(key: Buffer) {
    this.#key = createSecretKey(key);
    this.#algorithm = `aes-${key.length * 8}-cbc`;
  }

  encrypt(content: Buffer | string): Buffer {
    const iv = initialisationVector();
    const cipher = createCipheriv(this.#algorithm, this.#key, iv);
    const head = typeof content === 'string' ? cipher.update(content, 'utf8') : cipher.update(content);
    return Buffer.concat([iv, head, cipher.final()]);
  }
}

/** A public key of a data owner, and the hash that goes with it. */
export interface PublicKey {
  /** SPKI DER as hex. */
  readonly spki: string;
  /** SDKs before exchange data use SHA-1. */
  readonly oaepHash: 'sha1' | 'sha256';
}

/** The keys of a data owner that SDKs of today encrypt for. */
export function publicKeysOf(owner: StoredDocument): PublicKey[] {
  const present = textsOf(owner.publicKeysForOaepWithSha256);
  const { publicKey, aesExchangeKeys } = owner;
  const older = [publicKey, ...Object.keys(isJsonObject(aesExchangeKeys) ? aesExchangeKeys : {})].filter(
    (key): key is string => typeof key === 'string' && key !== '' && !present.includes(key),
  );
  return [
    ...present.map((spki) => ({ spki, oaepHash: 'sha256' as const })),
    ...[...new Set(older)].map((spki) => ({ spki, oaepHash: 'sha1' as const })),
  ];
}

export function encryptFor({ spki, oaepHash }: PublicKey, content: Buffer): Buffer {
  const key = createPublicKey({ key: Buffer.from(spki, 'hex'), format: 'der', type: 'spki' });
  return publicEncrypt({ key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash }, content);
}
