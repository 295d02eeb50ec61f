/** Subscriptions over the second version of the WebSocket: with a Bearer token where there is one, else with a one-time token. */
import type { WebSocket } from 'ws';
import { Connection } from '../connection';
import type { Fields } from '../models';
import { ReconnectingSocket, type Address, type SocketManner, type SocketOptions } from '../reconnecting-socket';
import type { RestClient } from '../rest-client';
import { toWireFilter, type Filter, type FilteredClass } from './wire-filter';

const PATH = '/ws/v2/notification/subscribe';

const DEFAULTS: SocketOptions = { connectionMaxRetry: 5, connectionRetryIntervalMs: 1000 };

/** What the real one has around the WebSocket. */
class WebsocketAdapter {
  constructor(readonly socket: WebSocket) {}
}

const MANNER: SocketManner = { closeCode: 1000, hold: (socket) => new WebsocketAdapter(socket) };

export interface Subscription {
  readonly entityClass: string;
  readonly filtered: FilteredClass;
  readonly eventTypes: readonly string[];
  readonly filter: Filter;
  readonly options: Partial<SocketOptions>;
}

export class Subscriptions {
  constructor(
    private readonly rest: RestClient,
    private readonly origin: string,
  ) {}

  /**
   * Resolves before the socket is open (facts on the MedTech SDK, 0.5); rejects when the filter is for another entity.
   * @param onEvent what it throws is swallowed, and the event with it
   */
  async open(subscription: Subscription, onEvent: (wire: Fields) => Promise<void>): Promise<Connection> {
    const { eventTypes, entityClass, options } = subscription;
    const filter = toWireFilter(subscription.filter, subscription.filtered);
    const socket = new ReconnectingSocket(
      () => this.#address(),
      JSON.stringify({ eventTypes, entityClass, filter: { filter } }),
      { ...DEFAULTS, ...options },
      (value) => onEvent(value as Fields),
      MANNER,
    );
    await socket.connect();
    return new Connection(socket);
  }

  async #address(): Promise<string | Address> {
    const url = `${this.origin.replace('http', 'ws')}${PATH}`;
    const bearer = await this.rest.bearer();
    if (bearer !== undefined) return { url, headers: { Authorization: `Bearer ${bearer}` } };
    const token = await this.rest.send('GET', `auth/token/GET/${encodeURIComponent(PATH)}`);
    return `${url};tokenid=${String(token)}`;
  }
}
