/**
 * Runs a driver in a worker thread of its own and looks like a driver from outside. An uncaught exception in an SDK ends that thread, which
 * is reported as a failed session; Node-RED's thread goes on.
 */
import type { Worker } from 'node:worker_threads';
import { FailureError, type Failure } from '../../model/failure';
import type { Channel, ChannelListener, ChannelRequest, Identity, ProbingDriver, SdkSession } from '../port';
import { HostedStore } from './hosted-store';
import { hostedProbe } from './hosted-probe';
import type { ChannelEvent, ChannelNumber, FromWorker, ToWorker } from './messages';
import { CRASHED, startWorker } from './sdk-worker';

/** ms that a worker may take to close its sockets before it is ended from outside; Node-RED waits for a node's close. */
const CLOSE_LIMIT = 1_000;

const CLOSED: Failure = { code: 'closed', message: 'The session was closed.' };

export const hostedDriver: ProbingDriver = {
  connect: (settings, onFailed, signal) =>
    new Promise((resolve, reject) => {
      const host = new SdkHost(onFailed, { resolve, reject });
      const abandon = (): void => {
        void host.close();
      };
      if (signal?.aborted === true) abandon();
      else signal?.addEventListener('abort', abandon, { once: true });
      host.post({ kind: 'connect', settings });
    }),
  probe: hostedProbe,
};

/** Who waits for the worker to be connected. */
interface Connecting {
  readonly resolve: (session: SdkSession) => void;
  readonly reject: (failure: FailureError) => void;
}

class SdkHost implements SdkSession {
  readonly store = new HostedStore((message) => {
    this.post(message);
  });
  readonly #worker: Worker;
  readonly #channels = new Map<ChannelNumber, HostedChannel>();
  #connecting: Connecting | undefined;
  #identity: Identity | undefined;
  #nextChannel: ChannelNumber = 1;
  #closing: Promise<void> | undefined;
  /** Batches are dealt with one after the other, so that events keep their order. */
  #delivering: Promise<void> = Promise.resolve();
  readonly #exited: Promise<void>;

  constructor(
    private readonly onFailed: (failure: Failure) => void,
    connecting: Connecting,
  ) {
    this.#connecting = connecting;
    this.#worker = startWorker();
    this.#worker.on('message', (message: FromWorker) => {
      this.#receive(message);
    });
    this.#exited = new Promise((resolve) => {
      this.#worker.once('exit', () => {
        this.#ended();
        resolve();
      });
    });
  }

  get identity(): Identity {
    if (this.#identity === undefined) throw new Error('A session has an identity once it is connected.');
    return this.#identity;
  }

  post(message: ToWorker): void {
    this.#worker.postMessage(message);
  }

  openChannel(request: ChannelRequest, listener: ChannelListener): Channel {
    const number = this.#nextChannel++;
    const channel = new HostedChannel(listener, () => {
      this.post({ kind: 'close-channel', channel: number });
    });
    if (this.#closing === undefined) {
      this.#channels.set(number, channel);
      this.post({ kind: 'open-channel', channel: number, request });
    } else {
      channel.ended(undefined);
    }
    return channel;
  }

  close(): Promise<void> {
    this.#closing ??= this.#end();
    return this.#closing;
  }

  async #end(): Promise<void> {
    this.store.end(CLOSED);
    this.post({ kind: 'close' });
    const timer = setTimeout(() => {
      void this.#worker.terminate();
    }, CLOSE_LIMIT);
    await this.#exited;
    clearTimeout(timer);
  }

  #receive(message: FromWorker): void {
    switch (message.kind) {
      case 'connected':
        this.#identity = message.identity;
        this.#connecting?.resolve(this);
        this.#connecting = undefined;
        return;
      case 'refused':
        this.#refuse(message.failure);
        return;
      case 'session-failed':
        this.onFailed(message.failure);
        return;
      case 'channel-live':
        this.#channels.get(message.channel)?.listener.onLive();
        return;
      case 'channel-problem':
        this.#channels.get(message.channel)?.listener.onProblem(message.failure);
        return;
      case 'channel-closed':
        this.#channels.get(message.channel)?.ended(message.failure);
        this.#channels.delete(message.channel);
        return;
      case 'events':
        this.#delivering = this.#delivering.then(() => this.#deliver(message.batch));
        return;
      case 'answer':
        this.store.answered(message.number, message.result);
        return;
      case 'call-failed':
        this.store.failed(message.number, message.failure);
        return;
      case 'closed':
        void this.#worker.terminate();
        return;
      case 'probe-step':
      case 'probe-ended':
        // Of a worker that probes; see `hosted-probe.ts`.
        return;
      default:
        message satisfies never;
    }
  }

  async #deliver(batch: readonly ChannelEvent[]): Promise<void> {
    for (const { channel, event } of batch) await this.#channels.get(channel)?.listener.onEvent(event);
    if (this.#closing === undefined) this.post({ kind: 'delivered' });
  }

  #refuse(failure: Failure): void {
    this.#connecting?.reject(new FailureError(failure.code, failure.message));
    this.#connecting = undefined;
    void this.close();
  }

  #ended(): void {
    const crashed = this.#closing === undefined;
    this.#closing ??= Promise.resolve();
    const connecting = this.#connecting;
    this.#connecting = undefined;
    connecting?.reject(new FailureError(CRASHED.code, CRASHED.message));
    for (const channel of this.#channels.values()) channel.ended(crashed ? CRASHED : undefined);
    this.#channels.clear();
    this.store.end(crashed ? CRASHED : CLOSED);
    if (crashed && connecting === undefined) this.onFailed(CRASHED);
  }
}

class HostedChannel implements Channel {
  readonly #gone: Promise<void>;
  #resolveGone: () => void = () => undefined;
  #over = false;
  #closeAsked = false;

  constructor(
    readonly listener: ChannelListener,
    private readonly askToClose: () => void,
  ) {
    this.#gone = new Promise((resolve) => {
      this.#resolveGone = resolve;
    });
  }

  close(): Promise<void> {
    if (!this.#over && !this.#closeAsked) {
      this.#closeAsked = true;
      this.askToClose();
    }
    return this.#gone;
  }

  ended(failure: Failure | undefined): void {
    if (this.#over) return;
    this.#over = true;
    this.listener.onClosed(failure);
    this.#resolveGone();
  }
}
