/** Healthcare parties. They are not encrypted: everybody who is logged in may read them. */
import type { JsonObject } from '../../src/model/json';
import type { Api } from '../http/api';
import { HttpError } from '../http/error';
import { page } from './paging';
import type { Resource } from './resource';

/** Registers the routes that only healthcare parties have; they come before those that every resource has. */
export function addHealthcarePartyRoutes(api: Api, parties: Resource): void {
  api.get('/hcparty/current', ({ caller }) => {
    if (caller.dataOwnerType !== 'hcp' || caller.dataOwnerId === undefined) throw new HttpError(404);
    return parties.get(caller.dataOwnerId, caller);
  });
  api.get('/hcparty', (call) => page(call, parties.collection.live(), (party): JsonObject => parties.present(party)));
}
