/** Which state of an entity is meant: what tells a state that has been delivered from one that has not. */
import { createHash } from 'node:crypto';
import type { EntityName } from './entities';

export interface Version {
  /** Grows with each change: the number in a revision; of a data sample, when it was modified (epoch, ms). */
  readonly order: number;
  /** 16 hex digits that tell apart what has the same order: of the revision's hash; of a data sample, its contact and its end. */
  readonly mark: string;
}

/** What an entity says of its state, on the wire or in a payload. */
export interface VersionFacts {
  /** `N-hash`, as CouchDB makes them. */
  readonly rev?: unknown;
  /** Of a data sample: the contact (MedTech: the batch) that this state of it lies in. */
  readonly contactId?: unknown;
  /** Epoch, ms. */
  readonly modified?: unknown;
  /** Of a data sample that has been deleted; epoch, ms. */
  readonly endOfLife?: unknown;
}

/** A data sample has no revision of its own: its contact, the time of its modification and its end stand for one. */
export function versionOf(entity: EntityName, { rev, contactId, modified, endOfLife }: VersionFacts): Version {
  if (entity === 'DataSample') {
    return {
      order: typeof modified === 'number' ? modified : 0,
      mark: digest(JSON.stringify([contactId ?? null, endOfLife ?? null])),
    };
  }
  const [number = '', hash = ''] = typeof rev === 'string' ? rev.split('-', 2) : [];
  const order = Number.parseInt(number, 10);
  return {
    order: Number.isSafeInteger(order) ? order : 0,
    mark: /^[\da-f]{16}/.test(hash) ? hash.slice(0, 16) : digest(hash),
  };
}

export function isSameVersion(one: Version, other: Version): boolean {
  return one.order === other.order && one.mark === other.mark;
}

/** Whether `one` came before `other`. Of two with the same order neither did. */
export function isOlder(one: Version, other: Version): boolean {
  return one.order < other.order;
}

function digest(text: string): string {
  return createHash('sha1').update(text).digest('hex').slice(0, 16);
}
