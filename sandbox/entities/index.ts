/** All routes of the sandbox apart from those of `/auth`. */
import type { JsonObject } from '../../src/model/json';
import type { Credentials } from '../auth/credentials';
import type { Api } from '../http/api';
import { PlainText } from '../http/call';
import { HttpError } from '../http/error';
import type { Database } from '../store/database';
import { addDataOwnerRoutes } from './data-owners';
import { contacts, devices, healthcareParties, healthElements, maintenanceTasks, patients } from './definitions';
import { addExchangeDataRoutes } from './exchange-data';
import { page } from './paging';
import { Resource, type ResourceDefinition } from './resource';
import { addResourceRoutes } from './resource-routes';
import { addServiceRoutes } from './services';
import { addSharingRoutes } from './sharing-routes';
import { addUserRoutes, users } from './users';

/** What `GET /icure/v` tells. */
const VERSION = 'sandbox';

/** Registers the routes; those with a fixed path come before those with an id in the same place. */
export function addRoutes(api: Api, database: Database, credentials: Credentials, quirks: boolean): void {
  const resourceOf = (definition: ResourceDefinition): Resource =>
    new Resource(definition, database.collection(definition.kind), quirks);

  api.anonymous('get', '/icure/v', () => new PlainText(VERSION));
  addDataOwnerRoutes(api, database);
  addExchangeDataRoutes(api, database);
  addServiceRoutes(api, database.collection('contact'), quirks);
  for (const definition of [patients, contacts, healthElements, maintenanceTasks]) {
    const resource = resourceOf(definition);
    addSharingRoutes(api, resource, database.collection('exchangedatamap'));
    addResourceRoutes(api, resource);
  }

  const userResource = resourceOf(users(credentials));
  addUserRoutes(api, userResource, credentials);
  addResourceRoutes(api, userResource);

  const parties = resourceOf(healthcareParties);
  api.get('/hcparty/current', ({ caller }) => {
    if (caller.dataOwnerType !== 'hcp' || caller.dataOwnerId === undefined) throw new HttpError(404);
    return parties.get(caller.dataOwnerId, caller);
  });
  api.get('/hcparty', (call) => page(call, parties.collection.live(), (party): JsonObject => party));
  addResourceRoutes(api, parties);
  addResourceRoutes(api, resourceOf(devices));
}
