/**
 * One subscription of the SDK as the source of a channel. The SDK reconnects by itself and ends the process when that fails, forgets to stop
 * when it is closed while it waits, and knows no time limits. So: its connection is closed inside `onClosed`, before it begins to wait; it is closed again
 * whenever it opens too late; and no callback throws. Trying again is left to whoever opened the channel.
 */
import type { Failure } from '../../model/failure';
import { toFailure } from '../../model/failure';
import type { FrameSource, SourceListener } from '../channel/live-channel';
import { SilenceWatchdog, type SilenceLimits } from '../channel/silence-watchdog';
import type { Server } from '../server/http';
import { closeFailure, socketError, upgradeFailure } from '../server/socket-failure';
import { takeOverSocket, type VisibleSocket } from './connection-socket';
import { sdkFailure } from './sdk-error';
import type { Connection, SubscriptionOptions } from './shape';

/** The JSON that the server sent; undefined when it was none. */
export interface MedTechFrame {
  readonly value: unknown;
}

export interface SubscriptionSettings extends SilenceLimits {
  readonly server: Server;
  /** As hex; see `AnonymousAccess`. */
  readonly accessControlKeys: readonly string[];
  /** Asks the SDK to subscribe; rejects with the SDK's own errors. */
  readonly subscribe: (options: SubscriptionOptions) => Promise<Connection>;
}

/** It may connect once; the wait before its retry is longer than it takes to close it. */
const OPTIONS: SubscriptionOptions = { connectionMaxRetry: 1, connectionRetryIntervalMs: 60_000 };
/** ms that the server may take for its side of the closing handshake; Node-RED waits for a node's close. */
const CLOSE_LIMIT = 500;

export class Subscription implements FrameSource {
  #connection: Connection | undefined;
  #socket: VisibleSocket | undefined;
  #live = false;
  /** Set with the first reason to end; what follows from it is no news. */
  #ending: { readonly failure: Failure | undefined } | undefined;
  #finished = false;
  readonly #watchdog: SilenceWatchdog;
  #closeLimit: NodeJS.Timeout | undefined;
  readonly #gone: Promise<void>;
  #resolveGone: () => void = () => undefined;

  constructor(
    private readonly settings: SubscriptionSettings,
    private readonly listener: SourceListener<MedTechFrame>,
  ) {
    this.#gone = new Promise((resolve) => {
      this.#resolveGone = resolve;
    });
    this.#watchdog = new SilenceWatchdog(settings.server.url, settings, (failure) => {
      this.#end(failure);
    });
    void this.#subscribe();
  }

  close(): Promise<void> {
    this.#end(undefined);
    return this.#gone;
  }

  /** The SDK cannot pause: its own watchdog takes the silence for a dead server. Events wait in memory. */
  pause(): void {
    return;
  }

  resume(): void {
    return;
  }

  async #subscribe(): Promise<void> {
    try {
      this.#attach(await this.settings.subscribe(OPTIONS));
    } catch (error) {
      this.#end(toFailure(sdkFailure(error, 'Subscribing to events')));
      this.#finish();
    }
  }

  /** In the tick in which the SDK has made the socket, so before anything can have happened to it. */
  #attach(connection: Connection): void {
    this.#connection = connection;
    connection.onConnected(() => {
      if (this.#ending !== undefined) connection.close();
    });
    connection.onClosed(() => {
      connection.close();
      this.#finish();
    });
    const socket = takeOverSocket(connection, this.settings.accessControlKeys);
    this.#socket = socket;
    socket.prependListener('message', (data) => {
      this.#hear(String(data));
    });
    socket.prependListener('error', (error) => {
      this.#ending ??= { failure: errorFailure(this.settings.server, error) };
    });
    socket.prependListener('close', (code) => {
      this.#ending ??= { failure: closeFailure(this.settings.server, code) };
    });
    if (this.#ending !== undefined) connection.close();
  }

  /** The first frame, a ping as a rule, shows that the server listens: `onConnected` comes before it has read the subscription. */
  #hear(text: string): void {
    if (this.#ending !== undefined) return;
    this.#watchdog.heard();
    if (!this.#live) {
      this.#live = true;
      this.listener.onLive();
    }
    if (text !== 'ping') this.listener.onFrame({ value: parseJson(text) });
  }

  /** Begins to end the subscription; `onClosed` finishes it, or the limit. */
  #end(failure: Failure | undefined): void {
    if (this.#ending !== undefined) return;
    this.#ending = { failure };
    this.#watchdog.stop();
    if (this.#connection === undefined) {
      // What the SDK still has under way is closed when it comes.
      this.#finish();
      return;
    }
    this.#connection.close();
    if (failure !== undefined) this.#socket?.terminate();
    this.#closeLimit = setTimeout(() => {
      this.#socket?.terminate();
      this.#finish();
    }, CLOSE_LIMIT);
  }

  #finish(): void {
    if (this.#finished) return;
    this.#finished = true;
    this.#watchdog.stop();
    clearTimeout(this.#closeLimit);
    this.listener.onClosed(this.#ending?.failure);
    this.#resolveGone();
  }
}

/** `ws` tells the status of a refused upgrade in the text of its error. */
function errorFailure(server: Server, error: Error): Failure {
  const status = /^Unexpected server response: (?<status>\d{3})$/.exec(error.message)?.groups?.status;
  return status === undefined ? socketError(server, error) : upgradeFailure(server, Number(status));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
