/** Asks the SDK for the patient whom an entity is about: its metadata say so, encrypted for those who have access. */
import type { JsonObject } from '../../model/json';
import { SDK_TYPES } from './entity-keys';
import { isLegacyCrypto, valuesIn } from './legacy-delegations';
import { memberOf } from './member';
import type { MedTechApi } from './shape';

/** The patient's id; undefined when the account has no access. Rejects with the SDK's own errors. */
export type FindPatient = (entity: 'DataSample' | 'HealthcareElement', wire: JsonObject) => Promise<string | undefined>;

/** From 2.3 on: `baseApi.cryptoApi.xapi`. */
interface OwningEntities {
  owningEntityIdsOf(entity: { entity: JsonObject; type: string }, dataOwnerId: undefined): Promise<readonly string[]>;
}

/** Undefined when the api has nothing of the kind. */
export function patientFinder(api: MedTechApi, dataOwnerId: string): FindPatient | undefined {
  const present = memberOf(memberOf(api.baseApi, 'cryptoApi'), 'xapi');
  // After a merge of patients there may be several; all of them lead to the one that is left.
  if (isOwningEntities(present)) {
    return async (entity, wire) =>
      (await present.owningEntityIdsOf({ entity: wire, type: SDK_TYPES[entity] }, undefined))[0];
  }
  const { cryptoApi } = api;
  if (!isLegacyCrypto(cryptoApi)) return undefined;
  return async (_entity, wire) => (await valuesIn(cryptoApi, dataOwnerId, wire, wire.cryptedForeignKeys))[0];
}

function isOwningEntities(value: unknown): value is OwningEntities {
  return typeof memberOf(value, 'owningEntityIdsOf') === 'function';
}
