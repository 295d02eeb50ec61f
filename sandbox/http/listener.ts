/** The port that the sandbox listens on: it can be left and taken again while everything behind it lives on. */
import type { Server } from 'node:http';
import type { Connections } from './connections';

export class Listener {
  #port: number;
  #working: Promise<void> = Promise.resolve();

  /** @param port 0 for any free one; once there is one, it stays the same */
  constructor(
    private readonly server: Server,
    private readonly connections: Connections,
    port: number,
    private readonly host: string,
  ) {
    this.#port = port;
  }

  get port(): number {
    return this.#port;
  }

  /** `http://host:port` */
  get url(): string {
    return `http://${this.host.includes(':') ? `[${this.host}]` : this.host}:${this.#port}`;
  }

  /** Listens, unless it does. @throws Error when it cannot (code EADDRINUSE when the port is taken) */
  takePort(): Promise<void> {
    return this.#afterOthers(() => this.#take());
  }

  /** Listens no more, and closes every connection. Clients that try to connect are refused. */
  leavePort(): Promise<void> {
    return this.#afterOthers(() => this.#leave());
  }

  async #take(): Promise<void> {
    const { server } = this;
    if (server.listening) return;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.#port, this.host, () => {
        server.off('error', reject);
        resolve();
      });
    });
    const address = server.address();
    if (typeof address === 'object' && address !== null) this.#port = address.port;
  }

  async #leave(): Promise<void> {
    const closed = new Promise<void>((resolve) => {
      // It calls back with an error when it does not listen.
      this.server.close(() => {
        resolve();
      });
    });
    this.connections.closeAll();
    await closed;
  }

  /** A port that is about to be taken can be left only when it is. */
  #afterOthers(work: () => Promise<void>): Promise<void> {
    const result = this.#working.then(work);
    this.#working = result.catch(() => undefined);
    return result;
  }
}
