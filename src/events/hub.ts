/**
 * Lets the nodes of one account that want the same thing share one channel, and keeps each channel open while the account has a session.
 */
import type { EntityEvent } from '../model/event';
import { toFailure, type Failure } from '../model/failure';
import { filterToJson } from '../model/filter';
import type { ChannelRequest, SdkSession } from '../sdk/port';
import type { BackoffSettings } from './backoff';
import { Supervisor, type SupervisorState } from './supervisor';

export interface ChannelSubscriber {
  /** Gets a copy of its own of each event; the channel waits for the promise before it hands over the next. */
  onEvent: (event: EntityEvent) => Promise<void>;
  /** Something about a single event went wrong. */
  onProblem: (failure: Failure) => void;
  onState: (state: SupervisorState) => void;
}

export class ChannelHub {
  readonly #channels = new Map<string, SharedChannel>();
  #session: SdkSession | undefined;

  constructor(private readonly backoff: BackoffSettings) {}

  /** How many channels are in use. */
  get size(): number {
    return this.#channels.size;
  }

  /** Joins the channel for `request`, opening it if need be. */
  subscribe(request: ChannelRequest, subscriber: ChannelSubscriber): void {
    const key = channelKey(request);
    let channel = this.#channels.get(key);
    if (channel === undefined) {
      channel = new SharedChannel(request, this.backoff);
      this.#channels.set(key, channel);
    }
    channel.add(subscriber);
    if (this.#session !== undefined) channel.open(this.#session);
  }

  /** Leaves the channel for `request`; the last one out closes it, and the promise resolves when its socket is gone. */
  async unsubscribe(request: ChannelRequest, subscriber: ChannelSubscriber): Promise<void> {
    const key = channelKey(request);
    const channel = this.#channels.get(key);
    if (channel === undefined) return;
    channel.remove(subscriber);
    if (!channel.isUnused()) return;
    await channel.close();
    if (channel.isUnused() && this.#channels.get(key) === channel) this.#channels.delete(key);
  }

  /** Opens all channels on a session; they stay open, or are opened anew, until `detach`. */
  attach(session: SdkSession): void {
    this.#session = session;
    for (const channel of this.#channels.values()) channel.open(session);
  }

  /** Closes all channels, since there is no session any more; resolves when they are gone. */
  async detach(): Promise<void> {
    this.#session = undefined;
    await Promise.all([...this.#channels.values()].map((channel) => channel.close()));
  }
}

/** Equal wishes give equal keys: the filter is written with a fixed order. */
function channelKey({ entity, eventType, filter }: ChannelRequest): string {
  return JSON.stringify([entity, eventType, filterToJson(filter)]);
}

class SharedChannel {
  readonly #subscribers = new Set<ChannelSubscriber>();
  readonly #supervisor: Supervisor;
  #session: SdkSession | undefined;

  constructor(request: ChannelRequest, backoff: BackoffSettings) {
    this.#supervisor = new Supervisor(
      (listener) => {
        if (this.#session === undefined) throw new Error('A channel is opened on a session only.');
        return this.#session.openChannel(request, {
          onLive: listener.onLive,
          onClosed: listener.onClosed,
          onEvent: (event) => this.#deliver(event),
          onProblem: (failure) => {
            for (const subscriber of this.#subscribers) subscriber.onProblem(failure);
          },
        });
      },
      backoff,
      (state) => {
        for (const subscriber of this.#subscribers) subscriber.onState(state);
      },
    );
  }

  isUnused(): boolean {
    return this.#subscribers.size === 0;
  }

  add(subscriber: ChannelSubscriber): void {
    this.#subscribers.add(subscriber);
    subscriber.onState(this.#supervisor.state);
  }

  remove(subscriber: ChannelSubscriber): void {
    this.#subscribers.delete(subscriber);
  }

  open(session: SdkSession): void {
    this.#session = session;
    this.#supervisor.start();
  }

  close(): Promise<void> {
    this.#session = undefined;
    return this.#supervisor.stop();
  }

  async #deliver(event: EntityEvent): Promise<void> {
    for (const subscriber of [...this.#subscribers]) {
      try {
        await subscriber.onEvent(structuredClone(event));
      } catch (error) {
        subscriber.onProblem(toFailure(error));
      }
    }
  }
}
