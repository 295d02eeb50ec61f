/** Makes the encryption metadata of new entities. The SDK gets an entity with nothing but an id, and gives it back with metadata. */
import type { AccessLevel, CardinalSdk, EncryptedPatient, User } from '@icure/cardinal-sdk' with {
  'resolution-mode': 'import',
};
import { FailureError, type Failure } from '../../model/failure';
import { isJsonObject, type JsonObject, type JsonValue } from '../../model/json';
import type { Renewable } from '../session/renewable';
import type { NewEntity } from '../session/sdk-adapter';
import { objectsIn } from '../wire/entity-json';
import type { EncryptedEntity } from '../wire/encryption';
import type { Instance } from './adapter';
import { readMetadata, writeMetadata, type EncryptionMetadata } from './encryption-metadata';
import { askForKeys } from './entity-access';
import type { CardinalModule } from './sdk';

type Made = Pick<EncryptionMetadata, 'securityMetadata' | 'secretForeignKeys'>;

interface Request {
  readonly id: string;
  readonly options: { readonly user: User; readonly delegates: Record<string, AccessLevel> };
  /** Given where the entity is about one. */
  readonly patient: EncryptedPatient | undefined;
}

const MAKE: Readonly<
  Record<EncryptedEntity, (module: CardinalModule, sdk: CardinalSdk, request: Request) => Promise<Made>>
> = {
  Patient: (module, sdk, { id, options }) =>
    sdk.patient.withEncryptionMetadata(new module.DecryptedPatient({ id }), options),
  DataSample: (module, sdk, { id, options, patient }) =>
    sdk.contact.withEncryptionMetadata(new module.DecryptedContact({ id }), required(patient), options),
  HealthcareElement: (module, sdk, { id, options, patient }) =>
    sdk.healthElement.withEncryptionMetadata(new module.DecryptedHealthElement({ id }), required(patient), options),
  Notification: (module, sdk, { id, options }) =>
    sdk.maintenanceTask.withEncryptionMetadata(new module.DecryptedMaintenanceTask({ id }), options),
};

/**
 * See `SdkAdapter.newMetadata`.
 * @param self the account's data owner, who has access anyway
 * @throws FailureError
 */
export async function makeMetadata(
  module: CardinalModule,
  instances: Renewable<Instance>,
  self: string,
  { entity, id, user, patient, shareWith }: NewEntity,
): Promise<JsonObject> {
  const delegates = shareWith.filter((delegate) => delegate !== self);
  const request: Request = {
    id,
    options: {
      user: readUser(module, user),
      delegates: Object.fromEntries(delegates.map((delegate) => [delegate, module.AccessLevel.Write])),
    },
    patient: patient && shellOf(module, patient),
  };
  const outcome = await instances.use('Encrypting', ({ sdk }) => MAKE[entity](module, sdk, request));
  switch (outcome.kind) {
    case 'done': {
      const metadata = writeMetadata(module, outcome.result);
      requireShared(metadata, delegates);
      return metadata;
    }
    case 'no-access':
      throw noKeyForPatient();
    case 'refused':
      // The SDK does not say so in a way that can be relied on.
      if (patient !== undefined && !(await canOpen(module, instances, patient))) throw noKeyForPatient();
      throw notShared(delegates, outcome.failure);
    default:
      return outcome satisfies never;
  }
}

async function canOpen(module: CardinalModule, instances: Renewable<Instance>, patient: JsonObject): Promise<boolean> {
  const keys = await askForKeys(module, instances, 'Patient', textOf(patient.id), patient);
  return keys.kind === 'done' && keys.result.length > 0;
}

/** Its metadata is all that counts. */
function shellOf(module: CardinalModule, patient: JsonObject): EncryptedPatient {
  return new module.EncryptedPatient({ ...readMetadata(module, patient), id: textOf(patient.id) });
}

function required(patient: EncryptedPatient | undefined): EncryptedPatient {
  if (patient === undefined) throw new FailureError('bad-entity', 'It is not said which patient this is about.');
  return patient;
}

/** What the SDK looks at: which data owner the user is, and with whom it shares everything. */
function readUser(module: CardinalModule, user: JsonObject): User {
  const { id, healthcarePartyId, patientId, deviceId } = user;
  return new module.User({
    id: textOf(id),
    ...(typeof healthcarePartyId === 'string' ? { healthcarePartyId } : {}),
    ...(typeof patientId === 'string' ? { patientId } : {}),
    ...(typeof deviceId === 'string' ? { deviceId } : {}),
    autoDelegations: readAutoDelegations(module, user),
  });
}

/** With whom the user shares everything of a kind. The wire's names of the kinds begin with a small letter. */
function readAutoDelegations(module: CardinalModule, { autoDelegations }: JsonObject): User['autoDelegations'] {
  if (!isJsonObject(autoDelegations)) return {};
  return Object.fromEntries(
    Object.values(module.DelegationTag).flatMap((tag) => {
      const owners = autoDelegations[`${tag.charAt(0).toLowerCase()}${tag.slice(1)}`];
      return Array.isArray(owners) ? [[tag, owners.filter((owner) => typeof owner === 'string')]] : [];
    }),
  );
}

/** A delegation to a patient or a device names nobody; then they are counted. */
function requireShared({ securityMetadata }: JsonObject, delegates: readonly string[]): void {
  const delegations = objectsIn(isJsonObject(securityMetadata) ? securityMetadata.secureDelegations : undefined);
  const missing = delegates.filter((id) => !delegations.some(({ delegate }) => delegate === id));
  const anonymous = delegations.filter(({ delegate }) => typeof delegate !== 'string').length;
  if (missing.length > anonymous) throw notShared(missing);
}

function noKeyForPatient(): FailureError {
  return new FailureError('no-key', 'The account has no key for the patient, so that nothing can be added to it.');
}

/** @param reason what the SDK said */
function notShared(delegates: readonly string[], reason?: Failure): FailureError {
  if (delegates.length === 0) {
    return new FailureError(
      'not-shared',
      `It cannot be encrypted for those with whom the user shares it. ${reason?.message ?? ''}`,
    );
  }
  return new FailureError(
    'not-shared',
    `It cannot be shared with ${delegates.join(', ')}: each must be the id of a data owner that has a key pair.`,
  );
}

function textOf(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : '';
}
