/** What the SDK up to 2.2 reads out of delegations, with the exchange keys of the data owner and of its parents. */
import { isJsonObject, type JsonObject, type JsonValue } from '../../model/json';
import { memberOf } from './member';

/** Its `cryptoApi`. */
export interface LegacyCrypto {
  extractKeysFromDelegationsForHcpHierarchy(
    dataOwnerId: string,
    entityId: string,
    delegations: JsonObject,
  ): Promise<{ readonly extractedKeys: readonly string[] }>;
}

/**
 * None when the account has no access. Rejects with the SDK's own errors.
 * @param delegations one of the entity's fields of them
 */
export async function valuesIn(
  crypto: LegacyCrypto,
  dataOwnerId: string,
  wire: JsonObject,
  delegations: JsonValue | undefined,
): Promise<readonly string[]> {
  if (!isJsonObject(delegations)) return [];
  try {
    const { extractedKeys } = await crypto.extractKeysFromDelegationsForHcpHierarchy(
      dataOwnerId,
      typeof wire.id === 'string' ? wire.id : '',
      delegations,
    );
    return extractedKeys;
  } catch (error) {
    // It fails so when the data owner, whom no delegation names, never exchanged a key with anybody. A failed request has a cause.
    if (error instanceof TypeError && error.cause === undefined) return [];
    throw error;
  }
}

export function isLegacyCrypto(value: unknown): value is LegacyCrypto {
  return typeof memberOf(value, 'extractKeysFromDelegationsForHcpHierarchy') === 'function';
}
