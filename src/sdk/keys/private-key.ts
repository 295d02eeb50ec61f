/** A private key as people paste it, and the public key that belongs to it. */
import {
  constants,
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  privateDecrypt,
  type KeyObject,
} from 'node:crypto';
import { promisify } from 'node:util';
import { FailureError } from '../../model/failure';
import { isJsonObject } from '../../model/json';
import type { KeyFault } from '../../model/probe';

export interface KeyPair {
  /** Private key, PKCS#8 DER: the form that the SDK takes. */
  readonly pkcs8: Buffer;
  /** Public key, SPKI DER as lower-case hex: the form in which the server keeps it. */
  readonly spkiHex: string;
}

/**
 * Reads a private key: PEM (PKCS#8 or PKCS#1), JWK, or PKCS#8 DER as hex or base64; blanks and line breaks in it do not matter.
 * @throws FailureError `bad-config`
 */
export function readPrivateKey(pasted: string): KeyPair {
  const text = pasted.trim();
  if (text.includes('ENCRYPTED')) {
    throw unusable('is protected by a passphrase; export it without one', 'passphrase');
  }
  if (text.includes('PUBLIC KEY')) throw unusable('is a public key; paste the private key', 'public');
  const key = parse(text);
  if (key === undefined) {
    throw unusable('cannot be read; it must be PEM, JWK, or PKCS#8 as hex or base64', 'unreadable');
  }
  if (key.asymmetricKeyType !== 'rsa') throw unusable('is no RSA key; iCure uses RSA keys', 'not-rsa');
  return toKeyPair(key);
}

/** How iCure names a public key in short ("v2"): what is left of the SPKI's last 32 hex digits without the exponent. */
export function fingerprint(spkiHex: string): string {
  return spkiHex.slice(-32, -10);
}

/** Decrypts what was encrypted for the key pair (RSA-OAEP); undefined when it was not, or is damaged. */
export function decryptFor(
  { pkcs8 }: KeyPair,
  encrypted: Buffer,
  oaepHash: 'sha1' | 'sha256' = 'sha256',
): Buffer | undefined {
  try {
    const key = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' });
    return privateDecrypt({ key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash }, encrypted);
  } catch {
    return undefined;
  }
}

/** As PEM (PKCS#8), the form to keep a backup in. */
export function toPem({ pkcs8 }: KeyPair): string {
  const key = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' });
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/** Makes a key pair of the kind that the SDK makes. */
export async function createKeyPair(): Promise<KeyPair> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  return toKeyPair(privateKey);
}

function parse(text: string): KeyObject | undefined {
  if (text.startsWith('-----')) return attempt(() => createPrivateKey(repairPem(text)));
  if (text.startsWith('{')) {
    return attempt(() => {
      const jwk: unknown = JSON.parse(text);
      return isJsonObject(jwk) ? createPrivateKey({ key: jwk, format: 'jwk' }) : undefined;
    });
  }
  const compact = text.replace(/\s+/g, '');
  const encoding = /^[0-9a-f]+$/i.test(compact) ? 'hex' : 'base64';
  return attempt(() => createPrivateKey({ key: Buffer.from(compact, encoding), format: 'der', type: 'pkcs8' }));
}

/** A PEM that went through a one-line input field has lost its line breaks, without which it is no PEM. */
function repairPem(text: string): string {
  const parts = /^(?<begin>-----BEGIN [A-Z ]+-----)(?<body>[\s\S]+)(?<end>-----END [A-Z ]+-----)$/.exec(text)?.groups;
  if (parts === undefined) return text;
  const body = (parts.body ?? '').replace(/\\n|\s/g, '').replace(/.{64}(?=.)/g, '$&\n');
  return `${parts.begin ?? ''}\n${body}\n${parts.end ?? ''}\n`;
}

function attempt(read: () => KeyObject | undefined): KeyObject | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

function toKeyPair(key: KeyObject): KeyPair {
  return {
    pkcs8: key.export({ type: 'pkcs8', format: 'der' }),
    spkiHex: createPublicKey(key).export({ type: 'spki', format: 'der' }).toString('hex'),
  };
}

function unusable(what: string, fault: KeyFault): FailureError {
  return new FailureError('bad-config', `The account's private key ${what}.`, fault);
}
