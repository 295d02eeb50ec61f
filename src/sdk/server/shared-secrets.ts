/**
 * Whether the account's keys open what others share with it. There is a secret for each pair of data owners: in an exchange data document, or, as older iCure
 * software keeps it, in the delegator itself (`aesExchangeKeys`).
 */
import { FailureError } from '../../model/failure';
import { isJsonObject } from '../../model/json';
import { NOTHING_OPENS } from '../../model/probe';
import { decryptFor, fingerprint, type KeyPair } from '../keys/private-key';
import { statusFailure } from './http';
import type { Rest } from './rest';

type Requests = Pick<Rest, 'server' | 'send'>;

/** Tells whether a key pair opens it. */
type Secret = (keyPair: KeyPair) => boolean;

/** Who may keep exchange keys. */
const DELEGATORS = ['hcparty', 'patient', 'device'] as const;

/** Hex digits of a public key's end by which older software names it. */
const OLDER_FINGERPRINT = 32;

/**
 * Looks at one page of the exchange data documents, and at all older keys.
 * @returns how many could be opened; 0 when there are none
 * @throws FailureError `no-key` when there are some and none can be opened
 */
export async function countSharedSecrets(
  rest: Requests,
  dataOwnerId: string,
  keyPairs: readonly KeyPair[],
): Promise<number> {
  const older = await Promise.all(DELEGATORS.map((kind) => olderSecrets(rest, kind, dataOwnerId)));
  const secrets = [...(await exchangeData(rest, dataOwnerId)), ...older.flat()];
  const opened = secrets.filter((opens) => keyPairs.some(opens));
  if (secrets.length > 0 && opened.length === 0) {
    throw new FailureError(
      'no-key',
      'None of what is shared with this user can be decrypted with the private key that is here; it was shared for another key of the user.',
      NOTHING_OPENS,
    );
  }
  return opened.length;
}

async function exchangeData(rest: Requests, dataOwnerId: string): Promise<readonly Secret[]> {
  const { status, body } = await rest.send('GET', `/exchangedata/byParticipant/${encodeURIComponent(dataOwnerId)}`);
  // Older servers have none.
  if (status === 404) return [];
  if (status !== 200) throw refused(rest, status);
  const rows = isJsonObject(body) && Array.isArray(body.rows) ? body.rows.filter(isJsonObject) : [];
  return rows.map(({ exchangeKey }) => (keyPair) => {
    const encrypted = isJsonObject(exchangeKey) ? exchangeKey[fingerprint(keyPair.spkiHex)] : undefined;
    return typeof encrypted === 'string' && decryptFor(keyPair, Buffer.from(encrypted, 'base64')) !== undefined;
  });
}

/**
 * Of each delegator but the data owner itself: its keys, by the ends of the delegator's and of the delegate's public key; the oldest stand there without the
 * latter (facts on the MedTech SDK). The SDKs as well take it for none when a user may not look at a kind of delegators.
 */
async function olderSecrets(
  rest: Requests,
  kind: (typeof DELEGATORS)[number],
  dataOwnerId: string,
): Promise<readonly Secret[]> {
  const { status, body } = await rest.send('GET', `/${kind}/${encodeURIComponent(dataOwnerId)}/aesExchangeKeys`);
  if (status === 403 || status === 404) return [];
  if (status !== 200) throw refused(rest, status);
  const others = Object.entries(isJsonObject(body) ? body : {}).filter(([delegator]) => delegator !== dataOwnerId);
  return others.map(([, byDelegatorKey]) => (keyPair) => {
    const byDelegateKey = isJsonObject(byDelegatorKey) ? Object.values(byDelegatorKey).filter(isJsonObject) : [];
    return byDelegateKey
      .flatMap((keys) => [keys[keyPair.spkiHex.slice(-OLDER_FINGERPRINT)], keys['']])
      .some(
        (encrypted) =>
          typeof encrypted === 'string' && decryptFor(keyPair, Buffer.from(encrypted, 'hex'), 'sha1') !== undefined,
      );
  });
}

function refused(rest: Requests, status: number): FailureError {
  return statusFailure(rest.server, status, 'Reading who shares data with this user');
}
