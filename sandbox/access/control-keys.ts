/** Access control keys: what a data owner shows who does not want to stand in delegations by name. */
import { createHash } from 'node:crypto';

/** Bytes of one key. */
const KEY_LENGTH = 16;

/** The key under which a secure delegation stands: SHA-256 of the access control key, as hex. */
export function hashOfAccessControlKey(key: Buffer): string {
  return createHash('sha256').update(key).digest('hex');
}

/** The hashes of the keys in the header `Icure-Access-Control-Keys`: base64 of all keys, one after the other. */
export function hashesFromHeader(header: string | undefined): readonly string[] {
  const bytes = Buffer.from(header ?? '', 'base64');
  const count = Math.floor(bytes.length / KEY_LENGTH);
  return Array.from({ length: count }, (_, index) =>
    hashOfAccessControlKey(bytes.subarray(index * KEY_LENGTH, (index + 1) * KEY_LENGTH)),
  );
}

/** The hashes of keys given as hex, as in a subscription's `accessControlKeys`. */
export function hashesFromHex(keys: readonly string[]): readonly string[] {
  return keys.map((key) => hashOfAccessControlKey(Buffer.from(key, 'hex')));
}
