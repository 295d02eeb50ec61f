/** Whether the account's keys open what others share with it: the exchange data documents hold a secret for each pair of data owners. */
import { FailureError } from '../../model/failure';
import { isJsonObject, type JsonObject } from '../../model/json';
import { NOTHING_OPENS } from '../../model/probe';
import { decryptFor, fingerprint, type KeyPair } from '../keys/private-key';
import { statusFailure } from './http';
import type { Rest } from './rest';

/**
 * Looks at one page of them.
 * @returns how many could be opened; 0 when there are none
 * @throws FailureError `no-key` when there are some and none can be opened
 */
export async function countSharedSecrets(
  rest: Rest,
  dataOwnerId: string,
  keyPairs: readonly KeyPair[],
): Promise<number> {
  const { status, body } = await rest.send('GET', `/exchangedata/byParticipant/${encodeURIComponent(dataOwnerId)}`);
  // Older servers have none.
  if (status === 404) return 0;
  if (status !== 200) throw statusFailure(rest.server, status, 'Reading who shares data with this user');
  const rows = isJsonObject(body) && Array.isArray(body.rows) ? body.rows.filter(isJsonObject) : [];
  const opened = rows.filter((row) => keyPairs.some((keyPair) => opens(keyPair, row)));
  if (rows.length > 0 && opened.length === 0) {
    throw new FailureError(
      'no-key',
      'None of what is shared with this user can be decrypted with the private key that is here; it was shared for another key of the user.',
      NOTHING_OPENS,
    );
  }
  return opened.length;
}

function opens(keyPair: KeyPair, { exchangeKey }: JsonObject): boolean {
  const encrypted = isJsonObject(exchangeKey) ? exchangeKey[fingerprint(keyPair.spkiHex)] : undefined;
  return typeof encrypted === 'string' && decryptFor(keyPair, encrypted) !== undefined;
}
