/** Who can read what the writer writes. */
import { createHash, randomBytes } from 'node:crypto';
import type { JsonObject } from '../../src/model/json';
import { findDataOwner } from '../access/data-owners';
import type { Database } from '../store/database';
import type { StoredDocument } from '../store/document';

/** The classes that access is given to, as they stand in access control keys. */
export type EncryptedClass = 'Patient' | 'Contact' | 'HealthElement' | 'MaintenanceTask';

/** Gives the readers access to entities. */
export interface Access {
  /** The key that an entity is encrypted with. */
  keyOf(id: string): Buffer;
  /**
   * The fields of an entity by which its readers find its key.
   * @param patientId whose it is; undefined for what is no patient's
   */
  metadata(entityClass: EncryptedClass, id: string, patientId: string | undefined): JsonObject;
}

/**
 * Keys and secret ids of entities, made from their ids and a secret of the writer, so that none has to be kept. To everybody else they are as good as
 * random.
 */
export class EntitySecrets {
  readonly #secret = randomBytes(32);

  /** 32 bytes. */
  keyOf(id: string): Buffer {
    return this.#derive('key', id);
  }

  secretIdOf(id: string): string {
    return asUuid(this.#derive('secret id', id));
  }

  #derive(purpose: string, id: string): Buffer {
    return createHash('sha256').update(this.#secret).update(`${purpose} ${id}`).digest();
  }
}

/** The first 16 bytes in the form of a UUID. */
export function asUuid(bytes: Buffer): string {
  const hex = bytes.toString('hex', 0, 16);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/**
 * The healthcare professional who is to read.
 * @throws Error when there is none with this id
 */
export function findReader(database: Database, id: string): StoredDocument {
  const owner = findDataOwner(database, id);
  if (owner === undefined) throw new Error(`There is no data owner ${id} to write for.`);
  if (owner.type !== 'hcp') {
    throw new Error(`The data owner ${id} is a ${owner.type}; the writer shares with healthcare professionals only.`);
  }
  return owner.document;
}

export function withoutKey(readerId: string): Error {
  return new Error(`The data owner ${readerId} has no public key yet: log in with an SDK or register one first.`);
}
