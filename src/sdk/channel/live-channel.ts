/**
 * One channel, whatever SDK it comes through: a source gives frames, each is made an event, and the events are handed over one after the other.
 */
import type { EntityEvent } from '../../model/event';
import { FailureError, toFailure, type Failure } from '../../model/failure';
import type { Channel, ChannelListener } from '../port';
import { FrameQueue } from './frame-queue';

export interface SourceListener<Frame> {
  /** The server listens. At most once. */
  onLive: () => void;
  onFrame: (frame: Frame) => void;
  /** Exactly once, and nothing is called after it. */
  onClosed: (failure: Failure | undefined) => void;
}

/** Where frames come from: one subscription. */
export interface FrameSource {
  /** Ends it; resolves when its socket is gone. May be called more than once. */
  close(): Promise<void>;
  /** Stops receiving, so that a server that sends faster than events are dealt with has to wait. */
  pause(): void;
  resume(): void;
}

export interface ChannelParts<Frame> {
  /**
   * Whatever takes time before the source can be opened; not waited for when the channel is closed meanwhile.
   * @returns opens the source
   * @throws FailureError
   */
  readonly prepare: () => Promise<(listener: SourceListener<Frame>) => FrameSource>;
  /**
   * Makes an event of a frame; undefined when the filter does not let it through.
   * @throws FailureError when the session has become useless
   */
  readonly read: (frame: Frame, onProblem: (failure: Failure) => void) => Promise<EntityEvent | undefined>;
  /** Told how the source ended, before the listener is. */
  readonly onEnded: (failure: Failure | undefined) => void;
}

/** ms for what arrived before the socket ended: reconnecting waits for it, and without the server no key can be fetched. */
const DRAIN_LIMIT = 2_000;

export class LiveChannel<Frame extends string | object> implements Channel {
  readonly #queue: FrameQueue<Frame, EntityEvent>;
  readonly #closing = new AbortController();
  readonly #over: Promise<void>;
  #source: FrameSource | undefined;
  /** Why the channel gave itself up. */
  #failure: Failure | undefined;
  #ended = false;

  constructor(
    private readonly parts: ChannelParts<Frame>,
    private readonly listener: ChannelListener,
  ) {
    this.#queue = new FrameQueue({
      read: (frame) => this.#read(frame),
      deliver: (event) => this.#deliver(event),
      pause: () => this.#source?.pause(),
      resume: () => this.#source?.resume(),
    });
    this.#over = this.#run();
  }

  close(): Promise<void> {
    this.#closing.abort();
    this.#queue.drop();
    void this.#source?.close();
    return this.#over;
  }

  /** Ends the channel so that it is opened anew, if it has subscribed already. */
  interrupt(failure: Failure): void {
    if (this.#source === undefined) return;
    this.#failure ??= failure;
    void this.#source.close();
  }

  async #run(): Promise<void> {
    const failure = await this.#listen();
    this.parts.onEnded(failure);
    if (!this.#closing.signal.aborted) await this.#drain();
    this.#queue.drop();
    this.#ended = true;
    this.listener.onClosed(this.#closing.signal.aborted ? undefined : (this.#failure ?? failure));
  }

  /** Resolves with the end of the source. */
  async #listen(): Promise<Failure | undefined> {
    try {
      const open = await untilAborted(this.parts.prepare(), this.#closing.signal);
      return open === undefined ? undefined : await this.#open(open);
    } catch (error) {
      return toFailure(error);
    }
  }

  #open(open: (listener: SourceListener<Frame>) => FrameSource): Promise<Failure | undefined> {
    return new Promise((onClosed) => {
      this.#source = open({
        onLive: this.listener.onLive,
        onFrame: (frame) => {
          this.#queue.push(frame);
        },
        onClosed,
      });
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

  async #read(frame: Frame): Promise<EntityEvent | undefined> {
    try {
      return await this.parts.read(frame, (failure) => {
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
