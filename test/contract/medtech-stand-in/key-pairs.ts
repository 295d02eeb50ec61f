/** RSA key pairs of the stand-in, and where it keeps them. */
import {
  constants,
  createPrivateKey,
  createPublicKey,
  privateDecrypt,
  publicEncrypt,
  type JsonWebKey,
  type KeyObject,
} from 'node:crypto';

/** SPKI and PKCS#8 as hex. */
export interface HexKeyPair {
  readonly publicKey: string;
  readonly privateKey: string;
}

export interface Storage {
  getItem(key: string): Promise<string | undefined>;
  setItem(key: string, value: string): Promise<void>;
  removeItem(key: string): Promise<void>;
}

/** How what is encrypted with RSA-OAEP looks: legacy keys are hex with SHA-1; those of 3.x are base64, with the hash that the reader's key is for. */
export interface RsaForm {
  readonly encoding: 'hex' | 'base64';
  readonly oaepHash: 'sha1' | 'sha256';
}

const LEGACY_FORM: RsaForm = { encoding: 'hex', oaepHash: 'sha1' };

export class KeyPair {
  readonly #privateKey: KeyObject;
  /** SPKI as hex. */
  readonly publicKey: string;

  constructor(privateKey: KeyObject) {
    this.#privateKey = privateKey;
    this.publicKey = createPublicKey(privateKey).export({ type: 'spki', format: 'der' }).toString('hex');
  }

  static fromHex({ privateKey }: HexKeyPair): KeyPair {
    return new KeyPair(createPrivateKey({ key: Buffer.from(privateKey, 'hex'), format: 'der', type: 'pkcs8' }));
  }

  get fingerprint(): string {
    return fingerprint(this.publicKey);
  }

  toHex(): HexKeyPair {
    const privateKey = this.#privateKey.export({ type: 'pkcs8', format: 'der' }).toString('hex');
    return { publicKey: this.publicKey, privateKey };
  }

  toJwk(): { readonly publicKey: JsonWebKey; readonly privateKey: JsonWebKey } {
    return {
      publicKey: createPublicKey(this.#privateKey).export({ format: 'jwk' }),
      privateKey: this.#privateKey.export({ format: 'jwk' }),
    };
  }

  decrypt(encrypted: string, { encoding, oaepHash }: RsaForm = LEGACY_FORM): Buffer {
    const padding = constants.RSA_PKCS1_OAEP_PADDING;
    return privateDecrypt({ key: this.#privateKey, padding, oaepHash }, Buffer.from(encrypted, encoding));
  }
}

/** @param publicKey SPKI as hex */
export function encryptFor(publicKey: string, data: Buffer, { encoding, oaepHash } = LEGACY_FORM): string {
  const key = createPublicKey({ key: Buffer.from(publicKey, 'hex'), format: 'der', type: 'spki' });
  const padding = constants.RSA_PKCS1_OAEP_PADDING;
  return publicEncrypt({ key, padding, oaepHash }, data).toString(encoding);
}

/** How public keys are named: by their last 32 hex digits. */
export function fingerprint(publicKey: string): string {
  return publicKey.slice(-32);
}

/** What is used without a storage: there is no browser to store anything. */
export class LocalStorageImpl implements Storage {
  getItem(): Promise<never> {
    return Promise.reject(noLocalStorage());
  }

  setItem(): Promise<never> {
    return Promise.reject(noLocalStorage());
  }

  removeItem(): Promise<never> {
    return Promise.reject(noLocalStorage());
  }
}

/** Keeps key pairs as JSON of two JWKs, in plain text. */
export class KeyStorageImpl {
  constructor(private readonly storage: Storage) {}

  async storeKeyPair(name: string, pair: KeyPair): Promise<void> {
    await this.storage.setItem(name, JSON.stringify(pair.toJwk()));
  }

  async getKeypair(name: string): Promise<KeyPair | undefined> {
    const text = await this.storage.getItem(name);
    if (text === undefined) return undefined;
    const { privateKey } = JSON.parse(text) as { privateKey: JsonWebKey };
    return new KeyPair(createPrivateKey({ key: privateKey, format: 'jwk' }));
  }

  async getPublicKey(name: string): Promise<JsonWebKey | undefined> {
    return (await this.getKeypair(name))?.toJwk().publicKey;
  }

  async getPrivateKey(name: string): Promise<JsonWebKey | undefined> {
    return (await this.getKeypair(name))?.toJwk().privateKey;
  }

  async deleteKeypair(name: string): Promise<void> {
    await this.storage.removeItem(name);
  }
}

function noLocalStorage(): Error {
  return new Error('Your browser does not support HTML5 Browser Local Storage !');
}
