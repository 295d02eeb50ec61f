/**
 * One notification socket: opens, subscribes, answers pings, watches over silence, and tells once how it ended.
 *
 * The server's rules (facts from iCure's SDKs): after the upgrade the client sends one text frame, the subscription, which is not acknowledged; then the server
 * sends the text `ping` about every 10 s, to be answered with the text `pong`, and one text frame for each event.
 */
import WebSocket from 'ws';
import type { Failure } from '../../model/failure';
import { SilenceWatchdog, type SilenceLimits } from '../channel/silence-watchdog';
import { tlsSettings, type Server } from '../server/http';
import { closeFailure, socketError, upgradeFailure } from '../server/socket-failure';

export interface SocketSettings extends SilenceLimits {
  readonly server: Server;
  readonly bearer: string;
  /** The subscription frame. */
  readonly subscription: string;
}

export interface SocketListener {
  /** The first frame has arrived. At most once. */
  onLive: () => void;
  /** A frame that is no ping. */
  onFrame: (text: string) => void;
  /** Exactly once, and nothing is called after it. Undefined: closed by `close()`. */
  onClosed: (failure: Failure | undefined) => void;
}

/** The server's limit for its own inbound frames; nothing that it sends should be larger. */
const MAX_FRAME = 64 * 1024 * 1024;
/** ms that the server may take for its side of the closing handshake; Node-RED waits for a node's close. */
const CLOSE_LIMIT = 500;
/** ms between the pongs that are sent while reading is paused, when no ping can be seen; the server drops a client after 20 s without one. */
const PONG_INTERVAL = 5_000;

export class NotificationSocket {
  readonly #socket: WebSocket;
  readonly #gone: Promise<void>;
  #live = false;
  /** Set with the first reason to end; what follows from it (the close, a late error) is no news. */
  #ending: { readonly failure: Failure | undefined } | undefined;
  readonly #watchdog: SilenceWatchdog;
  #pongs: NodeJS.Timeout | undefined;
  #closeLimit: NodeJS.Timeout | undefined;

  constructor(
    settings: SocketSettings,
    private readonly listener: SocketListener,
  ) {
    const { server, bearer, subscription } = settings;
    this.#socket = new WebSocket(`${server.url.replace(/^http/, 'ws')}/ws/v2/notification/subscribe`, {
      headers: { authorization: `Bearer ${bearer}` },
      maxPayload: MAX_FRAME,
      ...tlsSettings(server.tls),
    });
    this.#watchdog = new SilenceWatchdog(server.url, settings, (failure) => {
      this.#end(failure);
    });
    this.#socket.on('open', () => {
      this.#socket.send(subscription);
    });
    this.#socket.on('message', (data) => {
      this.#receive(textOf(data));
    });
    this.#socket.on('unexpected-response', (_request, response) => {
      this.#end(upgradeFailure(server, response.statusCode ?? 0));
    });
    this.#socket.on('error', (error) => {
      this.#end(socketError(server, error));
    });
    this.#gone = new Promise((resolve) => {
      this.#socket.once('close', (code) => {
        this.#ending ??= { failure: closeFailure(server, code) };
        this.#finish(this.#ending.failure);
        resolve();
      });
    });
  }

  /** Stops reading, so that a server that sends faster than events are dealt with has to wait. */
  pause(): void {
    if (this.#socket.isPaused || this.#socket.readyState !== WebSocket.OPEN) return;
    this.#socket.pause();
    this.#watchdog.stop();
    this.#pongs = setInterval(() => {
      this.#send('pong');
    }, PONG_INTERVAL);
  }

  resume(): void {
    if (!this.#socket.isPaused) return;
    clearInterval(this.#pongs);
    this.#socket.resume();
    if (this.#ending === undefined) this.#watchdog.heard();
  }

  /** Resolves when the socket is gone. */
  close(): Promise<void> {
    this.#end(undefined);
    return this.#gone;
  }

  #receive(text: string): void {
    if (this.#ending !== undefined) return;
    this.#heard();
    if (!this.#live) {
      this.#live = true;
      this.listener.onLive();
    }
    if (text === 'ping') this.#send('pong');
    else this.listener.onFrame(text);
  }

  #send(text: string): void {
    // A socket that fails to send reports it as an `error`, too.
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(text, () => undefined);
  }

  #heard(): void {
    if (!this.#socket.isPaused) this.#watchdog.heard();
  }

  /** Begins to end the socket; its `close` event tells the listener. */
  #end(failure: Failure | undefined): void {
    if (this.#ending !== undefined) return;
    this.#ending = { failure };
    this.#watchdog.stop();
    clearInterval(this.#pongs);
    if (failure !== undefined || this.#socket.readyState !== WebSocket.OPEN) {
      this.#socket.terminate();
      return;
    }
    this.#socket.resume();
    this.#socket.close(1000);
    this.#closeLimit = setTimeout(() => {
      this.#socket.terminate();
    }, CLOSE_LIMIT);
  }

  #finish(failure: Failure | undefined): void {
    this.#watchdog.stop();
    clearInterval(this.#pongs);
    clearTimeout(this.#closeLimit);
    this.listener.onClosed(failure);
  }
}

function textOf(data: WebSocket.RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8');
  return (data instanceof ArrayBuffer ? Buffer.from(data) : data).toString('utf8');
}
