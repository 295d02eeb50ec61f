/** Public keys of data owners, which others encrypt for. */
import { createPublicKey } from 'node:crypto';
import { textsOf } from '../json-reading';
import type { Database } from '../store/database';
import { findDataOwner, kindOfDataOwner } from './data-owners';

/**
 * Registers a public key as an SDK of today does at its first login.
 * @param pem of the public or of the private key
 * @throws Error when there is no such data owner, or it is no key
 */
export function registerPublicKey(database: Database, dataOwnerId: string, pem: string): void {
  const owner = findDataOwner(database, dataOwnerId);
  if (owner === undefined) throw new Error(`There is no data owner ${dataOwnerId}.`);
  const spki = createPublicKey(pem).export({ type: 'spki', format: 'der' }).toString('hex');
  const known = textsOf(owner.document.publicKeysForOaepWithSha256);
  if (known.includes(spki)) return;
  database
    .collection(kindOfDataOwner(owner.type))
    .modify({ ...owner.document, publicKeysForOaepWithSha256: [...known, spki] });
}
