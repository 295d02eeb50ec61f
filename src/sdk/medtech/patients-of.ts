/** Asks the SDK for the patients whom an entity is about: its metadata say so, encrypted for those who have access. */
import type { JsonObject } from '../../model/json';
import { SDK_TYPES } from './entity-keys';
import { isLegacyCrypto, valuesIn } from './legacy-delegations';
import { memberOf } from './member';
import type { EntityAboutPatient } from '../wire/patients-of';
import type { MedTechApi } from './shape';

/** Their ids; none when the account has no access. Rejects with the SDK's own errors. */
export type FindPatients = (entity: EntityAboutPatient, wire: JsonObject) => Promise<readonly string[]>;

/** From 2.3 on: `baseApi.cryptoApi.xapi`. */
interface OwningEntities {
  owningEntityIdsOf(entity: { entity: JsonObject; type: string }, dataOwnerId: undefined): Promise<readonly string[]>;
}

/** Undefined when the api has nothing of the kind. */
export function patientFinder(api: MedTechApi, dataOwnerId: string): FindPatients | undefined {
  const present = memberOf(memberOf(api.baseApi, 'cryptoApi'), 'xapi');
  if (isOwningEntities(present)) {
    return (entity, wire) => present.owningEntityIdsOf({ entity: wire, type: SDK_TYPES[entity] }, undefined);
  }
  const { cryptoApi } = api;
  if (!isLegacyCrypto(cryptoApi)) return undefined;
  return (_entity, wire) => valuesIn(cryptoApi, dataOwnerId, wire, wire.cryptedForeignKeys);
}

function isOwningEntities(value: unknown): value is OwningEntities {
  return typeof memberOf(value, 'owningEntityIdsOf') === 'function';
}
