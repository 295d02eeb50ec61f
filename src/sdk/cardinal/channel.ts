/** One channel: the events of one type, of one entity, that pass one filter, as they come through one socket. */
import { FailureError, toFailure, type Failure } from '../../model/failure';
import type { EntityEvent } from '../../model/event';
import type { Channel, ChannelListener, ChannelRequest } from '../port';
import { FrameQueue } from './frame-queue';
import type { Server } from './http';
import type { Login } from './login';
import { NotificationSocket, type SocketSettings } from './socket';
import { toWireFilter } from './wire-filter';
import { ENTITY_CLASSES } from './wire';

/** What a channel needs of its session. */
export interface ChannelSurroundings {
  readonly server: Server;
  readonly login: Login;
  /** The account's own data owner. */
  readonly self: string;
  /** ms, see `AccountSettings`. */
  readonly openTimeout: number;
  readonly silenceTimeout: number;
  /**
   * Makes an event of what the server sent; undefined when the filter does not let it through.
   * @throws FailureError when the session has become useless
   */
  readonly readEvent: (
    request: ChannelRequest,
    frame: string,
    onProblem: (failure: Failure) => void,
  ) => Promise<EntityEvent | undefined>;
}

/** ms for what arrived before the socket ended: reconnecting waits for it, and without the server no key can be fetched. */
const DRAIN_LIMIT = 2_000;

export class CardinalChannel implements Channel {
  readonly #queue: FrameQueue;
  readonly #closing = new AbortController();
  readonly #over: Promise<void>;
  #socket: NotificationSocket | undefined;
  /** Why the channel gave itself up. */
  #failure: Failure | undefined;
  #ended = false;

  constructor(
    private readonly surroundings: ChannelSurroundings,
    private readonly request: ChannelRequest,
    private readonly listener: ChannelListener,
  ) {
    this.#queue = new FrameQueue((frame) => this.#deliver(frame), {
      pause: () => this.#socket?.pause(),
      resume: () => this.#socket?.resume(),
    });
    this.#over = this.#run();
  }

  close(): Promise<void> {
    this.#closing.abort();
    this.#queue.drop();
    void this.#socket?.close();
    return this.#over;
  }

  async #run(): Promise<void> {
    const failure = await this.#listen();
    if (!this.#closing.signal.aborted) await this.#drain();
    this.#queue.drop();
    this.#ended = true;
    this.listener.onClosed(this.#closing.signal.aborted ? undefined : (this.#failure ?? failure));
  }

  /** Resolves with the end of the socket. */
  async #listen(): Promise<Failure | undefined> {
    const { server, login, openTimeout, silenceTimeout } = this.surroundings;
    const started = Date.now();
    try {
      const tokens = await untilAborted(login.tokens(), this.#closing.signal);
      if (tokens === undefined) return undefined;
      const failure = await this.#openSocket({
        server,
        bearer: tokens.bearer,
        subscription: this.#subscription(),
        openTimeout: Math.max(1, openTimeout - (Date.now() - started)),
        silenceTimeout,
      });
      if (failure?.code === 'token-refused') login.refused(tokens.bearer);
      return failure;
    } catch (error) {
      return toFailure(error);
    }
  }

  #openSocket(settings: SocketSettings): Promise<Failure | undefined> {
    return new Promise((onClosed) => {
      this.#socket = new NotificationSocket(settings, {
        onLive: this.listener.onLive,
        onFrame: (frame) => {
          this.#queue.push(frame);
        },
        onClosed,
      });
    });
  }

  /** `accessControlKeys` would show events of data shared anonymously; no SDK sends any, and RC.7 does not give them away. */
  #subscription(): string {
    return JSON.stringify({
      eventTypes: [this.request.eventType],
      entityClass: ENTITY_CLASSES[this.request.entity],
      filter: { filter: toWireFilter(this.request, this.surroundings.self), predicate: null },
      accessControlKeys: null,
    });
  }

  /** What arrived before the socket ended still counts. */
  async #drain(): Promise<void> {
    const limit = new AbortController();
    const timer = setTimeout(() => {
      limit.abort();
    }, DRAIN_LIMIT);
    await untilAborted(this.#queue.idle(), AbortSignal.any([limit.signal, this.#closing.signal]));
    clearTimeout(timer);
  }

  /** Never rejects. */
  async #deliver(frame: string): Promise<void> {
    try {
      const event = await this.surroundings.readEvent(this.request, frame, (failure) => {
        this.#report(failure);
      });
      if (event !== undefined && !this.#isOver()) await this.listener.onEvent(event);
    } catch (error) {
      if (error instanceof FailureError) this.#fail(error);
      else this.#report(toFailure(error));
    }
  }

  #report(failure: Failure): void {
    if (!this.#isOver()) this.listener.onProblem(failure);
  }

  /** The session has become useless: what waits can no longer be read. */
  #fail({ code, message }: FailureError): void {
    this.#failure ??= { code, message };
    this.#queue.drop();
    void this.#socket?.close();
  }

  #isOver(): boolean {
    return this.#ended || this.#closing.signal.aborted;
  }
}

/** Waits for a promise, but not beyond an abort, which gives undefined. */
function untilAborted<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value | undefined> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      resolve(undefined);
    };
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    void promise.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', onAbort);
    });
  });
}
