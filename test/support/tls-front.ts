/** Puts TLS in front of a sandbox, as a reverse proxy in front of a real server does. */
import { connect, type AddressInfo } from 'node:net';
import { createServer, type Server, type TlsOptions } from 'node:tls';
import type { Sandbox } from '../../sandbox';
import { CERTIFICATE, CERTIFICATE_KEY } from './certificate';

export class TlsFront {
  private constructor(private readonly server: Server) {}

  static async of(sandbox: Sandbox, options: TlsOptions = {}): Promise<TlsFront> {
    const server = createServer({ cert: CERTIFICATE, key: CERTIFICATE_KEY, ...options }, (socket) => {
      const inner = connect(sandbox.port, '127.0.0.1');
      for (const end of [socket, inner]) {
        end.on('error', () => undefined);
        end.on('close', () => {
          socket.destroy();
          inner.destroy();
        });
      }
      socket.pipe(inner).pipe(socket);
    });
    server.on('tlsClientError', () => undefined);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new TlsFront(server);
  }

  get url(): string {
    return `https://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Resolves when nobody is connected any more. */
  async close(): Promise<void> {
    await new Promise((resolve) => this.server.close(resolve));
  }
}
