/** The Cardinal SDK in a session: it finds and makes keys; the notification sockets are the driver's own. */
import type { CardinalSdk } from '@icure/cardinal-sdk' with { 'resolution-mode': 'import' };
import type { JsonObject } from '../../model/json';
import { findKeyPairs } from '../keys/decision';
import type { ChannelRequest } from '../port';
import { decryptWith } from '../session/decryption';
import { KeyCache } from '../session/key-cache';
import { Renewable, type Outcome } from '../session/renewable';
import type { ChannelSource, SdkAdapter, SessionContext } from '../session/sdk-adapter';
import type { EncryptedEntity } from '../wire/encryption';
import { ENTITY_CLASSES } from '../wire/entity-json';
import { toWireFilter } from '../wire/wire-filter';
import { closeSdk } from './compatibility';
import { askForKeys, findPatients, resultOf } from './entity-access';
import { makeMetadata } from './new-metadata';
import { judge, sdkFailure } from './sdk-error';
import { loadCardinal, startSdk } from './sdk';
import { NotificationSocket } from './socket';

/** A started SDK, and the token that it was started with. */
export interface Instance {
  readonly sdk: CardinalSdk;
  readonly bearer: string;
}

/** @throws FailureError */
export async function adaptCardinal(context: SessionContext): Promise<SdkAdapter<string>> {
  const { settings, login, identity, keyHolder, keyStore, firstKey, leavesServerAlone, sdkTimeout, closing } = context;
  const module = await loadCardinal();
  const instances = new Renewable<Instance>(
    {
      start: async () => {
        const tokens = await login.tokens();
        const parts = { serverUrl: settings.serverUrl, store: keyStore, firstKey, leavesServerAlone };
        return { sdk: await startSdk(module, parts, tokens), bearer: tokens.bearer };
      },
      stop: ({ sdk }) => closeSdk(sdk),
      judge,
      toFailure: sdkFailure,
      onFailed: ({ bearer }, { code }) => {
        if (code === 'token-refused') login.refused(bearer);
      },
    },
    sdkTimeout,
    closing,
  );
  const cache = new KeyCache();
  const patients = new KeyCache();
  const findKeys = (entity: EncryptedEntity, id: string, wire: JsonObject): Promise<Outcome<readonly string[]>> =>
    cache.find(entity, id, wire, () => askForKeys(module, instances, entity, id, wire));
  return {
    // The SDKs share anonymously with every data owner that is no healthcare party.
    isReachedAnonymously: identity.dataOwnerType !== 'hcp',
    listensUnstarted: true,
    keyPairs: await findKeyPairs(keyHolder, firstKey, keyStore),
    open: async () => {
      await instances.open();
    },
    renew: () => {
      instances.renew();
    },
    close: () => instances.close(),
    channelSource: (request) => channelSource(context, request),
    decrypt: async (entity, id, wire) => decryptWith(await findKeys(entity, id, wire), wire),
    keysOf: async (entity, id, wire) => resultOf(await findKeys(entity, id, wire)) ?? [],
    newMetadata: (entity) => makeMetadata(module, instances, identity.dataOwnerId, entity),
    patientsOf: (entity, id, wire) =>
      patients.find(entity, id, wire, () => findPatients(module, instances, entity, id, wire)),
  };
}

function channelSource(context: SessionContext, request: ChannelRequest): ChannelSource<string> {
  const { settings, server, login, identity } = context;
  /** The token that the socket was opened with. */
  let bearer: string | undefined;
  return {
    prepare: async (accessControlKeys) => {
      const tokens = await login.tokens();
      ({ bearer } = tokens);
      const subscription = subscriptionFor(request, identity.dataOwnerId, accessControlKeys);
      return (listener, openTimeout) => {
        const { silenceTimeout } = settings;
        return new NotificationSocket(
          { server, bearer: tokens.bearer, subscription, openTimeout, silenceTimeout },
          listener,
        );
      };
    },
    valueOf: parseJson,
    onEnded: (failure) => {
      if (failure?.code === 'token-refused' && bearer !== undefined) login.refused(bearer);
      // The next socket is opened with a new login.
      return undefined;
    },
  };
}

/** The frame that subscribes. */
function subscriptionFor(request: ChannelRequest, self: string, accessControlKeys: readonly string[] = []): string {
  return JSON.stringify({
    eventTypes: [request.eventType],
    entityClass: ENTITY_CLASSES[request.entity],
    filter: { filter: toWireFilter(request, self), predicate: null },
    accessControlKeys: accessControlKeys.length === 0 ? null : accessControlKeys,
  });
}

/** Undefined, which is no entity either, when the text is no JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
