/** Sharing before secure delegations: `POST /{kind}/{id}/delegate` adds to the `delegations` of an entity. */
import { isJsonObject, type JsonObject } from '../../src/model/json';
import type { Api } from '../http/api';
import { objectIn, objectsIn } from '../http/call';
import type { Resource } from './resource';

export function addDelegationRoutes(api: Api, resource: Resource): void {
  const { kind } = resource.definition;
  api.post(`/${kind}/:id/delegate`, ({ param, body, caller }) => {
    // A contact takes one delegation at a time, the other kinds a list of them.
    const sent = kind === 'contact' ? [objectIn(body)] : objectsIn(body);
    const current = resource.get(param('id'), caller);
    const delegations: JsonObject = isJsonObject(current.delegations) ? { ...current.delegations } : {};
    for (const delegation of sent) {
      if (typeof delegation.delegatedTo === 'string') delegations[delegation.delegatedTo] = [delegation];
    }
    return resource.modify({ ...current, delegations }, caller);
  });
}
