import type { ReconnectingSocket } from './reconnecting-socket';

/** What subscribing gives. Callbacks come without arguments; those added late are not called for what was before. */
export class Connection {
  constructor(readonly webSocket: ReconnectingSocket) {}

  close(): void {
    this.webSocket.close();
  }

  onConnected(callback: () => void): this {
    this.webSocket.connected.push(callback);
    return this;
  }

  onClosed(callback: () => void): this {
    this.webSocket.closed.push(callback);
    return this;
  }

  /** Never calls back, as in the real one (facts on the MedTech SDK, 0.6). */
  onError(): this {
    return this;
  }
}
