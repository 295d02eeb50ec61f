/** Which of an account's keys the server knows, and where their private keys are: what the dialog shows of them. */
import type { KnownKey } from '../../model/probe';
import type { AccountSettings } from '../port';
import type { KeyHolder } from './decision';
import type { KeyStore } from './key-store';
import { fingerprint, readPrivateKey } from './private-key';

/** @throws FailureError `bad-config` when the key folder or the given key cannot be read */
export async function findKnownKeys(
  { dataOwnerId, publicKeys }: KeyHolder,
  { privateKey }: Pick<AccountSettings, 'privateKey'>,
  store: KeyStore,
): Promise<KnownKey[]> {
  const given = privateKey === undefined ? undefined : readPrivateKey(privateKey).spkiHex;
  return Promise.all(
    publicKeys.map(async (spkiHex): Promise<KnownKey> => {
      const isStored = (await store.findKeyPair(dataOwnerId, spkiHex)) !== undefined;
      const place = spkiHex === given ? 'given' : isStored ? 'stored' : 'missing';
      return { fingerprint: fingerprint(spkiHex), privateKey: place };
    }),
  );
}
