/** The TCP connections of the sandbox, to be cut or to fall silent. */
import type { Server } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/** What a connection is used for: REST, or (from its upgrade on) a notification socket. */
export type ConnectionUse = 'requests' | 'sockets';

export class Connections {
  readonly #open = new Map<Duplex, { readonly socket: Socket; use: ConnectionUse }>();
  /** Those that are half-open, and how each is closed nevertheless. */
  readonly #silent = new Map<Duplex, () => void>();

  constructor(server: Server) {
    server.on('connection', (socket: Socket) => {
      this.#open.set(socket, { socket, use: 'requests' });
      socket.once('close', () => {
        this.#open.delete(socket);
        this.#silent.delete(socket);
      });
    });
    server.on('upgrade', (_request, connection) => {
      const known = this.#open.get(connection);
      if (known !== undefined) known.use = 'sockets';
    });
  }

  isSilent(connection: Duplex): boolean {
    return this.#silent.has(connection);
  }

  /** Cuts connections with a reset, without a word; half-open ones stay. */
  cut(use?: ConnectionUse): void {
    for (const socket of this.#speaking(use)) socket.resetAndDestroy();
  }

  /** Leaves connections half-open. */
  silenceAll(use?: ConnectionUse): void {
    for (const socket of this.#speaking(use)) this.#silence(socket);
  }

  /** Leaves one connection half-open. */
  silence(connection: Duplex): void {
    const known = this.#open.get(connection);
    if (known !== undefined && !this.isSilent(connection)) this.#silence(known.socket);
  }

  /** Closes all, half-open ones too. */
  closeAll(): void {
    for (const close of this.#silent.values()) close();
    for (const { socket } of this.#open.values()) socket.destroy();
  }

  #speaking(use: ConnectionUse | undefined): Socket[] {
    return [...this.#open.values()]
      .filter(({ socket, use: actual }) => (use === undefined || actual === use) && !this.isSilent(socket))
      .map(({ socket }) => socket);
  }

  /**
   * From now on nothing that comes is looked at and nothing goes out, no end either, until the client ends the connection: to it, it looks as if the
   * server had vanished. Done below HTTP and WebSocket, which believe that they go on speaking.
   */
  #silence(socket: Socket): void {
    const close = (): void => {
      Socket.prototype.destroy.call(socket);
    };
    this.#silent.set(socket, close);
    // The first listener makes Node's HTTP parser give back the connection, which it reads past the stream.
    socket.on('data', ignore);
    socket.removeAllListeners('data');
    socket.on('data', ignore);
    socket.resume();
    socket.once('end', close);
    socket.setTimeout(0);
    socket._write = (_chunk, _encoding, done) => {
      done();
    };
    socket._writev = (_chunks, done) => {
      done();
    };
    socket._final = (done) => {
      done();
    };
    // Without an error it is this side that wants to close; with one, the client is gone.
    socket.destroy = (error) => {
      if (error !== undefined) Socket.prototype.destroy.call(socket, error);
      return socket;
    };
  }
}

function ignore(): void {
  // What comes is read, so that the client's end is noticed, and not looked at.
}
