/** An entity's encryption metadata, from its wire JSON into the SDK's classes and back. */
import type { Delegation, EncryptedPatient, SecureDelegation } from '@icure/cardinal-sdk' with {
  'resolution-mode': 'import',
};
import { isJsonObject, type JsonObject, type JsonValue } from '../../model/json';
import type { CardinalModule } from './sdk';

/** What the SDK needs in order to find an entity's keys. */
export type EncryptionMetadata = Pick<
  EncryptedPatient,
  'delegations' | 'encryptionKeys' | 'cryptedForeignKeys' | 'secretForeignKeys' | 'securityMetadata'
>;

/** Absent and malformed parts are left out: without them the SDK finds no key, and says so. */
export function readMetadata(module: CardinalModule, wire: JsonObject): EncryptionMetadata {
  const security = isJsonObject(wire.securityMetadata) ? wire.securityMetadata : undefined;
  return {
    delegations: readDelegations(module, wire.delegations),
    encryptionKeys: readDelegations(module, wire.encryptionKeys),
    cryptedForeignKeys: readDelegations(module, wire.cryptedForeignKeys),
    secretForeignKeys: textsIn(wire.secretForeignKeys),
    securityMetadata:
      security &&
      new module.SecurityMetadata({
        secureDelegations: mapRecord(security.secureDelegations, (delegation) =>
          readSecureDelegation(module, delegation),
        ),
        keysEquivalences: mapRecord(security.keysEquivalences, (key) => (typeof key === 'string' ? key : undefined)),
      }),
  };
}

/** The form of the wire; `delegations`, `encryptionKeys` and `cryptedForeignKeys` are older than this SDK, which does not make any. */
export function writeMetadata(
  module: CardinalModule,
  { securityMetadata, secretForeignKeys }: Pick<EncryptionMetadata, 'securityMetadata' | 'secretForeignKeys'>,
): JsonObject {
  if (securityMetadata === undefined) return {};
  const { secureDelegations, keysEquivalences } = securityMetadata;
  return {
    secretForeignKeys,
    securityMetadata: {
      secureDelegations: Object.fromEntries(
        Object.entries(secureDelegations).map(([hash, delegation]) => [
          hash,
          writeSecureDelegation(module, delegation),
        ]),
      ),
      keysEquivalences: { ...keysEquivalences },
    },
  };
}

function writeSecureDelegation(module: CardinalModule, delegation: SecureDelegation): JsonObject {
  const { delegator, delegate, exchangeDataId, permissions } = delegation;
  const { secretIds, encryptionKeys, owningEntityIds, parentDelegations } = delegation;
  return {
    ...(delegator === undefined ? {} : { delegator }),
    ...(delegate === undefined ? {} : { delegate }),
    secretIds,
    encryptionKeys,
    owningEntityIds,
    parentDelegations,
    ...(exchangeDataId === undefined ? {} : { exchangeDataId }),
    permissions: permissions === module.AccessLevel.Write ? 'WRITE' : 'READ',
  };
}

function readDelegations(module: CardinalModule, value: JsonValue | undefined): Record<string, Delegation[]> {
  return mapRecord(value, (list) =>
    (Array.isArray(list) ? list : [])
      .filter(isJsonObject)
      .map(
        ({ owner, delegatedTo, key }) =>
          new module.Delegation({ owner: textOf(owner), delegatedTo: textOf(delegatedTo), key: textOf(key) }),
      ),
  );
}

function readSecureDelegation(module: CardinalModule, value: JsonValue | undefined): SecureDelegation | undefined {
  if (!isJsonObject(value)) return undefined;
  return new module.SecureDelegation({
    delegator: textOf(value.delegator),
    delegate: textOf(value.delegate),
    secretIds: textsIn(value.secretIds),
    encryptionKeys: textsIn(value.encryptionKeys),
    owningEntityIds: textsIn(value.owningEntityIds),
    parentDelegations: textsIn(value.parentDelegations),
    exchangeDataId: textOf(value.exchangeDataId),
    permissions: value.permissions === 'WRITE' ? module.AccessLevel.Write : module.AccessLevel.Read,
  });
}

function mapRecord<Value>(
  value: JsonValue | undefined,
  convert: (value: JsonValue | undefined) => Value | undefined,
): Record<string, Value> {
  if (!isJsonObject(value)) return {};
  const entries = Object.entries(value).map(([key, item]) => [key, convert(item)] as const);
  return Object.fromEntries(entries.filter((entry): entry is [string, Value] => entry[1] !== undefined));
}

function textOf(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function textsIn(value: JsonValue | undefined): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
