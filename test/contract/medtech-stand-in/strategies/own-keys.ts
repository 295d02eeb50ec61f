/** The data owner that the user is, and the keys to work with: decided once, when the api is built. */
import type { webcrypto } from 'node:crypto';
import { KeyPair, fingerprint, type KeyStorageImpl, type RsaForm, type Storage } from '../key-pairs';
import type { Fields } from '../models';
import type { RestClient } from '../rest-client';
import type { DataOwnerType, DataOwnerWithType, Strategies } from './strategies';

/** What a data owner has of keys, as the server tells. */
export interface Stub extends Fields {
  readonly id: string;
  readonly publicKey?: string;
  readonly aesExchangeKeys?: Readonly<Record<string, unknown>>;
  readonly publicKeysForOaepWithSha256?: readonly string[];
}

type WireType = 'hcp' | 'patient' | 'device';

const TYPES: Readonly<Record<WireType, DataOwnerType>> = {
  hcp: 'HealthcareProfessional',
  patient: 'Patient',
  device: 'MedicalDevice',
};

/** A public key of somebody, and how to encrypt for it. */
export interface PublicKey {
  /** SPKI as hex. */
  readonly publicKey: string;
  readonly form: RsaForm;
}

export interface OwnKeys {
  readonly dataOwnerId: string;
  /** Whether delegations must not name the user. */
  readonly isAnonymous: boolean;
  /** For decryption. */
  readonly pairs: readonly KeyPair[];
  /** For encryption. */
  readonly verified: readonly PublicKey[];
}

/** What is used of Web Crypto, which users may give in a form of their own. */
export interface GivenCrypto {
  readonly subtle: Pick<webcrypto.SubtleCrypto, 'generateKey' | 'exportKey'>;
}

interface Sources {
  readonly rest: RestClient;
  readonly storage: Storage;
  readonly keyStorage: KeyStorageImpl;
  readonly strategies: Strategies;
  readonly crypto: GivenCrypto;
}

/**
 * Finds the keys: in the storage, then with the strategies. When none of them is known to be the user's own, a new pair is made without a word and
 * registered, unless the strategies forbid it (facts on the MedTech SDK, 0.8 and 3).
 */
export async function loadOwnKeys(sources: Sources): Promise<OwnKeys> {
  const { rest, strategies } = sources;
  const { type, dataOwner } = (await rest.send('GET', 'dataowner/current')) as { type: WireType; dataOwner: Stub };
  const { id } = dataOwner;
  const self: DataOwnerWithType = { type: TYPES[type], dataOwner };
  const isAnonymous = strategies.dataOwnerRequiresAnonymousDelegation(id, self.type);
  const known = publicKeysOf(dataOwner);
  const pairs = new Map<string, KeyPair>();
  for (const { publicKey } of known) {
    const pair = await sources.keyStorage.getKeypair(entryOf(id, publicKey));
    if (pair !== undefined) pairs.set(publicKey, pair);
  }
  const missing = known.map(({ publicKey }) => publicKey).filter((publicKey) => !pairs.has(publicKey));
  if (missing.length > 0) {
    // What is stored was made here, so it is the user's; what is missing may be in doubt, too.
    const { recoveredKeyPairs } = await strategies.recoverAndVerifyKeys(self, missing, missing);
    for (const recovered of recoveredKeyPairs) {
      const pair = KeyPair.fromHex(recovered);
      await keep(sources, id, pair);
      pairs.set(pair.publicKey, pair);
    }
  }
  const verified = known.filter(({ publicKey }) => pairs.has(publicKey));
  if (verified.length > 0) return { dataOwnerId: id, isAnonymous, pairs: [...pairs.values()], verified };
  if (!(await strategies.allowNewKeyPairGeneration(self))) {
    throw new Error(`No verified key found for ${id} and settings do not allow creation of a new key.`);
  }
  const pair = await register(sources, type, dataOwner);
  return {
    dataOwnerId: id,
    isAnonymous,
    pairs: [pair],
    verified: [{ publicKey: pair.publicKey, form: sha('sha256') }],
  };
}

/** For a key of the older kind, which stands in other places, encryption is with SHA-1. */
export function publicKeysOf({ publicKey, aesExchangeKeys = {}, publicKeysForOaepWithSha256 = [] }: Stub): PublicKey[] {
  const legacy = [...(publicKey === undefined || publicKey === '' ? [] : [publicKey]), ...Object.keys(aesExchangeKeys)];
  const older = [...new Set(legacy)].filter((key) => key !== '' && !publicKeysForOaepWithSha256.includes(key));
  return [
    ...older.map((key) => ({ publicKey: key, form: sha('sha1') })),
    ...publicKeysForOaepWithSha256.map((key) => ({ publicKey: key, form: sha('sha256') })),
  ];
}

/** @param id of another data owner */
export async function stubOf(rest: RestClient, id: string): Promise<{ type: DataOwnerType; stub: Stub }> {
  const { type, stub } = (await rest.send('GET', `dataowner/stub/${id}`)) as { type: WireType; stub: Stub };
  return { type: TYPES[type], stub };
}

async function register(sources: Sources, type: WireType, dataOwner: Stub): Promise<KeyPair> {
  const pair = await generate(sources.crypto);
  await keep(sources, dataOwner.id, pair);
  const { id, rev, publicKey, aesExchangeKeys, hcPartyKeys, transferKeys, privateKeyShamirPartitions } = dataOwner;
  const publicKeysForOaepWithSha256 = [...(dataOwner.publicKeysForOaepWithSha256 ?? []), pair.publicKey];
  const legacy = { publicKey, aesExchangeKeys, hcPartyKeys, transferKeys, privateKeyShamirPartitions };
  await sources.rest.send('PUT', 'dataowner/stub', { type, stub: { id, rev, ...legacy, publicKeysForOaepWithSha256 } });
  await sources.strategies.notifyKeyPairGeneration(pair.toHex());
  return pair;
}

async function generate({ subtle }: GivenCrypto): Promise<KeyPair> {
  const algorithm = {
    name: 'RSA-OAEP',
    modulusLength: 2048,
    publicExponent: new Uint8Array([1, 0, 1]),
    hash: 'SHA-256',
  };
  const { publicKey, privateKey } = await subtle.generateKey(algorithm, true, ['encrypt', 'decrypt']);
  return KeyPair.fromHex({
    publicKey: Buffer.from(await subtle.exportKey('spki', publicKey)).toString('hex'),
    privateKey: Buffer.from(await subtle.exportKey('pkcs8', privateKey)).toString('hex'),
  });
}

async function keep({ keyStorage, storage }: Sources, dataOwnerId: string, pair: KeyPair): Promise<void> {
  await keyStorage.storeKeyPair(entryOf(dataOwnerId, pair.publicKey), pair);
  const entry = `org.taktik.icure.rsa.${dataOwnerId}.verification.self`;
  const before = JSON.parse((await storage.getItem(entry)) ?? '{}') as Fields;
  await storage.setItem(entry, JSON.stringify({ ...before, [pair.fingerprint]: true }));
}

function entryOf(dataOwnerId: string, publicKey: string): string {
  return `org.taktik.icure.rsa.device.${dataOwnerId}.${fingerprint(publicKey)}`;
}

function sha(oaepHash: RsaForm['oaepHash']): RsaForm {
  return { encoding: 'base64', oaepHash };
}
