/** How each entity of the wire becomes one of the MedTech model, and back. */
import type { EntityName } from '../../model/entities';
import type { MappingTable } from './converters';
import { dataSample } from './data-sample';
import { healthcareElement } from './healthcare-element';
import { notification } from './notification';
import { patient } from './patient';
import { user } from './user';

export const TABLES: Readonly<Record<EntityName, MappingTable>> = {
  Patient: patient,
  DataSample: dataSample,
  HealthcareElement: healthcareElement,
  Notification: notification,
  User: user,
};
