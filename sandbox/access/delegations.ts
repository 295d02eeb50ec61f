/** Access control by delegation: who may read and write an encrypted entity. */
import { isJsonObject, type JsonObject } from '../../src/model/json';
import type { Caller } from '../auth/caller';

export type AccessLevel = 'none' | 'read' | 'write';

/**
 * What the caller may do with an entity: by a delegation for the caller's data owner or one of its parents, by an access control
 * key, or because the entity is the caller's data owner itself.
 */
export function accessLevel(document: JsonObject, caller: Caller): AccessLevel {
  const ids = [...(caller.dataOwnerId === undefined ? [] : [caller.dataOwnerId]), ...caller.hierarchy];
  if (ids.some((id) => document.id === id || hasLegacyDelegation(document, id))) return 'write';
  const granting = Object.entries(secureDelegations(document)).filter(
    ([hash, { delegator, delegate }]) =>
      ids.some((id) => id === delegator || id === delegate) || opens(document, hash, caller.accessControlHashes),
  );
  if (granting.length === 0) return 'none';
  return granting.some(([, delegation]) => delegation.permissions === 'WRITE') ? 'write' : 'read';
}

/**
 * The server's `searchKeyMatcher`, which filters by data owner ask: the data owner has a delegation, by name or, when it is the
 * caller, by access control key. Parents do not count.
 */
export function isSharedWith(dataOwnerId: string, document: JsonObject, caller: Caller): boolean {
  if (hasLegacyDelegation(document, dataOwnerId)) return true;
  const hashes = dataOwnerId === caller.dataOwnerId ? caller.accessControlHashes : [];
  return Object.entries(secureDelegations(document)).some(
    ([hash, { delegator, delegate }]) =>
      delegator === dataOwnerId || delegate === dataOwnerId || hash === dataOwnerId || opens(document, hash, hashes),
  );
}

/** The secure delegations of an entity, by the hashes of their access control keys. */
export function secureDelegations(document: JsonObject): Readonly<Record<string, JsonObject>> {
  const { securityMetadata } = document;
  if (!isJsonObject(securityMetadata) || !isJsonObject(securityMetadata.secureDelegations)) return {};
  return Object.fromEntries(
    Object.entries(securityMetadata.secureDelegations).flatMap(([hash, delegation]) =>
      isJsonObject(delegation) ? [[hash, delegation]] : [],
    ),
  );
}

function hasLegacyDelegation({ delegations }: JsonObject, dataOwnerId: string): boolean {
  return isJsonObject(delegations) && Object.hasOwn(delegations, dataOwnerId);
}

/** Whether one of the hashes stands for this delegation, itself or as an equivalent. */
function opens({ securityMetadata }: JsonObject, delegationHash: string, hashes: readonly string[]): boolean {
  if (hashes.includes(delegationHash)) return true;
  const equivalences = isJsonObject(securityMetadata) ? securityMetadata.keysEquivalences : undefined;
  return isJsonObject(equivalences) && hashes.some((hash) => equivalences[hash] === delegationHash);
}
