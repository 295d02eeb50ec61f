/** A client of the sandbox's notification sockets, on `ws` alone. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { WebSocket } from 'ws';
import type { JsonObject } from '../../src/model/json';
import type { Sandbox } from '../../sandbox';
import { eventually } from '../support/eventually';
import { objectOf } from './rest';

export class NotificationClient {
  /** Every text frame that has come. */
  readonly frames: string[] = [];
  /** What the socket was closed with, once it is. */
  closed: { readonly code: number; readonly reason: string } | undefined;
  answersPings = true;

  private constructor(readonly socket: WebSocket) {
    socket.on('message', (data) => {
      assert.ok(Buffer.isBuffer(data));
      const text = data.toString();
      this.frames.push(text);
      if (text === 'ping' && this.answersPings) socket.send('pong');
    });
    socket.on('close', (code, reason) => {
      this.closed = { code, reason: reason.toString() };
    });
    socket.on('error', () => undefined);
  }

  /** Opens a socket of the second version. */
  static open(sandbox: Pick<Sandbox, 'url'>, token: string): Promise<NotificationClient> {
    return NotificationClient.openAt(sandbox, '/ws/v2/notification/subscribe', { authorization: `Bearer ${token}` });
  }

  /** Opens a socket at any path, which may hold a one-time token. */
  static async openAt(
    { url }: Pick<Sandbox, 'url'>,
    path: string,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<NotificationClient> {
    const socket = new WebSocket(`${url.replace('http', 'ws')}${path}`, { headers });
    const client = new NotificationClient(socket);
    await once(socket, 'open');
    return client;
  }

  /** Opens a socket and subscribes; resolves when the sandbox has accepted the subscription. */
  static async subscribe(sandbox: Pick<Sandbox, 'url'>, token: string, frame: unknown): Promise<NotificationClient> {
    const client = await NotificationClient.open(sandbox, token);
    await client.subscribe(frame);
    return client;
  }

  /** Subscribes; resolves when the sandbox has accepted the subscription. */
  async subscribe(frame: unknown): Promise<void> {
    this.socket.send(JSON.stringify(frame));
    await this.firstPing();
  }

  /** Resolves when the sandbox has accepted the subscription. */
  async firstPing(): Promise<void> {
    await eventually(
      () => `the first ping; closed: ${JSON.stringify(this.closed)}`,
      () => {
        assert.equal(this.frames[0], 'ping');
      },
    );
  }

  /** The entities that have come. */
  entities(): JsonObject[] {
    return this.frames.filter((frame) => frame !== 'ping').map(objectOf);
  }

  /** The entity in the event that comes as number `index`, from 0. */
  async event(index: number): Promise<JsonObject> {
    return eventually(`event ${index}`, () => {
      const entity = this.entities()[index];
      assert.ok(entity !== undefined);
      return entity;
    });
  }

  /** The ids of the entities that come, once there are `count` of them. */
  async ids(count: number): Promise<unknown[]> {
    return eventually(`${count} events`, () => {
      const ids = this.entities().map(({ id }) => id);
      assert.equal(ids.length, count);
      return ids;
    });
  }

  async close(): Promise<void> {
    this.socket.close(1000);
    await this.ended();
  }

  /** What the socket was closed with. */
  ended(): Promise<{ readonly code: number; readonly reason: string }> {
    return eventually('the socket closes', () => {
      assert.ok(this.closed !== undefined);
      return this.closed;
    });
  }
}

/** The status that an upgrade is refused with, and the body. */
export async function refusedUpgrade(
  { url }: Pick<Sandbox, 'url'>,
  { token, path = '/ws/v2/notification/subscribe' }: { token?: string; path?: string } = {},
): Promise<{ status: number | undefined; body: string }> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}${path}`, {
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
  });
  socket.on('error', () => undefined);
  return new Promise((resolve, reject) => {
    socket.on('open', () => {
      socket.terminate();
      reject(new Error('The upgrade was not refused.'));
    });
    socket.on('unexpected-response', (_request, response: IncomingMessage) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        resolve({ status: response.statusCode, body: Buffer.concat(chunks).toString() });
      });
    });
  });
}
