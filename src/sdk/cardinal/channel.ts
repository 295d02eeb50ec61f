/** One channel: the events of one type, of one entity, that pass one filter, as they come through one socket. */
import { FailureError, toFailure, type Failure } from '../../model/failure';
import type { EntityEvent } from '../../model/event';
import type { Channel, ChannelListener, ChannelRequest } from '../port';
import type { AnonymousAccess } from './anonymous-access';
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
  /** Undefined for a data owner whom delegations name. */
  readonly anonymousAccess: AnonymousAccess | undefined;
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
  readonly #queue: FrameQueue<EntityEvent>;
  readonly #closing = new AbortController();
  readonly #over: Promise<void>;
  #socket: NotificationSocket | undefined;
  /** The token that the socket was opened with. */
  #bearer: string | undefined;
  /** Why the channel gave itself up. */
  #failure: Failure | undefined;
  #ended = false;

  constructor(
    private readonly surroundings: ChannelSurroundings,
    private readonly request: ChannelRequest,
    private readonly listener: ChannelListener,
  ) {
    this.#queue = new FrameQueue({
      read: (frame) => this.#read(frame),
      deliver: (event) => this.#deliver(event),
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

  /** Ends the channel so that it is opened anew, if it has subscribed already. */
  interrupt(failure: Failure): void {
    if (this.#socket === undefined) return;
    this.#failure ??= failure;
    void this.#socket.close();
  }

  async #run(): Promise<void> {
    const failure = await this.#listen();
    if (failure?.code === 'token-refused' && this.#bearer !== undefined) this.surroundings.login.refused(this.#bearer);
    if (!this.#closing.signal.aborted) await this.#drain();
    this.#queue.drop();
    this.#ended = true;
    this.listener.onClosed(this.#closing.signal.aborted ? undefined : (this.#failure ?? failure));
  }

  /** Resolves with the end of the socket. */
  async #listen(): Promise<Failure | undefined> {
    try {
      const settings = await untilAborted(this.#prepare(), this.#closing.signal);
      return settings === undefined ? undefined : await this.#openSocket(settings);
    } catch (error) {
      return toFailure(error);
    }
  }

  async #prepare(): Promise<SocketSettings> {
    const { server, login, anonymousAccess, openTimeout, silenceTimeout } = this.surroundings;
    const started = Date.now();
    const { bearer } = await login.tokens();
    this.#bearer = bearer;
    await anonymousAccess?.refresh();
    const remaining = Math.max(1, openTimeout - (Date.now() - started));
    return { server, bearer, subscription: this.#subscription(), openTimeout: remaining, silenceTimeout };
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

  /** The frame that subscribes. */
  #subscription(): string {
    const { self, anonymousAccess } = this.surroundings;
    const { entity, eventType } = this.request;
    return JSON.stringify({
      eventTypes: [eventType],
      entityClass: ENTITY_CLASSES[entity],
      filter: { filter: toWireFilter(this.request, self), predicate: null },
      accessControlKeys: anonymousAccess?.keysFor(entity) ?? null,
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

  async #read(frame: string): Promise<EntityEvent | undefined> {
    try {
      return await this.surroundings.readEvent(this.request, frame, (failure) => {
        this.#report(failure);
      });
    } catch (error) {
      if (error instanceof FailureError) this.#fail(error);
      else this.#report(unexpected(error));
      return undefined;
    }
  }

  async #deliver(event: EntityEvent): Promise<void> {
    if (this.#isOver()) return;
    try {
      await this.listener.onEvent(event);
    } catch (error) {
      this.#report(unexpected(error));
    }
  }

  #report(failure: Failure): void {
    if (!this.#isOver()) this.listener.onProblem(failure);
  }

  /** The session has become useless: what waits can no longer be read. */
  #fail(error: FailureError): void {
    this.#queue.drop();
    this.interrupt(toFailure(error));
  }

  #isOver(): boolean {
    return this.#ended || this.#closing.signal.aborted;
  }
}

/** A defect here or in the SDK; its text may hold health data. */
function unexpected(error: unknown): Failure {
  const name = error instanceof Error ? error.constructor.name : typeof error;
  return { code: 'protocol', message: `An event is left out because dealing with it failed unexpectedly (${name}).` };
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
