/** A session: one login, one data owner, its keys, an SDK, and the channels that are open. */
import type { EntityName } from '../../model/entities';
import { FailureError, toFailure, type Failure, type FailureCode } from '../../model/failure';
import { closedChannel, refusalOf } from '../channel/closed-channel';
import { LiveChannel } from '../channel/live-channel';
import { prepareKeys } from '../keys/decision';
import { KeyStore } from '../keys/key-store';
import type {
  AccountSettings,
  Channel,
  ChannelListener,
  ChannelRequest,
  EntityStore,
  Identity,
  SdkSession,
} from '../port';
import { AnonymousAccess, accessControlHeaders, SHARED_BY_ANOTHER } from '../server/anonymous-access';
import { readAccount } from '../server/data-owner';
import { findBeforeDeletion } from '../server/deleted-sample';
import type { Server } from '../server/http';
import { Login } from '../server/login';
import { Rest } from '../server/rest';
import { RestEntityStore } from '../store/entity-store';
import { Limit } from '../store/limit';
import { StoreRequests } from '../store/requests';
import { EventReader } from '../wire/event-reader';
import type { SdkAdapter, SessionContext } from './sdk-adapter';
import { startSession } from './start';

/** Starting an SDK, or one use of it, takes several requests. */
export const SDK_REQUESTS = 5;
/** ms between two looks whether somebody else has begun to share with a patient or device. */
const SHARING_INTERVAL = 60_000;
/** What an SDK may say of one entity without being useless for others. */
const OF_ONE_ENTITY: ReadonlySet<FailureCode> = new Set<FailureCode>([
  'no-key',
  'not-shared',
  'bad-entity',
  'forbidden',
  'protocol',
  'sdk-crashed',
]);

export interface SessionRequest<Frame extends string | object> {
  readonly settings: AccountSettings;
  /** See `SdkDriver.connect`. */
  readonly onFailed: (failure: Failure) => void;
  readonly signal: AbortSignal | undefined;
  /** Puts the account's TLS options under the SDK's requests, and returns what undoes that. */
  readonly applyTls: () => () => void;
  /**
   * Loads the SDK, without starting it.
   * @throws FailureError
   */
  readonly adapt: (context: SessionContext) => Promise<SdkAdapter<Frame>>;
}

/**
 * Logs in, decides about the keys, and starts the SDK.
 * @throws FailureError
 */
export function openAccountSession<Frame extends string | object>(request: SessionRequest<Frame>): Promise<SdkSession> {
  const { settings, onFailed, signal, applyTls, adapt } = request;
  return startSession(signal, applyTls, async (closing) => {
    const parts = await connect(settings, adapt, closing.signal);
    return new AccountSession(parts, onFailed, closing);
  });
}

/** What a session is made of. */
interface Parts<Frame extends string | object> {
  readonly settings: AccountSettings;
  readonly identity: Identity;
  readonly rest: Rest;
  readonly sdk: SdkAdapter<Frame>;
  readonly reader: EventReader;
  readonly channels: Set<LiveChannel<Frame>>;
  /** Undefined for a data owner whom delegations name. */
  readonly anonymousAccess: AnonymousAccess | undefined;
}

