/** A session: one login, one data owner, its keys, an api of the SDK, and the channels that are open. */
import { FailureError, toFailure, type Failure } from '../../model/failure';
import { closedChannel, refusalOf } from '../channel/closed-channel';
import { LiveChannel } from '../channel/live-channel';
import { findKeyPairs, prepareKeys, type KeyHolder } from '../keys/decision';
import { KeyStore } from '../keys/key-store';
import type { KeyPair } from '../keys/private-key';
import type { AccountSettings, Channel, ChannelListener, ChannelRequest, Identity, SdkSession } from '../port';
import { AnonymousAccess, SHARED_BY_ANOTHER } from '../server/anonymous-access';
import { startSession } from '../server/session-start';
import { readAccount } from '../server/data-owner';
import type { Server } from '../server/http';
import { Login } from '../server/login';
import { EventReader } from '../wire/event-reader';
import { decryptEntity } from './decrypt';
import { findBeforeDeletion } from './deleted-sample';
import { keyFinder, type FindKeys } from './entity-keys';
import { generationOf, startApi, type AccountKeys, type Generation } from './generation';
import { loadMedTech } from './module';
import { RenewableApi } from './renewable-api';
import { buildFilter } from './sdk-filter';
import { checkServerUrl } from './server-url';
import type { MedTechApi, MedTechModule } from './shape';
import { subscribeWith } from './subscribe';
import { Subscription, type MedTechFrame } from './subscription';
import { applyTlsToSdk } from './tls';

/** Starting the SDK, or one use of it, takes several requests. */
const REQUESTS = 5;
/** ms between two looks whether somebody else has begun to share with a patient or device. */
const SHARING_INTERVAL = 60_000;

/**
 * Loads the SDK, logs in, decides about the keys, and starts the SDK.
 * @throws FailureError
 */
export function openSession(
  settings: AccountSettings,
  onFailed: (failure: Failure) => void,
  signal: AbortSignal | undefined,
): Promise<SdkSession> {
  return startSession(
    signal,
    () => applyTlsToSdk(settings.tls),
    async (closing) => new MedTechSession(await connect(settings, closing.signal), onFailed, closing),
  );
}

/** What a session is made of. */
interface Parts {
  readonly settings: AccountSettings;
  readonly server: Server;
  readonly identity: Identity;
  readonly module: MedTechModule;
  readonly api: RenewableApi;
  readonly reader: EventReader;
  readonly channels: Set<LiveChannel<MedTechFrame>>;
  /** Undefined for a data owner whom delegations name. */
  readonly anonymousAccess: AnonymousAccess | undefined;
}

async function connect(settings: AccountSettings, closing: AbortSignal): Promise<Parts> {
  const { serverUrl, openTimeout } = settings;
  const origin = checkServerUrl(serverUrl);
  const module = loadMedTech(settings.moduleFolders);
  const generation = generationOf(module);
  const server: Server = { url: serverUrl, tls: settings.tls, timeout: openTimeout };
  const login = new Login(server, settings, closing);
  const { identity, keyHolder } = await readAccount(server, login, closing);
  const keys = await decideKeys(generation, keyHolder, settings);
  const api = new RenewableApi(
    () => startApi(module, generation, origin, settings, keys),
    openTimeout * REQUESTS,
    closing,
  );
  const channels = new Set<LiveChannel<MedTechFrame>>();
  // 2.2 shares with everybody by name; from 2.3 on that is done with healthcare parties only.
  const anonymousAccess =
    generation.kind === 'given-keys' || identity.dataOwnerType === 'hcp'
      ? undefined
      : new AnonymousAccess(server, login, identity.dataOwnerId, keys.keyPairs, closing, () => {
          api.renew();
          for (const channel of channels) channel.interrupt(SHARED_BY_ANOTHER);
        });
  await anonymousAccess?.refresh();
  await api.open();
  const finderOf = (current: MedTechApi): FindKeys => finderIn(current, identity.dataOwnerId);
  const reader = new EventReader(
    {
      decrypt: (entity, _id, wire) => decryptEntity(api, finderOf, entity, wire),
      findBeforeDeletion: (id) => findBeforeDeletion(server, login, closing, id),
    },
    identity.dataOwnerId,
  );
  return { settings, server, identity, module, api, reader, channels, anonymousAccess };
}

