/** From the wire's JSON to the payload: the MedTech model's field names, plain JSON, without encryption metadata and secrets. */
import type { EntityName } from '../../model/entities';
import type { JsonObject } from '../../model/json';
import { mapObject } from './converters';
import { TABLES } from './tables';

export { toWire, type WireReading } from './to-wire';

/** @param wire decrypted as far as it could be */
export function toPayload(entity: EntityName, wire: JsonObject): JsonObject {
  const payload = mapObject(TABLES[entity], wire);
  // An element that is not a version of another one is its own.
  if (entity === 'HealthcareElement') payload.healthcareElementId ??= payload.id;
  return payload;
}
