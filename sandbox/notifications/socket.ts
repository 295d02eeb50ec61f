/** One notification socket: waits for its subscription, then pings and sends events until either side ends it. */
import type { Duplex } from 'node:stream';
import type { RawData, WebSocket } from 'ws';
import type { Caller } from '../auth/caller';
import type { Faults } from '../faults';
import { presented } from '../entities/presentation';
import { FilterError } from '../filters';
import type { Connections } from '../http/connections';
import { EventLine } from './event-line';
import type { EntityEvent } from './events';
import { parseSubscription, wants, type Subscription } from './subscription';

export interface SocketSettings {
  /** ms between pings. */
  readonly pingInterval: number;
  /** ms after which a client that has not answered a ping counts as dead. */
  readonly pongTimeout: number;
  readonly quirks: boolean;
}

/** An open notification socket, for tests to look at and to interfere with. */
export interface SandboxSocket {
  readonly id: number;
  /** Who opened it. */
  readonly login: string;
  /** What the client's first frame asked for; undefined until it has come. */
  readonly subscription: Subscription | undefined;
  /** Sends a text frame. */
  send(text: string): void;
  /** Writes bytes on the connection below, past the WebSocket protocol. */
  sendBytes(bytes: Uint8Array): void;
  /** Closes in order, by default with code 1000. */
  close(code?: number, reason?: string): void;
  /** Drops the connection without a word. */
  terminate(): void;
  /** From now on nothing is read or sent, no ping and no end either, until the client ends the connection. It is not among the open ones any more. */
  halfOpen(): void;
}

/** Close codes: 4000 and the HTTP status that the same mistake has on REST (`WebSocketOperationHandler` of kraken-common). */
const BAD_SUBSCRIPTION = 4400;
const INTERNAL_ERROR = 4500;

/** Bytes that a close frame has room for besides its code. */
const REASON_LIMIT = 123;

export class NotificationSocket implements SandboxSocket {
  readonly login: string;
  subscription: Subscription | undefined;
  private pingTimer: NodeJS.Timeout | undefined;
  private pongTimer: NodeJS.Timeout | undefined;
  private readonly events: EventLine;

  constructor(
    readonly id: number,
    private readonly webSocket: WebSocket,
    readonly connection: Duplex,
    private readonly caller: Caller,
    private readonly settings: SocketSettings,
    private readonly faults: Faults,
    private readonly connections: Connections,
  ) {
    this.events = new EventLine((frame) => {
      if (!faults.muted) this.send(frame);
    }, faults);
    this.login = typeof caller.user.login === 'string' ? caller.user.login : caller.user.id;
    webSocket.on('message', (data) => {
      this.receive(textOf(data));
    });
    webSocket.on('close', () => {
      this.stopTimers();
      this.events.end();
    });
    // A client that breaks the protocol is closed by `ws`; the error has nobody else to tell.
    webSocket.on('error', () => undefined);
  }

  /** Sends the event if it is wanted here. */
  deliver(event: EntityEvent): void {
    if (this.subscription === undefined || this.faults.muted) return;
    if (!wants(this.subscription, event, this.caller, this.settings.quirks)) return;
    this.events.send(JSON.stringify(presented(event.document, event.entityClass)));
  }

  send(text: string): void {
    if (this.webSocket.readyState === this.webSocket.OPEN) this.webSocket.send(text);
  }

  sendBytes(bytes: Uint8Array): void {
    if (this.connection.writable) this.connection.write(bytes);
  }

  close(code = 1000, reason = ''): void {
    this.webSocket.close(code, Buffer.from(reason).subarray(0, REASON_LIMIT));
  }

  terminate(): void {
    this.webSocket.terminate();
  }

  halfOpen(): void {
    this.connections.silence(this.connection);
  }

  /** The first frame is the subscription; of all later ones only the pongs mean something. */
  private receive(text: string): void {
    if (this.subscription === undefined) this.subscribe(text);
    else if (text === 'pong') this.stopWaitingForPong();
  }

  private subscribe(text: string): void {
    try {
      this.subscription = parseSubscription(text);
    } catch (error) {
      if (error instanceof FilterError) this.close(BAD_SUBSCRIPTION, error.message);
      else this.close(INTERNAL_ERROR, 'An internal error occurred');
      return;
    }
    this.ping();
    this.pingTimer = setInterval(() => {
      this.ping();
    }, this.settings.pingInterval);
  }

  private ping(): void {
    if (this.faults.muted) {
      this.stopWaitingForPong();
      return;
    }
    this.send('ping');
    this.pongTimer ??= setTimeout(() => {
      this.terminate();
    }, this.settings.pongTimeout);
  }

  private stopWaitingForPong(): void {
    clearTimeout(this.pongTimer);
    this.pongTimer = undefined;
  }

  private stopTimers(): void {
    clearInterval(this.pingTimer);
    this.stopWaitingForPong();
  }
}

function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString();
  return data instanceof ArrayBuffer ? Buffer.from(data).toString() : data.toString();
}