function finderIn(api: MedTechApi, dataOwnerId: string): FindKeys {
  const finder = keyFinder(api, dataOwnerId);
  if (finder !== undefined) return finder;
  throw new FailureError(
    'sdk-missing',
    'The installed MedTech SDK finds keys in a way that is not known here: install version 2.2 to 3.3 and restart Node-RED.',
  );
}

/**
 * The rules are the same with every SDK. Only: 2.2 knows none but legacy keys, so what the account has may have to be registered for it, too.
 */
async function decideKeys(generation: Generation, holder: KeyHolder, settings: AccountSettings): Promise<AccountKeys> {
  const store = new KeyStore(settings.keyFolder, settings.serverUrl);
  const firstKey = await prepareKeys(holder, settings, store);
  const keyPairs = await findKeyPairs(holder, firstKey, store);
  const toRegister = firstKey ?? unknownToLegacy(generation, holder, settings, keyPairs);
  return { dataOwnerId: holder.dataOwnerId, keyPairs, toRegister };
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

class MedTechSession implements SdkSession {
  readonly identity: Identity;
  readonly #sharingTimer: NodeJS.Timeout | undefined;
  #closed: Promise<void> | undefined;
  #failed = false;

  constructor(
    private readonly parts: Parts,
    private readonly onFailed: (failure: Failure) => void,
    private readonly closing: AbortController,
  ) {
    this.identity = parts.identity;
    const { anonymousAccess } = parts;
    if (anonymousAccess !== undefined) {
      this.#sharingTimer = setInterval(() => {
        // What stands in the way of a look will be told by the channels; the next look is soon.
        anonymousAccess.refresh().catch(() => undefined);
      }, SHARING_INTERVAL);
    }
  }

  openChannel(request: ChannelRequest, listener: ChannelListener): Channel {
    const refusal = refusalOf(request);
    if (this.#closed !== undefined || refusal !== undefined) return closedChannel(listener, refusal);
    const { settings, server, module, api, reader, identity, channels, anonymousAccess } = this.parts;
    const channel = new LiveChannel<MedTechFrame>(
      {
        prepare: async () => {
          const started = Date.now();
          await anonymousAccess?.refresh();
          const current = await api.open();
          const filter = await buildFilter(module, current, request, identity.dataOwnerId);
          const openTimeout = Math.max(1, settings.openTimeout - (Date.now() - started));
          const subscribe = subscribeWith(current, request, filter);
          const { silenceTimeout } = settings;
          const accessControlKeys = anonymousAccess?.keysFor(request.entity) ?? [];
          return (source) =>
            new Subscription({ server, openTimeout, silenceTimeout, accessControlKeys, subscribe }, source);
        },
        read: async ({ value }, onProblem) => {
          try {
            return await reader.read(request, value, onProblem);
          } catch (error) {
            if (error instanceof FailureError) this.#fail(error);
            throw error;
          }
        },
        onEnded: (failure) => {
          if (failure?.code === 'token-refused') this.#fail(failure);
        },
      },
      {
        onLive: () => {
          listener.onLive();
        },
        onEvent: (event) => listener.onEvent(event),
        onProblem: (failure) => {
          listener.onProblem(failure);
        },
        onClosed: (failure) => {
          channels.delete(channel);
          listener.onClosed(failure);
        },
      },
    );
    channels.add(channel);
    return channel;
  }

  close(): Promise<void> {
    this.#closed ??= this.#end();
    return this.#closed;
  }

  async #end(): Promise<void> {
    clearInterval(this.#sharingTimer);
    this.closing.abort();
    await Promise.all([...this.parts.channels].map((channel) => channel.close()));
  }

  /** The SDK goes on failing with a login that was refused once: only a new session helps. */
  #fail(failure: Failure): void {
    if (this.#failed || this.#closed !== undefined) return;
    this.#failed = true;
    this.onFailed(failure instanceof FailureError ? toFailure(failure) : failure);
  }
}
