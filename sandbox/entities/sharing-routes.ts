/** `bulkSharedMetadataUpdate`: sharing of the kinds of entity that are encrypted. */
import { isJsonObject, type JsonObject } from '../../src/model/json';
import { accessLevel } from '../access/delegations';
import { applySharing } from '../access/sharing';
import type { Caller } from '../auth/caller';
import type { Api } from '../http/api';
import { objectIn } from '../http/call';
import type { Collection } from '../store/collection';
import { putExchangeDataMap } from './exchange-data';
import type { Resource } from './resource';

export function addSharingRoutes(api: Api, resource: Resource, exchangeDataMaps: Collection): void {
  const { kind } = resource.definition;
  const shareAll = (body: unknown, caller: Caller): SharingResult[] =>
    Object.entries(objectIn(objectIn(body).requestsByEntityId)).map(([id, details]) =>
      share(id, isJsonObject(details) ? details : {}, resource, exchangeDataMaps, caller),
    );
  api.put(`/${kind}/bulkSharedMetadataUpdate`, ({ body, caller }) => shareAll(body, caller));
  api.put(`/${kind}/bulkSharedMetadataUpdateMinimal`, ({ body, caller }) =>
    shareAll(body, caller).map(({ entityId, entityRev, rejectedRequests }) => ({
      entityId,
      entityRev,
      rejectedRequests,
    })),
  );
}

type SharingResult = JsonObject & {
  entityId: string;
  /** The revision before the requests were applied. */
  entityRev?: string;
  rejectedRequests: JsonObject;
  /** There when at least one of the requests was applied. */
  updatedEntity?: JsonObject;
};

function share(
  id: string,
  details: JsonObject,
  resource: Resource,
  exchangeDataMaps: Collection,
  caller: Caller,
): SharingResult {
  const current = resource.collection.find(id);
  if (current === undefined || accessLevel(current, caller) === 'none') {
    const reason = `There is no entity with id ${id}`;
    return { entityId: id, rejectedRequests: rejectAll(details, { code: 404, shouldRetry: false, reason }) };
  }
  const { document, exchangeDataMaps: maps, rejected } = applySharing(current, details, caller);
  if (document === undefined) return { entityId: id, entityRev: current.rev, rejectedRequests: rejected };
  const updatedEntity = resource.present(resource.collection.modify(document));
  for (const [hash, encryptedIds] of maps) putExchangeDataMap(exchangeDataMaps, hash, encryptedIds);
  return { entityId: id, entityRev: current.rev, rejectedRequests: rejected, updatedEntity };
}

function rejectAll({ requests }: JsonObject, rejection: JsonObject): JsonObject {
  return Object.fromEntries(Object.keys(isJsonObject(requests) ? requests : {}).map((key) => [key, rejection]));
}
