/** What the entities are called on the wire, and the parts of their JSON that are there for encryption. */
import type { EntityName } from '../../model/entities';
import { isJsonObject, type JsonObject, type JsonValue } from '../../model/json';

/** The classes as the server knows them (the SDKs send these names). */
export const ENTITY_CLASSES: Readonly<Record<EntityName, string>> = {
  Patient: 'org.taktik.icure.entities.Patient',
  DataSample: 'org.taktik.icure.entities.embed.Service',
  HealthcareElement: 'org.taktik.icure.entities.HealthElement',
  Notification: 'org.taktik.icure.entities.MaintenanceTask',
  User: 'org.taktik.icure.entities.User',
};

/** The keys of a record in JSON; none when it is no record. */
export function keysOf(value: JsonValue | undefined): string[] {
  return isJsonObject(value) ? Object.keys(value) : [];
}

/** The values of a record in JSON that are objects. */
export function objectsIn(value: JsonValue | undefined): JsonObject[] {
  return isJsonObject(value) ? Object.values(value).filter(isJsonObject) : [];
}

/**
 * The data owners who have access to an entity, as far as it says so: a delegation between owners one of whom is anonymous (a patient, as a rule)
 * names neither.
 */
export function ownersOf(wire: JsonObject): string[] {
  const security = isJsonObject(wire.securityMetadata) ? wire.securityMetadata : {};
  const named = objectsIn(security.secureDelegations).flatMap(({ delegator, delegate }) => [delegator, delegate]);
  const owners = [...keysOf(wire.delegations), ...named].filter(
    (id): id is string => typeof id === 'string' && id !== '',
  );
  return [...new Set(owners)];
}
