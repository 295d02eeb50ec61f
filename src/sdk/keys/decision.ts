/**
 * Decides, before the SDK starts, which key pair the account works with. Left to itself the SDK makes a new pair whenever it finds none,
 * and everything encrypted before stays unreadable: so it is told exactly what it may do.
 */
import { FailureError } from '../../model/failure';
import { isJsonObject, type JsonObject } from '../../model/json';
import type { AccountSettings } from '../port';
import type { KeyStore } from './key-store';
import { createKeyPair, readPrivateKey, type KeyPair } from './private-key';

/** The account's data owner, as far as its keys are concerned. */
export interface KeyHolder {
  readonly dataOwnerId: string;
  /** SPKI, lower-case hex. */
  readonly publicKeys: readonly string[];
  /** Those of them that older iCure software knows (RSA-OAEP with SHA-1). */
  readonly legacyPublicKeys: readonly string[];
}

/**
 * Puts the account's key pair into the store, where the SDK finds it.
 * @returns the key pair that the SDK is to register because the data owner has none yet; undefined when it has one
 * @throws FailureError `no-key`, `key-mismatch`, `bad-config`
 */
export async function prepareKeys(
  holder: KeyHolder,
  settings: Pick<AccountSettings, 'privateKey' | 'createKeyPair'>,
  store: KeyStore,
): Promise<KeyPair | undefined> {
  const pasted = settings.privateKey === undefined ? undefined : readPrivateKey(settings.privateKey);
  if (holder.publicKeys.length === 0) return prepareFirstKey(holder, pasted, settings.createKeyPair, store);
  if (pasted !== undefined) {
    if (!holder.publicKeys.includes(pasted.spkiHex)) {
      throw new FailureError(
        'key-mismatch',
        'The private key in the account does not belong to any key that this user has on the server; paste the right one.',
      );
    }
    await store.storeKeyPair(holder.dataOwnerId, pasted);
    return undefined;
  }
  for (const spkiHex of holder.publicKeys) {
    if ((await store.findKeyPair(holder.dataOwnerId, spkiHex)) !== undefined) return undefined;
  }
  throw new FailureError(
    'no-key',
    'This user has a key pair already, but its private key is not on this machine; paste the private key into the account.',
  );
}

/** The pair is stored before it is registered: whatever happens in between, the server never knows a key that is lost here. */
async function prepareFirstKey(
  holder: KeyHolder,
  pasted: KeyPair | undefined,
  mayCreate: boolean,
  store: KeyStore,
): Promise<KeyPair> {
  if (!mayCreate) {
    throw new FailureError(
      'no-key',
      pasted === undefined
        ? 'This user has no key pair yet; tick "create a key pair" in the account, or set one up with another iCure application first.'
        : 'This user has no key pair on the server yet; tick "create a key pair" in the account to register the pasted key.',
    );
  }
  const keyPair = pasted ?? (await createKeyPair());
  await store.storeKeyPair(holder.dataOwnerId, keyPair);
  return keyPair;
}

/** The key pairs of the data owner that are at hand. */
export async function findKeyPairs(
  { dataOwnerId, publicKeys }: KeyHolder,
  firstKey: KeyPair | undefined,
  store: KeyStore,
): Promise<KeyPair[]> {
  if (firstKey !== undefined) return [firstKey];
  const found = await Promise.all(publicKeys.map((spkiHex) => store.findKeyPair(dataOwnerId, spkiHex)));
  return found.filter((keyPair) => keyPair !== undefined);
}

/** Reads a data owner's public keys: the present ones, and the legacy ones (RSA-OAEP with SHA-1) of older iCure software. */
export function readPublicKeys(dataOwner: JsonObject): Pick<KeyHolder, 'publicKeys' | 'legacyPublicKeys'> {
  const present: unknown[] = Array.isArray(dataOwner.publicKeysForOaepWithSha256)
    ? dataOwner.publicKeysForOaepWithSha256
    : [];
  const exchanging = isJsonObject(dataOwner.aesExchangeKeys) ? Object.keys(dataOwner.aesExchangeKeys) : [];
  const legacyPublicKeys = spkisIn([dataOwner.publicKey, ...exchanging]);
  return { publicKeys: [...new Set([...spkisIn(present), ...legacyPublicKeys])], legacyPublicKeys };
}

function spkisIn(values: readonly unknown[]): string[] {
  const keys = values.filter((key): key is string => typeof key === 'string' && key !== '');
  return [...new Set(keys.map((key) => key.toLowerCase()))];
}
