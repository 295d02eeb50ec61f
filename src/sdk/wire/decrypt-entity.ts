/** Decrypts an entity of any kind, with whatever decrypts the encrypted ones. */
import type { EntityName } from '../../model/entities';
import type { JsonObject } from '../../model/json';
import type { Decryption, EncryptedEntity } from './encryption';

export interface Decrypting {
  /**
   * @param id whose metadata opens the entity: its own; of a data sample, its contact's
   * @throws FailureError when the session has become useless
   */
  readonly decrypt: (entity: EncryptedEntity, id: string, wire: JsonObject) => Promise<Decryption>;
}

/** Whose encryption metadata an entity carries: its own; a data sample those of its contact. */
export function idOfMetadata(entity: EntityName, { id, contactId }: JsonObject & { readonly id: string }): string {
  return entity === 'DataSample' && typeof contactId === 'string' ? contactId : id;
}

/**
 * Users are not encrypted.
 * @throws FailureError when the session has become useless
 */
export function decryptEntity(
  { decrypt }: Decrypting,
  entity: EntityName,
  wire: JsonObject & { readonly id: string },
): Promise<Decryption> {
  switch (entity) {
    case 'User':
      return Promise.resolve({ wire, decrypted: true });
    case 'DataSample':
    case 'Patient':
    case 'HealthcareElement':
    case 'Notification':
      return decrypt(entity, idOfMetadata(entity, wire), wire);
    default:
      return entity satisfies never;
  }
}
