/** Puts a sandbox below a path, as a reverse proxy does that serves several things on one host. */
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Sandbox } from '../../sandbox';

const PATH = '/prefix';

export class PathFront {
  private constructor(private readonly server: Server) {}

  static async of(sandbox: Sandbox): Promise<PathFront> {
    const server = createServer((incoming, response) => {
      const { method, headers, url = '' } = incoming;
      if (!url.startsWith(`${PATH}/`)) {
        response.writeHead(404).end();
        return;
      }
      const inner = request(
        { host: '127.0.0.1', port: sandbox.port, path: url.slice(PATH.length), method, headers },
        (answer) => {
          response.writeHead(answer.statusCode ?? 502, answer.headers);
          answer.pipe(response);
        },
      );
      inner.on('error', () => response.destroy());
      incoming.pipe(inner);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new PathFront(server);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}${PATH}`;
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }
}
