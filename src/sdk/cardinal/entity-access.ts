/** What an entity's encryption metadata tells those who may know: its keys, and the patient whom it is about. */
import type { CardinalSdk } from '@icure/cardinal-sdk' with { 'resolution-mode': 'import' };
import type { JsonObject } from '../../model/json';
import type { Outcome, Renewable } from '../session/renewable';
import { FailureError } from '../../model/failure';
import type { EncryptedEntity } from '../wire/encryption';
import type { EntityAboutPatient, Patients } from '../wire/patients-of';
import type { Instance } from './adapter';
import { idOfReference } from './compatibility';
import { readMetadata, type EncryptionMetadata } from './encryption-metadata';
import type { CardinalModule } from './sdk';

/** All that the SDK looks at. */
type Shell = EncryptionMetadata & { readonly id: string };

/** A data sample has the metadata of its contact. */
const KEYS: Readonly<
  Record<EncryptedEntity, (module: CardinalModule, sdk: CardinalSdk, shell: Shell) => Promise<string[]>>
> = {
  Patient: (module, sdk, shell) => sdk.patient.getEncryptionKeysOf(new module.EncryptedPatient(shell)),
  DataSample: (module, sdk, shell) => sdk.contact.getEncryptionKeysOf(new module.EncryptedContact(shell)),
  HealthcareElement: (module, sdk, shell) =>
    sdk.healthElement.getEncryptionKeysOf(new module.EncryptedHealthElement(shell)),
  Notification: (module, sdk, shell) =>
    sdk.maintenanceTask.getEncryptionKeysOf(new module.EncryptedMaintenanceTask(shell)),
};

/**
 * The keys of an entity as hex.
 * @param id the entity's; of a data sample, the contact's
 * @throws FailureError when the session has become useless
 */
export function askForKeys(
  module: CardinalModule,
  instances: Renewable<Instance>,
  entity: EncryptedEntity,
  id: string,
  wire: JsonObject,
): Promise<Outcome<readonly string[]>> {
  const shell = { ...readMetadata(module, wire), id };
  return instances.use('Fetching a key', ({ sdk }) => KEYS[entity](module, sdk, shell));
}

/** See `FindingPatients.patientsOf`. @throws FailureError when the session has become useless */
export async function findPatients(
  module: CardinalModule,
  instances: Renewable<Instance>,
  entity: EntityAboutPatient,
  id: string,
  wire: JsonObject,
): Promise<Patients> {
  const shell = { ...readMetadata(module, wire), id };
  const outcome = await instances.use<unknown[]>('Finding the patient', ({ sdk }) =>
    entity === 'DataSample'
      ? sdk.contact.decryptPatientIdOf(new module.EncryptedContact(shell))
      : sdk.healthElement.decryptPatientIdOf(new module.EncryptedHealthElement(shell)),
  );
  if (outcome.kind !== 'done') return outcome;
  return { kind: 'done', result: outcome.result.map(idOfReference).filter((found) => found !== undefined) };
}

/** Undefined when the account has no access. What the SDK cannot do with the metadata of one entity is that entity's problem. */
export function resultOf<Result>(outcome: Outcome<Result>): Result | undefined {
  switch (outcome.kind) {
    case 'done':
      return outcome.result;
    case 'no-access':
      return undefined;
    case 'refused':
      throw new FailureError('no-key', outcome.failure.message);
    default:
      return outcome satisfies never;
  }
}
