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

/**
 * Users are not encrypted. A data sample is opened with the metadata of its contact.
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
      return decrypt(entity, typeof wire.contactId === 'string' ? wire.contactId : wire.id, wire);
    case 'Patient':
    case 'HealthcareElement':
    case 'Notification':
      return decrypt(entity, wire.id, wire);
    default:
      return entity satisfies never;
  }
}
