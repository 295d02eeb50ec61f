/**
 * The functions of the SDK that begin a new entity: they give it encryption metadata, for which they exchange keys with whom it is shared with, and
 * store nothing of the entity itself. They lie below the SDK's public APIs, which store at once.
 */
import type { EncryptedEntity } from '../wire/encryption';
import type { NewEntity } from '../session/sdk-adapter';
import { memberOf } from './member';
import type { MedTechApi } from './shape';

/**
 * Gives an entity that has nothing but its id and its metadata. Rejects with the SDK's own errors.
 * @param delegates ids of the data owners to share it with, besides those with whom the user shares everything
 */
export type MakeInstance = (entity: NewEntity, delegates: readonly string[]) => Promise<unknown>;

/** Takes the user, then the patient if there has to be one, the entity, and what differs between the generations. */
type NewInstance = (...values: unknown[]) => Promise<unknown>;

/** A data sample gets its contact's. */
const APIS: Readonly<Record<EncryptedEntity, string>> = {
  Patient: 'patientApi',
  DataSample: 'contactApi',
  HealthcareElement: 'healthcareElementApi',
  Notification: 'maintenanceTaskApi',
};

/** From 2.3 on. Undefined when the api has nothing of the kind. */
export function presentMaker({ baseApi }: MedTechApi, entity: EncryptedEntity): MakeInstance | undefined {
  const newInstance = newInstanceIn(baseApi, entity);
  if (newInstance === undefined) return undefined;
  return (made, delegates) => {
    const additionalDelegates = Object.fromEntries(delegates.map((id) => [id, 'WRITE']));
    return newInstance(...begun(made), { additionalDelegates, confidential: false });
  };
}

/** Up to 2.2. Undefined when the api has nothing of the kind. */
export function legacyMaker({ _baseApi: baseApi }: MedTechApi, entity: EncryptedEntity): MakeInstance | undefined {
  const newInstance = newInstanceIn(baseApi, entity);
  if (newInstance === undefined) return undefined;
  // What is about a patient is not confidential: it is found by whoever finds the patient.
  return (made, delegates) => newInstance(...begun(made), ...(made.patient === undefined ? [] : [false]), delegates);
}

function begun({ id, user, patient }: NewEntity): unknown[] {
  return [user, ...(patient === undefined ? [] : [patient]), { id }];
}

function newInstanceIn(baseApi: unknown, entity: EncryptedEntity): NewInstance | undefined {
  const api = memberOf(baseApi, APIS[entity]);
  const newInstance = memberOf(api, 'newInstance');
  return isFunction(newInstance) ? (...values) => newInstance.apply(api, values) : undefined;
}

function isFunction(value: unknown): value is (this: unknown, ...values: unknown[]) => Promise<unknown> {
  return typeof value === 'function';
}
