/**
 * Sharing: new delegations for an entity, requested with `bulkSharedMetadataUpdate`. The rules are those of kraken-common's
 * `EntityWithEncryptionMetadataLogic`; changes to an existing delegation are not served and are rejected.
 */
import { isJsonObject, type JsonObject, type JsonValue } from '../../src/model/json';
import type { Caller } from '../auth/caller';
import { textsOf } from '../json-reading';
import type { StoredDocument } from '../store/document';
import { hashesFromHex } from './control-keys';
import { accessLevel, secureDelegations } from './delegations';

/** What became of the requests for one entity. */
export interface SharingOutcome {
  /** The entity with the delegations of the requests that were accepted; undefined when none was. */
  readonly document: JsonObject | undefined;
  /** For each accepted delegation, by its key: the encrypted ids of its exchange data, for an anonymous side to find it. */
  readonly exchangeDataMaps: ReadonlyMap<string, JsonObject>;
  /** Why the others were not, by the ids that the client gave them. */
  readonly rejected: JsonObject;
}

/** Applies the requests that may be applied. `details` is what the client sent for the entity. */
export function applySharing(document: StoredDocument, details: JsonObject, caller: Caller): SharingOutcome {
  const requests = isJsonObject(details.requests) ? Object.entries(details.requests) : [];
  const rejected: JsonObject = {};
  const exchangeDataMaps = new Map<string, JsonObject>();
  let delegations = secureDelegations(document);
  let equivalences: JsonObject = {};
  let parents = textsOf(details.potentialParentDelegations).filter((hash) => Object.hasOwn(delegations, hash));
  for (const [requestId, request] of rootFirst(requests)) {
    const share = isJsonObject(request) ? request.share : undefined;
    const refusal = isJsonObject(share) ? refuse(share, document, delegations, parents, caller) : UPDATE_NOT_SERVED;
    if (refusal !== undefined || !isJsonObject(share)) {
      rejected[requestId] = { code: 400, shouldRetry: false, reason: refusal ?? UPDATE_NOT_SERVED };
      continue;
    }
    const [hash = '', ...equivalents] = hashesOf(share);
    const isRoot = share.requestedPermissions === 'ROOT';
    delegations = { ...delegations, [hash]: newDelegation(share, isRoot ? [] : parents, delegations) };
    for (const equivalent of equivalents) equivalences = { ...equivalences, [equivalent]: hash };
    if (isRoot) parents = [...parents, hash];
    if (isJsonObject(share.encryptedExchangeDataId)) exchangeDataMaps.set(hash, share.encryptedExchangeDataId);
  }
  const isChanged = requests.length > Object.keys(rejected).length;
  return {
    document: isChanged ? withDelegations(document, delegations, equivalences) : undefined,
    exchangeDataMaps,
    rejected,
  };
}

const UPDATE_NOT_SERVED = 'The sandbox does not serve updates of existing delegations';

/** A root delegation can be the parent of the others that are requested with it. */
function rootFirst(requests: readonly [string, JsonValue | undefined][]): readonly [string, JsonValue | undefined][] {
  const isRoot = (request: JsonValue | undefined): boolean =>
    isJsonObject(request) && isJsonObject(request.share) && request.share.requestedPermissions === 'ROOT';
  return [...requests.filter(([, request]) => isRoot(request)), ...requests.filter(([, request]) => !isRoot(request))];
}

function refuse(
  share: JsonObject,
  document: StoredDocument,
  delegations: Readonly<Record<string, JsonObject>>,
  parents: readonly string[],
  caller: Caller,
): string | undefined {
  const hashes = hashesOf(share);
  if (hashes.length === 0) return "`accessControlKeys` can't be empty";
  if (hashes.some((hash) => Object.hasOwn(delegations, hash))) {
    return 'There is already a delegation for these hashes, consider modifying it instead';
  }
  if (share.requestedPermissions !== 'ROOT') {
    return parents.length > 0
      ? undefined
      : 'You must indicate valid potential parent delegations or create a new ROOT delegation';
  }
  return accessLevel(document, caller) === 'write' ? undefined : 'You can not create a ROOT delegation on this entity';
}

/** The keys of the delegation, the canonical one (the lowest) first. */
function hashesOf(share: JsonObject): readonly string[] {
  return [...hashesFromHex(textsOf(share.accessControlKeys))].sort();
}

function newDelegation(
  share: JsonObject,
  parents: readonly string[],
  delegations: Readonly<Record<string, JsonObject>>,
): JsonObject {
  const optional = {
    delegator: share.explicitDelegator,
    delegate: share.explicitDelegate,
    secretIds: share.secretIds,
    encryptionKeys: share.encryptionKeys,
    owningEntityIds: share.owningEntityIds,
    parentDelegations: parents.length === 0 ? undefined : [...parents],
    exchangeDataId: share.exchangeDataId,
  };
  return {
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined && value !== null)),
    permissions: permissionsOf(share, parents, delegations),
  };
}

function permissionsOf(
  { requestedPermissions = 'MAX_WRITE' }: JsonObject,
  parents: readonly string[],
  delegations: Readonly<Record<string, JsonObject>>,
): 'READ' | 'WRITE' {
  if (requestedPermissions === 'ROOT' || requestedPermissions === 'FULL_WRITE') return 'WRITE';
  if (requestedPermissions !== 'MAX_WRITE') return 'READ';
  return parents.some((hash) => delegations[hash]?.permissions === 'WRITE') ? 'WRITE' : 'READ';
}

function withDelegations(
  document: StoredDocument,
  secureDelegationsByHash: Readonly<Record<string, JsonObject>>,
  newEquivalences: JsonObject,
): JsonObject {
  const metadata = isJsonObject(document.securityMetadata) ? document.securityMetadata : {};
  const known = isJsonObject(metadata.keysEquivalences) ? metadata.keysEquivalences : {};
  const keysEquivalences = { ...known, ...newEquivalences };
  return {
    ...document,
    securityMetadata: {
      ...metadata,
      secureDelegations: { ...secureDelegationsByHash },
      ...(Object.keys(keysEquivalences).length === 0 ? {} : { keysEquivalences }),
    },
  };
}
