/** The stand-ins' WebSocket, with the defects of the real one (facts on the MedTech SDK, 0 and 6). */
import { WebSocket } from 'ws';

/** ms after a ping by which the next must have come; without any ping it waits for ever. */
const PING_LIMIT = 20_000;

export interface SocketOptions {
  readonly connectionMaxRetry: number;
  /** ms */
  readonly connectionRetryIntervalMs: number;
}

/** Where to connect to; the headers say who asks, where the url does not. */
export interface Address {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** What differs between the generations of the SDK. */
export interface SocketManner {
  readonly closeCode: number;
  /** What stands in `socket`. */
  readonly hold: (socket: WebSocket) => object;
}

const LEGACY_MANNER: SocketManner = { closeCode: 1001, hold: (socket) => socket };

export class ReconnectingSocket {
  /** The WebSocket, in the form of the generation. */
  socket: object | undefined;
  #webSocket: WebSocket | undefined;
  readonly connected: (() => void)[] = [];
  readonly closed: (() => void)[] = [];
  #closing = false;
  #tries = 0;
  #lastPing = 0;
  /** One more for every ping, until the socket closes. */
  #pingTimers: NodeJS.Timeout[] = [];
  #resetTimer: NodeJS.Timeout | undefined;

  /**
   * @param urlOf asks for a new one-time token
   * @param subscription the first frame, each time that the socket opens, or what makes it: nobody handles an error of that
   * @param messageCallback called for every JSON, without waiting for the one before: events may overtake each other
   */
  constructor(
    private readonly urlOf: () => Promise<string | Address>,
    private readonly subscription: string | (() => string),
    private readonly options: SocketOptions,
    public messageCallback: (value: unknown) => unknown,
    private readonly manner: SocketManner = LEGACY_MANNER,
  ) {}

  /** Resolves before the socket is open, and has no time limit for opening. */
  async connect(): Promise<void> {
    const { connectionMaxRetry } = this.options;
    if (this.#tries >= connectionMaxRetry) {
      throw new Error(`WebSocket connection failed after ${connectionMaxRetry} retries`);
    }
    this.#tries += 1;
    const address = await this.urlOf();
    // So `close` during the wait for a retry does not end it: the new socket stays open until it is closed again.
    this.#closing = false;
    const socket =
      typeof address === 'string' ? new WebSocket(address) : new WebSocket(address.url, { headers: address.headers });
    this.#webSocket = socket;
    this.socket = this.manner.hold(socket);
    socket.on('open', () => {
      void Promise.resolve().then(() => {
        this.#opened();
      });
    });
    socket.on('message', (data) => {
      this.#heard((data as Buffer).toString());
    });
    socket.on('close', () => {
      this.#ended();
    });
    // The real one writes it to the console and tells nobody.
    socket.on('error', () => undefined);
  }

  send(text: string): void {
    this.#webSocket?.send(text);
  }

  close(): void {
    this.#closing = true;
    this.#webSocket?.close(this.manner.closeCode, 'Client closed connection');
  }

  #opened(): void {
    const { connectionMaxRetry, connectionRetryIntervalMs } = this.options;
    this.#resetTimer = setTimeout(
      () => {
        this.#tries = 0;
      },
      (connectionMaxRetry + 1) * connectionRetryIntervalMs,
    );
    this.send(typeof this.subscription === 'string' ? this.subscription : this.subscription());
    for (const callback of this.connected) callback();
  }

  #ended(): void {
    clearTimeout(this.#resetTimer);
    for (const timer of this.#pingTimers) clearTimeout(timer);
    this.#pingTimers = [];
    for (const callback of this.closed) callback();
    if (this.#closing) return;
    setTimeout(() => {
      // Nobody handles its rejection, which ends the process.
      void this.connect();
    }, this.options.connectionRetryIntervalMs);
  }

  #heard(text: string): void {
    if (text === 'ping') {
      this.#answerPing();
      return;
    }
    void this.#deliver(text);
  }

  #answerPing(): void {
    this.#lastPing = Date.now();
    this.send('pong');
    this.#pingTimers.push(
      setTimeout(() => {
        if (Date.now() - this.#lastPing >= PING_LIMIT) this.#webSocket?.close();
      }, PING_LIMIT),
    );
  }

  /** What fails in a callback is swallowed, as is what is no JSON. */
  async #deliver(text: string): Promise<void> {
    try {
      await this.messageCallback(JSON.parse(text));
    } catch {
      return;
    }
  }
}
