/** A session: one login, one data owner, its keys, an SDK for decryption, and the channels that are open. */
import { ENTITIES } from '../../model/entities';
import { toFailure, FailureError, type Failure } from '../../model/failure';
import type { AccountSettings, Channel, ChannelListener, ChannelRequest, Identity, SdkSession } from '../port';
import { CardinalChannel, type ChannelSurroundings } from './channel';
import { readAccount } from './data-owner';
import { Decryptor } from './decrypt';
import { EventReader } from './event-reader';
import { applyTlsToSdk, type Server } from './http';
import { KeyStore } from './key-store';
import { prepareKeys } from './keys';
import { Login } from './login';
import { RenewableSdk } from './renewable-sdk';
import { loadCardinal, startSdk } from './sdk';

/** Starting the SDK, or one use of it, takes several requests. */
const REQUESTS = 5;

/**
 * Logs in, decides about the keys, and starts the SDK.
 * @throws FailureError
 */
export async function openSession(
  settings: AccountSettings,
  onFailed: (failure: Failure) => void,
  signal: AbortSignal | undefined,
): Promise<CardinalSession> {
  const closing = new AbortController();
  const abandon = (): void => {
    closing.abort();
  };
  const undoTls = applyTlsToSdk(settings.tls);
  signal?.addEventListener('abort', abandon, { once: true });
  try {
    if (signal?.aborted === true) throw new FailureError('closed', 'Nobody waits for the session any more.');
    return await connect(settings, onFailed, closing, undoTls);
  } catch (error) {
    undoTls();
    throw error;
  } finally {
    signal?.removeEventListener('abort', abandon);
  }
}

async function connect(
  settings: AccountSettings,
  onFailed: (failure: Failure) => void,
  closing: AbortController,
  undoTls: () => void,
): Promise<CardinalSession> {
  const { serverUrl, openTimeout, silenceTimeout } = settings;
  const server: Server = { url: serverUrl, tls: settings.tls, timeout: openTimeout };
  const login = new Login(server, settings, closing.signal);
  const { identity, keyHolder } = await readAccount(server, login, closing.signal);
  const store = new KeyStore(settings.keyFolder, serverUrl);
  const firstKey = await prepareKeys(keyHolder, settings, store);
  const module = await loadCardinal();
  const decryptor = new Decryptor(module);
  const sdk = new RenewableSdk(
    login,
    (tokens) => startSdk(module, { serverUrl, store, firstKey, onDecrypted: decryptor.onDecrypted }, tokens),
    openTimeout * REQUESTS,
    closing.signal,
  );
  await sdk.open();
  const reader = new EventReader(module, sdk, decryptor, identity.dataOwnerId);
  return new CardinalSession(identity, sdk, closing, undoTls, onFailed, {
    server,
    login,
    self: identity.dataOwnerId,
    openTimeout,
    silenceTimeout,
    readEvent: (request, frame, onProblem) => reader.read(request, frame, onProblem),
  });
}

export class CardinalSession implements SdkSession {
  readonly #channels = new Set<Channel>();
  readonly #surroundings: ChannelSurroundings;
  #closed: Promise<void> | undefined;
  #failed = false;

  constructor(
    readonly identity: Identity,
    private readonly sdk: RenewableSdk,
    private readonly closing: AbortController,
    private readonly undoTls: () => void,
    private readonly onFailed: (failure: Failure) => void,
    surroundings: ChannelSurroundings,
  ) {
    this.#surroundings = {
      ...surroundings,
      readEvent: async (...args) => {
        try {
          return await surroundings.readEvent(...args);
        } catch (error) {
          if (error instanceof FailureError) this.#fail(error);
          throw error;
        }
      },
    };
  }

  openChannel(request: ChannelRequest, listener: ChannelListener): Channel {
    const refusal = refusalOf(request);
    if (this.#closed !== undefined || refusal !== undefined) return closedChannel(listener, refusal);
    const channel: Channel = new CardinalChannel(this.#surroundings, request, {
      onLive: () => {
        listener.onLive();
      },
      onEvent: (event) => listener.onEvent(event),
      onProblem: (failure) => {
        listener.onProblem(failure);
      },
      onClosed: (failure) => {
        this.#channels.delete(channel);
        listener.onClosed(failure);
      },
    });
    this.#channels.add(channel);
    return channel;
  }

  close(): Promise<void> {
    this.#closed ??= this.#end();
    return this.#closed;
  }

  async #end(): Promise<void> {
    this.closing.abort();
    await Promise.all([...this.#channels].map((channel) => channel.close()));
    await this.sdk.close();
    this.undoTls();
  }

  #fail(error: FailureError): void {
    if (this.#failed || this.#closed !== undefined) return;
    this.#failed = true;
    this.onFailed(toFailure(error));
  }
}

function refusalOf({ entity, eventType }: ChannelRequest): Failure | undefined {
  if (ENTITIES[entity].eventTypes.includes(eventType)) return undefined;
  return { code: 'bad-config', message: `iCure has no ${eventType} events of ${entity}; choose other event types.` };
}

/** One that never opens. The listener hears of it after the caller has got its channel. */
function closedChannel(listener: ChannelListener, failure: Failure | undefined): Channel {
  const closed = Promise.resolve().then(() => {
    listener.onClosed(failure);
  });
  return { close: () => closed };
}
