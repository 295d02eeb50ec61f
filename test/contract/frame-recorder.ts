/** A server that lets everybody in and keeps what sockets send it first, so that even subscriptions that the sandbox refuses can be seen. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';

export class FrameRecorder {
  readonly frames: string[] = [];
  readonly #sockets: WebSocketServer;

  private constructor(private readonly server: Server) {
    this.#sockets = new WebSocketServer({ server });
    this.#sockets.on('connection', (socket) => {
      socket.once('message', (data) => this.frames.push((data as Buffer).toString()));
    });
  }

  /** @param user whom it says is logged in */
  static async start(user: object): Promise<FrameRecorder> {
    const server = createServer(({ url = '' }, response) => {
      if (url.includes('/user/current')) {
        response.setHeader('content-type', 'application/json').end(JSON.stringify(user));
        return;
      }
      // There are no JWTs: the SDK goes on without a login.
      response.writeHead(url.includes('/auth/login') ? 401 : 200, { 'content-type': 'text/plain' }).end('token');
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new FrameRecorder(server);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets.clients) socket.terminate();
    this.#sockets.close();
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }
}
