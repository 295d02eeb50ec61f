/**
 * Access to what is shared anonymously, as is the rule with patients and devices: the delegation then names nobody, and the server sends
 * events of such data only to a subscription that brings the access control keys. The SDK does not give them away.
 *
 * For each pair of data owners there is an exchange data document with a secret, encrypted for both; the access control key is the first
 * half of SHA-256(secret as hex + class of the entity).
 */
import { createHash } from 'node:crypto';
import type { EntityName } from '../../model/entities';
import type { Failure } from '../../model/failure';
import { isJsonObject, type JsonObject } from '../../model/json';
import { decryptFor, fingerprint, type KeyPair } from '../keys/private-key';
import { statusFailure } from './http';
import type { Rest } from './rest';

/** The class whose delegations an entity has; a data sample has those of its contact, a user none. */
const DELEGATION_CLASSES: Readonly<Record<EntityName, string | undefined>> = {
  Patient: 'Patient',
  DataSample: 'Contact',
  HealthcareElement: 'HealthElement',
  Notification: 'MaintenanceTask',
  User: undefined,
};

/** Bytes of an access control key. */
const KEY_LENGTH = 16;

/** Why a channel ends when a new sharer has appeared. */
export const SHARED_BY_ANOTHER: Failure = {
  code: 'closed',
  message: 'Somebody has begun to share data with this user; the connection is opened anew to hear of it.',
};

/** The header that shows access control keys to the server. @param keys as hex */
export function accessControlHeaders(keys: readonly string[] = []): Record<string, string> {
  if (keys.length === 0) return {};
  return { 'icure-access-control-keys': Buffer.from(keys.join(''), 'hex').toString('base64') };
}

export class AnonymousAccess {
  /** As hex; undefined before the first look. */
  #secrets: ReadonlySet<string> | undefined;

  /** @param onGrown called when another data owner has begun to share with this one */
  constructor(
    private readonly rest: Rest,
    private readonly dataOwnerId: string,
    private readonly keyPairs: readonly KeyPair[],
    private readonly onGrown: () => void,
  ) {}

  /** As hex, for the subscription to an entity's events. Those of data owners who begin to share after the last `refresh` are missing. */
  keysFor(entity: EntityName): string[] {
    const delegationClass = DELEGATION_CLASSES[entity];
    if (delegationClass === undefined) return [];
    return [...(this.#secrets ?? [])].map((secret) =>
      createHash('sha256').update(`${secret}${delegationClass}`).digest().subarray(0, KEY_LENGTH).toString('hex'),
    );
  }

  /**
   * Looks who shares with this data owner.
   * @throws FailureError
   */
  async refresh(): Promise<void> {
    const documents = await this.#readExchangeData();
    const before = this.#secrets;
    const secrets = documents.map((document) => this.#decryptSecret(document)).filter((secret) => secret !== undefined);
    this.#secrets = new Set(secrets);
    if (before !== undefined && secrets.some((secret) => !before.has(secret))) this.onGrown();
  }

  /** All pages. */
  async #readExchangeData(): Promise<JsonObject[]> {
    const documents: JsonObject[] = [];
    let startDocumentId: string | undefined;
    do {
      const page = startDocumentId === undefined ? '' : `?startDocumentId=${encodeURIComponent(startDocumentId)}`;
      const path = `/exchangedata/byParticipant/${encodeURIComponent(this.dataOwnerId)}${page}`;
      const { status, body } = await this.rest.send('GET', path);
      if (status !== 200) throw statusFailure(this.rest.server, status, 'Reading who shares data with this user');
      const { rows, nextKeyPair } = isJsonObject(body) ? body : {};
      documents.push(...(Array.isArray(rows) ? rows.filter(isJsonObject) : []));
      const next = isJsonObject(nextKeyPair) ? nextKeyPair.startKeyDocId : undefined;
      startDocumentId = typeof next === 'string' ? next : undefined;
    } while (startDocumentId !== undefined);
    return documents;
  }

  /** Undefined when it is not encrypted for any key that is known here, or damaged. */
  #decryptSecret({ accessControlSecret }: JsonObject): string | undefined {
    if (!isJsonObject(accessControlSecret)) return undefined;
    for (const keyPair of this.keyPairs) {
      const encrypted = accessControlSecret[fingerprint(keyPair.spkiHex)];
      const secret = typeof encrypted === 'string' ? decryptFor(keyPair, Buffer.from(encrypted, 'base64')) : undefined;
      if (secret !== undefined) return secret.toString('hex');
    }
    return undefined;
  }
}
