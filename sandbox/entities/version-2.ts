/** The second version of the API: what Cardinal and MedTech SDKs from 3.1 speak. Every kind of entity has the same routes. */
import type { Api } from '../http/api';
import { PlainText } from '../http/call';
import { addDataOwnerRoutes, addHierarchyRoutes } from './data-owners';
import { addExchangeDataMapRoutes, addExchangeDataRoutes } from './exchange-data';
import { addExchangeKeyRoutes } from './exchange-keys';
import { addHealthcarePartyRoutes } from './healthcare-parties';
import type { Resource } from './resource';
import {
  addBatchDeletionRoute,
  addBatchRoutes,
  addByIdsRoute,
  addDeletionRoute,
  addDeletionWithRevisionRoutes,
  addMatchRoute,
  addResourceRoutes,
} from './resource-routes';
import type { Resources } from './resources';
import { addServiceRoutes } from './services';
import { addSharingRoutes } from './sharing-routes';
import { addUserRoutes } from './users';

/** What `GET /icure/v` tells. */
const VERSION = 'sandbox';

/** Registers the routes; those with a fixed path come before those with an id in the same place. */
export function addVersion2Routes(api: Api, resources: Resources): void {
  const { database } = resources;
  api.anonymous('get', '/icure/v', () => new PlainText(VERSION));
  addHierarchyRoutes(api, database);
  addDataOwnerRoutes(api, database);
  addExchangeDataMapRoutes(api, database);
  addExchangeDataRoutes(api, database);
  addExchangeKeyRoutes(api, database);
  addServiceRoutes(api, '/contact/service', resources.services, resources.quirks);
  addUserRoutes(api, resources.users, resources.credentials);
  addHealthcarePartyRoutes(api, resources.healthcareParties);
  const { patients, contacts, healthElements, maintenanceTasks, users, healthcareParties, devices } = resources;
  for (const resource of [patients, contacts, healthElements, maintenanceTasks]) {
    addSharingRoutes(api, resource, database.collection('exchangedatamap'));
    addAllRoutes(api, resource);
  }
  for (const resource of [users, healthcareParties, devices]) addAllRoutes(api, resource);
}

function addAllRoutes(api: Api, resource: Resource): void {
  addResourceRoutes(api, resource);
  addByIdsRoute(api, resource);
  addMatchRoute(api, resource);
  addBatchRoutes(api, resource);
  addBatchDeletionRoute(api, resource);
  addDeletionWithRevisionRoutes(api, resource);
  addDeletionRoute(api, resource);
}