async function connect<Frame extends string | object>(
  settings: AccountSettings,
  adapt: SessionRequest<Frame>['adapt'],
  closing: AbortSignal,
): Promise<Parts<Frame>> {
  const { serverUrl, openTimeout } = settings;
  const server: Server = { url: serverUrl, tls: settings.tls, timeout: openTimeout };
  const login = new Login(server, settings, closing);
  const rest = new Rest(server, login, closing);
  const { identity, keyHolder } = await readAccount(rest);
  const keyStore = new KeyStore(settings.keyFolder, serverUrl);
  const firstKey = await prepareKeys(keyHolder, settings, keyStore);
  const sdkTimeout = openTimeout * SDK_REQUESTS;
  const sdk = await adapt({
    ...{ settings, server, login, identity, keyHolder, keyStore, firstKey, sdkTimeout, closing },
    leavesServerAlone: false,
  });
  const channels = new Set<LiveChannel<Frame>>();
  const anonymousAccess = sdk.isReachedAnonymously
    ? new AnonymousAccess(rest, identity.dataOwnerId, sdk.keyPairs, () => {
        sdk.renew();
        for (const channel of channels) channel.interrupt(SHARED_BY_ANOTHER);
      })
    : undefined;
  await anonymousAccess?.refresh();
  await sdk.open();
  const reader = new EventReader(
    {
      decrypt: (entity, id, wire) => sdk.decrypt(entity, id, wire),
      patientsOf: (entity, id, wire) => sdk.patientsOf(entity, id, wire),
      findBeforeDeletion: (id) =>
        findBeforeDeletion(rest, id, accessControlHeaders(anonymousAccess?.keysFor('DataSample'))),
    },
    identity.dataOwnerId,
  );
  return { settings, identity, rest, sdk, reader, channels, anonymousAccess };
}

class AccountSession<Frame extends string | object> implements SdkSession {
  readonly identity: Identity;
  readonly store: EntityStore;
  readonly #sharingTimer: NodeJS.Timeout | undefined;
  #closed: Promise<void> | undefined;
  #failed = false;

  constructor(
    private readonly parts: Parts<Frame>,
    private readonly onFailed: (failure: Failure) => void,
    private readonly closing: AbortController,
  ) {
    this.identity = parts.identity;
    this.store = this.#openStore();
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
    const { settings, sdk, reader, channels, anonymousAccess } = this.parts;
    const source = sdk.channelSource(request);
    const channel = new LiveChannel<Frame>(
      {
        prepare: async () => {
          const started = Date.now();
          await anonymousAccess?.refresh();
          const open = await source.prepare(anonymousAccess?.keysFor(request.entity));
          const openTimeout = Math.max(1, settings.openTimeout - (Date.now() - started));
          return (sourceListener) => open(sourceListener, openTimeout);
        },
        read: async (frame, onProblem) => {
          try {
            return await reader.read(request, source.valueOf(frame), onProblem);
          } catch (error) {
            if (error instanceof FailureError) this.#fail(toFailure(error));
            throw error;
          }
        },
        onEnded: (failure) => {
          const reason = source.onEnded(failure);
          if (reason !== undefined) this.#fail(reason);
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

  #openStore(): EntityStore {
    const { settings, identity, rest, sdk, anonymousAccess } = this.parts;
    const accessControlKeys =
      anonymousAccess === undefined ? undefined : (entity: EntityName) => anonymousAccess.keysFor(entity);
    const limit = new Limit(settings.concurrency);
    return new RestEntityStore({
      identity,
      refreshAccess: async () => {
        await anonymousAccess?.refresh();
      },
      requests: new StoreRequests(rest, limit, accessControlKeys, this.closing.signal),
      crypto: {
        decrypt: (...entity) => this.#watch(sdk.decrypt(...entity)),
        keysOf: (...entity) => this.#watch(sdk.keysOf(...entity)),
        newMetadata: async (entity) => {
          const metadata = await this.#watch(sdk.newMetadata(entity));
          // It may have been shared with somebody for the first time, which takes a new access control key.
          await anonymousAccess?.refresh();
          return metadata;
        },
        patientsOf: (...entity) => this.#watch(sdk.patientsOf(...entity)),
      },
    });
  }

  /** What makes the session useless ends it. */
  async #watch<Result>(work: Promise<Result>): Promise<Result> {
    try {
      return await work;
    } catch (error) {
      if (error instanceof FailureError && !OF_ONE_ENTITY.has(error.code)) this.#fail(toFailure(error));
      throw error;
    }
  }

  async #end(): Promise<void> {
    clearInterval(this.#sharingTimer);
    this.closing.abort();
    await Promise.all([...this.parts.channels].map((channel) => channel.close()));
    await this.parts.sdk.close();
  }

  #fail(failure: Failure): void {
    if (this.#failed || this.#closed !== undefined) return;
    this.#failed = true;
    this.onFailed(failure);
  }
}
