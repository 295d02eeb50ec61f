/**
 * The first version of the API, which MedTech SDKs before 3.1 speak. Which kind of entity has which routes follows its controllers
 * in kraken-common (`rest/v1/controllers`).
 */
import type { Api } from '../http/api';
import { addDataOwnerRoutes } from './data-owners';
import { addDelegationRoutes } from './delegation-routes';
import { addExchangeDataRoutes } from './exchange-data';
import { addExchangeKeyRoutes } from './exchange-keys';
import { addHealthcarePartyRoutes } from './healthcare-parties';
import {
  addBatchDeletionRoute,
  addBatchRoutes,
  addBulkRoutes,
  addByIdsInPathRoute,
  addByIdsRoute,
  addDeletionRoute,
  addListDeletionRoute,
  addListUndeletionRoute,
  addMatchRoute,
  addResourceRoutes,
} from './resource-routes';
import type { Resources } from './resources';
import { addServiceRoutes } from './services';
import { addUserRoutes } from './users';

/** Registers the routes; those with a fixed path come before those with an id in the same place. */
export function addVersion1Routes(api: Api, resources: Resources): void {
  const { database, credentials, quirks } = resources;
  addDataOwnerRoutes(api, database);
  addExchangeDataRoutes(api, database);
  addExchangeKeyRoutes(api, database);
  addServiceRoutes(api, '/contact/service/byIds', resources.services, quirks);
  addUserRoutes(api, resources.users, credentials);
  addHealthcarePartyRoutes(api, resources.healthcareParties);
  addByIdsInPathRoute(api, resources.healthcareParties);

  const { patients, contacts, healthElements, maintenanceTasks, users, healthcareParties, devices } = resources;
  const all = [patients, contacts, healthElements, maintenanceTasks, users, healthcareParties, devices];
  for (const resource of all) addResourceRoutes(api, resource);
  for (const resource of all.filter((one) => one !== maintenanceTasks)) addMatchRoute(api, resource);
  for (const resource of [patients, contacts, healthElements, devices]) {
    addByIdsRoute(api, resource);
    addBatchRoutes(api, resource);
  }
  for (const resource of [patients, devices]) addBulkRoutes(api, resource);
  for (const resource of [patients, contacts, healthElements]) addDelegationRoutes(api, resource);

  addListUndeletionRoute(api, patients);
  for (const resource of [patients, contacts, healthElements, maintenanceTasks, healthcareParties]) {
    addListDeletionRoute(api, resource);
  }
  for (const resource of [users, devices]) addDeletionRoute(api, resource);
  addBatchDeletionRoute(api, devices);
}
