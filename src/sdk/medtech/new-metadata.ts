/** Has the SDK make the encryption metadata of a new entity, and sees to it that it made all that was asked for. */
import { FailureError } from '../../model/failure';
import { isJsonObject, type JsonObject, type JsonValue } from '../../model/json';
import type { Outcome, Renewable } from '../session/renewable';
import type { NewEntity } from '../session/sdk-adapter';
import { METADATA_FIELDS } from '../wire/encryption';
import { keysOf, objectsIn } from '../wire/entity-json';
import { legacyMaker, presentMaker, type MakeInstance } from './instance-makers';
import type { Generation } from './generation';
import { memberOf, present } from './member';
import type { MedTechApi } from './shape';

/** Why somebody cannot be shared with, and what to do. */
const WITHOUT_KEY = 'it is no data owner, or has no key pair yet. Have it log in with an iCure application first.';
const WITHOUT_LEGACY_KEY =
  'the MedTech SDK 2.2 shares with those who have a key pair that such an SDK has registered, and with a patient only if this account may read the patient. Use another SDK, or share afterwards.';

/**
 * See `SdkAdapter.newMetadata`.
 * @throws FailureError
 */
export async function makeMetadata(
  apis: Renewable<MedTechApi>,
  generation: Generation,
  dataOwnerId: string,
  entity: NewEntity,
): Promise<JsonObject> {
  const tryIt = (): Promise<Outcome<JsonObject>> =>
    apis.use('Making the keys of a new entity', (api) => make(api, generation, dataOwnerId, entity));
  let outcome = await tryIt();
  if (outcome.kind === 'refused' && generation.kind === 'given-keys') {
    // It keeps what it has read of data owners, and what failed, for as long as it lives; meanwhile the server may know more of them.
    apis.renew();
    outcome = await tryIt();
  }
  switch (outcome.kind) {
    case 'done':
      return outcome.result;
    case 'refused':
      throw new FailureError(outcome.failure.code, outcome.failure.message);
    case 'no-access':
      throw noAccess(entity);
    default:
      return outcome satisfies never;
  }
}

/**
 * Rejects with the SDK's own errors, except for
 * @throws FailureError `not-shared`, `no-key`, or `sdk-missing` when the SDK has nothing of the kind
 */
async function make(api: MedTechApi, generation: Generation, self: string, entity: NewEntity): Promise<JsonObject> {
  switch (generation.kind) {
    case 'given-keys':
      return makeLegacy(present(legacyMaker(api, entity.entity), 'begins entities'), self, entity);
    case 'crypto-strategies':
      return makePresent(present(presentMaker(api, entity.entity), 'begins entities'), self, entity);
    default:
      return generation satisfies never;
  }
}

async function makePresent(makeInstance: MakeInstance, self: string, entity: NewEntity): Promise<JsonObject> {
  const readers = readersOf(entity, self);
  const metadata = await makeInstance(entity, othersIn(entity, self)).then(metadataIn, (error: unknown) => {
    throw reasonOf(error, entity, readers);
  });
  const { secureDelegations } = isJsonObject(metadata.securityMetadata) ? metadata.securityMetadata : {};
  const delegates = objectsIn(secureDelegations).map(({ delegate }) => delegate);
  const unnamed = [self, ...readers].filter((id) => !delegates.includes(id));
  // Those who are no healthcare parties get a delegation that does not name them.
  const anonymous = delegates.filter((delegate) => typeof delegate !== 'string');
  if (unnamed.length > anonymous.length) throw notShared(entity, unnamed, WITHOUT_KEY);
  return metadata;
}

/** What the SDK from 2.3 on means when it gives up. */
function reasonOf(error: unknown, entity: NewEntity, readers: readonly string[]): unknown {
  const text = error instanceof Error ? error.message : '';
  if (text.includes('any sfk of parent patient')) return noAccess(entity);
  // It asks the server for nothing but the keys of those it shares with: what is not found is one of them.
  const isUnknown = memberOf(error, 'statusCode') === 404;
  if (readers.length === 0 || (!isUnknown && !text.startsWith('Could not create exchange data to'))) return error;
  const origin = `${text} ${String(memberOf(error, 'url'))}`;
  const told = readers.filter((id) => origin.includes(id));
  return notShared(entity, told.length > 0 ? told : readers, WITHOUT_KEY);
}

async function makeLegacy(makeInstance: MakeInstance, self: string, entity: NewEntity): Promise<JsonObject> {
  const readers = readersOf(entity, self);
  const metadata = metadataIn(await makeInstance(entity, othersIn(entity, self)));
  const isAbout = Array.isArray(metadata.secretForeignKeys) && metadata.secretForeignKeys.length > 0;
  if (entity.patient !== undefined && !isAbout) throw noAccess(entity);
  // Whom it cannot share with it leaves out, with a line on the console.
  const reached = [metadata.delegations, metadata.encryptionKeys].map(keysOf);
  const missing = readers.filter((id) => !reached.every((ids) => ids.includes(id)));
  if (missing.length > 0) throw notShared(entity, missing, WITHOUT_LEGACY_KEY);
  return metadata;
}

/** As plain JSON: the SDK makes instances of its own classes. */
function metadataIn(made: unknown): JsonObject {
  const json = JSON.parse(JSON.stringify(made)) as JsonValue;
  const fields = isJsonObject(json) ? Object.entries(json) : [];
  return Object.fromEntries(fields.filter(([name]) => METADATA_FIELDS.has(name)));
}

/** Whom an entity is shared with because that is asked for. */
function othersIn({ shareWith }: NewEntity, self: string): string[] {
  return shareWith.filter((id) => id !== self);
}

/** All whom an entity is to be shared with. */
function readersOf(entity: NewEntity, self: string): string[] {
  const { autoDelegations } = entity.user;
  const always = isJsonObject(autoDelegations) ? autoDelegations : {};
  const kinds = entity.entity === 'Notification' ? [always.all] : [always.all, always.medicalInformation];
  const automatic = kinds.flatMap((ids) => (Array.isArray(ids) ? ids : [])).filter((id) => typeof id === 'string');
  return [...new Set([...entity.shareWith, ...automatic])].filter((id) => id !== self);
}

function notShared({ entity }: NewEntity, ids: readonly string[], advice: string): FailureError {
  return new FailureError('not-shared', `The new ${entity} cannot be shared with ${ids.join(', ')}: ${advice}`);
}

function noAccess({ entity }: NewEntity): FailureError {
  return new FailureError(
    'no-key',
    `The new ${entity} cannot be saved: this account cannot decrypt the patient whom it is about; have the patient shared with it.`,
  );
}
