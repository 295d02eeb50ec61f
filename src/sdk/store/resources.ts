/** Where the entities are on the server, in version 2 of its API. */
import type { EntityName } from '../../model/entities';

interface Resource {
  /** `{path}/match` finds ids. */
  readonly path: string;
  /** Answers the entities with the ids that it is sent: those that exist and that the user may read. */
  readonly byIds: string;
}

export const RESOURCES: Readonly<Record<EntityName, Resource>> = {
  Patient: { path: '/patient', byIds: '/patient/byIds' },
  DataSample: { path: '/contact/service', byIds: '/contact/service' },
  HealthcareElement: { path: '/helement', byIds: '/helement/byIds' },
  Notification: { path: '/maintenancetask', byIds: '/maintenancetask/byIds' },
  User: { path: '/user', byIds: '/user/byIds' },
};

/** What data samples lie in. */
export const CONTACT = '/contact';
