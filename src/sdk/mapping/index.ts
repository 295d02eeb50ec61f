/** From the wire's JSON to the payload: the MedTech model's field names, plain JSON, without encryption metadata and secrets. */
import type { EntityName } from '../../model/entities';
import type { JsonObject } from '../../model/json';
import { mapObject, type MappingTable } from './converters';
import { dataSample } from './data-sample';
import { healthcareElement } from './healthcare-element';
import { notification } from './notification';
import { patient } from './patient';
import { user } from './user';

const TABLES: Readonly<Record<EntityName, MappingTable>> = {
  Patient: patient,
  DataSample: dataSample,
  HealthcareElement: healthcareElement,
  Notification: notification,
  User: user,
};

/** @param wire decrypted as far as it could be */
export function toPayload(entity: EntityName, wire: JsonObject): JsonObject {
  const payload = mapObject(TABLES[entity], wire);
  // An element that is not a version of another one is its own.
  if (entity === 'HealthcareElement') payload.healthcareElementId ??= payload.id;
  return payload;
}
