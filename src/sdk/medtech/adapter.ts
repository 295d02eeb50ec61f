/** The MedTech SDK in a session: it subscribes, finds the keys of entities and makes those of new ones. */
import type { JsonObject } from '../../model/json';
import { findKeyPairs, type KeyHolder } from '../keys/decision';
import type { KeyPair } from '../keys/private-key';
import type { AccountSettings, ChannelRequest } from '../port';
import { decryptWith } from '../session/decryption';
import { KeyCache } from '../session/key-cache';
import { Renewable, type Outcome } from '../session/renewable';
import type { ChannelSource, SdkAdapter, SessionContext } from '../session/sdk-adapter';
import type { EncryptedEntity } from '../wire/encryption';
import { keyFinder, type FindKeys } from './entity-keys';
import { generationOf, startApi, type AccountKeys, type Generation } from './generation';
import { present } from './member';
import { loadMedTech } from './module';
import { judge, sdkFailure } from './sdk-error';
import { makeMetadata } from './new-metadata';
import { patientFinder, type FindPatients } from './patients-of';
import { buildFilter } from './sdk-filter';
import { checkServerUrl } from './server-url';
import type { MedTechApi, MedTechModule } from './shape';
import { subscribeWith } from './subscribe';
import { Subscription, type MedTechFrame } from './subscription';

/** @throws FailureError */
export async function adaptMedTech(context: SessionContext): Promise<SdkAdapter<MedTechFrame>> {
  const { settings, identity, sdkTimeout, closing } = context;
  const origin = checkServerUrl(settings.serverUrl);
  const module = loadMedTech(settings.moduleFolders);
  const generation = generationOf(module);
  const keys = await decideKeys(generation, context);
  const apis = new Renewable<MedTechApi>(
    {
      start: () => startApi(module, generation, origin, settings, keys),
      // It holds nothing that has to be let go of.
      stop: () => Promise.resolve(),
      judge,
      toFailure: sdkFailure,
      onFailed: () => undefined,
    },
    sdkTimeout,
    closing,
  );
  const { dataOwnerId } = identity;
  const finderOf = (api: MedTechApi): FindKeys => present(keyFinder(api, dataOwnerId), 'finds keys');
  const cache = new KeyCache();
  const findKeys = (entity: EncryptedEntity, id: string, wire: JsonObject): Promise<Outcome<readonly string[]>> =>
    cache.find(entity, id, wire, () => apis.use('Fetching a key', (api) => finderOf(api)(entity, wire)));
  const patients = new KeyCache();
  const patientFinderOf = (api: MedTechApi): FindPatients => present(patientFinder(api, dataOwnerId), 'finds patients');
  return {
    // 2.2 shares with everybody by name; from 2.3 on that is done with healthcare parties only.
    isReachedAnonymously: generation.kind !== 'given-keys' && identity.dataOwnerType !== 'hcp',
    listensUnstarted: false,
    keyPairs: keys.keyPairs,
    open: async () => {
      await apis.open();
    },
    renew: () => {
      apis.renew();
    },
    close: () => apis.close(),
    channelSource: (request) => channelSource(context, module, apis, request),
    decrypt: async (entity, id, wire) => decryptWith(await findKeys(entity, id, wire), wire),
    keysOf: async (entity, id, wire) => {
      const outcome = await findKeys(entity, id, wire);
      return outcome.kind === 'done' ? outcome.result : [];
    },
    newMetadata: (entity) => makeMetadata(apis, generation, dataOwnerId, entity),
    patientsOf: (entity, id, wire) =>
      patients.find(entity, id, wire, () =>
        apis.use('Finding the patient', (api) => patientFinderOf(api)(entity, { ...wire, id })),
      ),
  };
}

/**
 * The rules are the same with every SDK. Only: 2.2 knows none but legacy keys, so what the account has may have to be registered for it, too.
 */
async function decideKeys(
  generation: Generation,
  { keyHolder, keyStore, firstKey, settings }: SessionContext,
): Promise<AccountKeys> {
  const keyPairs = await findKeyPairs(keyHolder, firstKey, keyStore);
  const toRegister = firstKey ?? unknownToLegacy(generation, keyHolder, settings, keyPairs);
  return { dataOwnerId: keyHolder.dataOwnerId, keyPairs, toRegister };
}

function unknownToLegacy(
  generation: Generation,
  { legacyPublicKeys }: KeyHolder,
  { createKeyPair }: AccountSettings,
  keyPairs: readonly KeyPair[],
): KeyPair | undefined {
  const isNeeded = generation.kind === 'given-keys' && legacyPublicKeys.length === 0;
  return isNeeded && createKeyPair ? keyPairs[0] : undefined;
}

function channelSource(
  { settings, server, identity }: SessionContext,
  module: MedTechModule,
  apis: Renewable<MedTechApi>,
  request: ChannelRequest,
): ChannelSource<MedTechFrame> {
  const { silenceTimeout } = settings;
  return {
    prepare: async (accessControlKeys = []) => {
      const api = await apis.open();
      const subscribe = subscribeWith(api, request, await buildFilter(module, api, request, identity.dataOwnerId));
      return (listener, openTimeout) =>
        new Subscription({ server, openTimeout, silenceTimeout, accessControlKeys, subscribe }, listener);
    },
    valueOf: ({ value }) => value,
    // The SDK goes on failing with a login that was refused once: only a new session helps.
    onEnded: (failure) => (failure?.code === 'token-refused' ? failure : undefined),
  };
}
