/** A session: one login, one data owner, its keys, an SDK for decryption, and the channels that are open. */
import { FailureError, toFailure, type Failure } from '../../model/failure';
import type { AccountSettings, Channel, ChannelListener, ChannelRequest, Identity, SdkSession } from '../port';
import { closedChannel, refusalOf } from '../channel/closed-channel';
import { AnonymousAccess, SHARED_BY_ANOTHER } from '../server/anonymous-access';
import { startSession } from '../server/session-start';
import { openChannel, type CardinalChannel, type ChannelSurroundings } from './channel';
import { readAccount } from '../server/data-owner';
import { Decryptor } from './decrypt';
import { findBeforeDeletion } from './deleted-sample';
import { EventReader } from '../wire/event-reader';
import type { Server } from '../server/http';
import { KeyStore } from '../keys/key-store';
import { findKeyPairs, prepareKeys } from '../keys/decision';
import { Login } from '../server/login';
import { RenewableSdk } from './renewable-sdk';
import { loadCardinal, startSdk } from './sdk';
import { applyTlsToSdk } from './tls';

/** Starting the SDK, or one use of it, takes several requests. */
const REQUESTS = 5;
/** ms between two looks whether somebody else has begun to share with a patient or device. */
const SHARING_INTERVAL = 60_000;

/**
 * Logs in, decides about the keys, and starts the SDK.
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
    async (closing) => new CardinalSession(await connect(settings, closing.signal), onFailed, closing),
  );
}

/** What a session is made of. */
interface Parts {
  readonly identity: Identity;
  readonly sdk: RenewableSdk;
  readonly channels: Set<CardinalChannel>;
  readonly surroundings: ChannelSurroundings;
}

async function connect(settings: AccountSettings, closing: AbortSignal): Promise<Parts> {
  const { serverUrl, openTimeout, silenceTimeout } = settings;
  const server: Server = { url: serverUrl, tls: settings.tls, timeout: openTimeout };
  const login = new Login(server, settings, closing);
  const { identity, keyHolder } = await readAccount(server, login, closing);
  const store = new KeyStore(settings.keyFolder, serverUrl);
  const firstKey = await prepareKeys(keyHolder, settings, store);
  const module = await loadCardinal();
  const decryptor = new Decryptor(module);
  const sdk = new RenewableSdk(
    login,
    (tokens) => startSdk(module, { serverUrl, store, firstKey, onDecrypted: decryptor.onDecrypted }, tokens),
    openTimeout * REQUESTS,
    closing,
  );
  const channels = new Set<CardinalChannel>();
  const self = identity.dataOwnerId;
  // The SDKs share anonymously with every data owner that is no healthcare party.
  const anonymousAccess =
    identity.dataOwnerType === 'hcp'
      ? undefined
      : new AnonymousAccess(server, login, self, await findKeyPairs(keyHolder, firstKey, store), closing, () => {
          sdk.renew();
          for (const channel of channels) channel.interrupt(SHARED_BY_ANOTHER);
        });
  await anonymousAccess?.refresh();
  await sdk.open();
  const reader = new EventReader(
    {
      decrypt: (entity, id, wire) => decryptor.decrypt(sdk, entity, id, wire),
      findBeforeDeletion: (id) => findBeforeDeletion(module, sdk, id),
    },
    self,
  );
  const surroundings: ChannelSurroundings = {
    server,
    login,
    self,
    anonymousAccess,
    openTimeout,
    silenceTimeout,
    readEvent: (request, value, onProblem) => reader.read(request, value, onProblem),
  };
  return { identity, sdk, channels, surroundings };
}

class CardinalSession implements SdkSession {
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
    const { anonymousAccess } = parts.surroundings;
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
    const { channels, surroundings } = this.parts;
    const channel = openChannel({ ...surroundings, readEvent: this.#readEvent }, request, {
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
    });
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
    await this.parts.sdk.close();
  }

  /** A failure to read is one of the session. */
  readonly #readEvent: ChannelSurroundings['readEvent'] = async (...args) => {
    try {
      return await this.parts.surroundings.readEvent(...args);
    } catch (error) {
      if (error instanceof FailureError) this.#fail(error);
      throw error;
    }
  };

  #fail(error: FailureError): void {
    if (this.#failed || this.#closed !== undefined) return;
    this.#failed = true;
    this.onFailed(toFailure(error));
  }
}
