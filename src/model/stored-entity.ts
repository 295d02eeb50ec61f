/** An entity as it is stored on the server: what finding gives, and what saving gives back. */
import type { EntityName } from './entities';
import type { JsonObject } from './json';

export interface StoredEntity {
  readonly entity: EntityName;
  readonly id: string;
  /** The revision; of a data sample, that of its batch (a contact). */
  readonly rev?: string;
  /** False when the account has no key for the entity: only its clear fields are in the payload. */
  readonly decrypted: boolean;
  /** The entity with MedTech field names, plain JSON, without encryption metadata: the same as in an event. */
  readonly payload: JsonObject;
}
