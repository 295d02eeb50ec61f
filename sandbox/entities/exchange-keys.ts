/**
 * Exchange keys as SDKs before exchange data keep them: in the data owners themselves, as `aesExchangeKeys`, or still older as
 * `hcPartyKeys`. What is answered follows the views `by_delegate_aes_exchange_keys` and `by_hcparty_key` of kraken-common.
 */
import { isJsonObject, type JsonObject, type JsonValue } from '../../src/model/json';
import { DATA_OWNER_TYPES, kindOfDataOwner } from '../access/data-owners';
import type { Api } from '../http/api';
import type { Database } from '../store/database';
import type { StoredDocument } from '../store/document';

/** Registers, for each type of delegators, what they have shared with the data owner in the path. */
export function addExchangeKeyRoutes(api: Api, database: Database): void {
  for (const kind of DATA_OWNER_TYPES.map(kindOfDataOwner)) {
    const delegators = database.collection(kind);
    api.get(`/${kind}/:id/aesExchangeKeys`, ({ param }) =>
      byDelegator(delegators.live(), (delegator) => exchangeKeys(delegator, param('id'))),
    );
    api.get(`/${kind}/:id/keys`, ({ param }) =>
      byDelegator(delegators.live(), (delegator) => hcPartyKey(delegator, param('id'))),
    );
  }
}

function byDelegator(
  delegators: readonly StoredDocument[],
  valueOf: (delegator: StoredDocument) => JsonValue | undefined,
): JsonObject {
  return Object.fromEntries(
    delegators.flatMap((delegator) => {
      const value = valueOf(delegator);
      return value === undefined ? [] : [[delegator.id, value]];
    }),
  );
}

/** By fingerprint of the delegator's key, then of the delegate's; an old key of the delegator stands there without the latter. */
function exchangeKeys(delegator: StoredDocument, delegateId: string): JsonObject | undefined {
  const { publicKey, aesExchangeKeys } = delegator;
  const byDelegatorKey = Object.entries(isJsonObject(aesExchangeKeys) ? aesExchangeKeys : {}).flatMap(
    ([delegatorKey, delegates]): [string, JsonObject][] => {
      const keys = isJsonObject(delegates) ? delegates[delegateId] : undefined;
      return isJsonObject(keys) ? [[delegatorKey, keys]] : [];
    },
  );
  const found: JsonObject = Object.fromEntries(
    byDelegatorKey.map(([delegatorKey, keys]) => [
      fingerprint(delegatorKey),
      Object.fromEntries(Object.entries(keys).map(([delegateKey, key]) => [fingerprint(delegateKey), key])),
    ]),
  );
  const old = hcPartyKey(delegator, delegateId);
  const isKnown = byDelegatorKey.some(([delegatorKey]) => delegatorKey === publicKey);
  if (old !== undefined && typeof publicKey === 'string' && !isKnown) found[fingerprint(publicKey)] = { '': old };
  return Object.keys(found).length === 0 ? undefined : found;
}

/** The key encrypted for the delegate; the first of the pair is the same for the delegator. */
function hcPartyKey({ hcPartyKeys }: StoredDocument, delegateId: string): JsonValue | undefined {
  const pair = isJsonObject(hcPartyKeys) ? hcPartyKeys[delegateId] : undefined;
  return Array.isArray(pair) ? pair[1] : undefined;
}

/** How public keys are named: by their last 32 hex digits. */
function fingerprint(publicKey: string): string {
  return publicKey.slice(-32);
}
