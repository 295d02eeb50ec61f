/** Where clients open notification sockets: `/ws/v1/notification/subscribe` and the same of v2. They do not differ. */
import { STATUS_CODES, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { Authenticator, Caller } from '../auth/caller';
import type { Faults } from '../faults';
import type { Connections } from '../http/connections';
import { HttpError } from '../http/error';
import type { RequestLog } from '../request-log';
import type { EntityEvent } from './events';
import { NotificationSocket, type SandboxSocket, type SocketSettings } from './socket';

const PATH = /^\/ws\/v[12]\/notification\/subscribe(?:;|$)/;

/** Bytes; larger frames from a client close the socket. */
const LARGEST_FRAME = 64 * 1024 * 1024;

export class NotificationEndpoint {
  private readonly webSockets = new WebSocketServer({ noServer: true, maxPayload: LARGEST_FRAME });
  private readonly open = new Set<NotificationSocket>();
  private opened = 0;

  constructor(
    private readonly authenticator: Authenticator,
    private readonly settings: SocketSettings,
    private readonly faults: Faults,
    private readonly log: RequestLog,
    private readonly connections: Connections,
  ) {}

  /** Those that are open on both sides. */
  sockets(): readonly SandboxSocket[] {
    return [...this.open].filter(({ connection }) => !this.connections.isSilent(connection));
  }

  /** Hands each of the events to every socket that wants it. @param eventsOf is not asked when nobody listens */
  deliver(eventsOf: () => readonly EntityEvent[]): void {
    if (this.open.size === 0) return;
    for (const event of eventsOf()) for (const socket of this.open) socket.deliver(event);
  }

  /** Answers a request to upgrade: with 101, or with a refusal before anything is upgraded. */
  upgrade(request: IncomingMessage, connection: Duplex, head: Buffer): void {
    // A connection that breaks before it is a WebSocket has nobody to tell.
    connection.on('error', () => undefined);
    const url = new URL((request.url ?? '/').replace(/^\/{2,}/, '/'), 'http://sandbox');
    // Without the one-time token that may follow it.
    const [path = ''] = url.pathname.split(';');
    if (this.faults.hangUpgrade) {
      this.log.add({ method: 'UPGRADE', path, status: undefined });
      return;
    }
    try {
      const caller = this.admit(request, url);
      this.webSockets.handleUpgrade(request, connection, head, (webSocket) => {
        this.log.add({ method: 'UPGRADE', path, status: 101 });
        const { settings, faults, connections } = this;
        const id = ++this.opened;
        const socket = new NotificationSocket(id, webSocket, connection, caller, settings, faults, connections);
        this.open.add(socket);
        webSocket.on('close', () => this.open.delete(socket));
      });
    } catch (error) {
      const refusal = error instanceof HttpError ? error : new HttpError(500, 'Internal server error');
      this.log.add({ method: 'UPGRADE', path, status: refusal.status });
      refuseUpgrade(connection, refusal, this.faults);
    }
  }

  /** Drops every socket. */
  terminateAll(): void {
    for (const socket of this.open) socket.terminate();
  }

  private admit(request: IncomingMessage, url: URL): Caller {
    const refused = this.faults.refuseAll ?? this.faults.refuseUpgrade;
    if (refused !== undefined) throw new HttpError(refused, 'Refused on request');
    if (!PATH.test(url.pathname)) throw new HttpError(404);
    const presented = {
      method: 'GET',
      path: url.pathname,
      authorization: request.headers.authorization,
      protocols: request.headers['sec-websocket-protocol'],
      jwt: url.searchParams.get('jwt') ?? undefined,
    };
    return this.authenticator.authenticate(presented, []);
  }
}

function refuseUpgrade(connection: Duplex, { status, body: refusal }: HttpError, faults: Faults): void {
  const body = refusal === undefined || faults.emptyErrorBodies ? '' : JSON.stringify(refusal);
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Refused'}`,
    ...(status === 401 ? ['WWW-Authenticate: Basic realm="Realm"'] : []),
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  connection.end(`${lines.join('\r\n')}\r\n\r\n${body}`);
}
