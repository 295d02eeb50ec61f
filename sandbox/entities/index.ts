/** All routes of the sandbox apart from those of `/auth`: one store and one set of rules, shown by each version of the API in its way. */
import type { Credentials } from '../auth/credentials';
import type { Database } from '../store/database';
import { contacts, devices, healthcareParties, healthElements, maintenanceTasks, patients } from './definitions';
import { Resource, type ResourceDefinition } from './resource';
import type { Resources } from './resources';
import { ServiceIndex } from './service-index';
import { users } from './users';

export { addVersion1Routes } from './version-1';
export { addVersion2Routes } from './version-2';

export function openResources(database: Database, credentials: Credentials, quirks: boolean): Resources {
  const resourceOf = (definition: ResourceDefinition): Resource =>
    new Resource(definition, database.collection(definition.kind), quirks);
  return {
    patients: resourceOf(patients),
    contacts: resourceOf(contacts),
    healthElements: resourceOf(healthElements),
    maintenanceTasks: resourceOf(maintenanceTasks),
    services: new ServiceIndex(database),
    users: resourceOf(users(credentials)),
    healthcareParties: resourceOf(healthcareParties),
    devices: resourceOf(devices),
    database,
    credentials,
    quirks,
  };
}
