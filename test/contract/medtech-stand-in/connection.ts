import type { ReconnectingSocket } from './reconnecting-socket';

/** What subscribing gives. Callbacks come without arguments; those added late are not called for what was before. */
export class Connection {
  /** Changes only where a callback for it was added, as in the real one. */
  connectionStatus: 'NOT_CONNECTED' | 'CONNECTED' | 'CLOSED' = 'NOT_CONNECTED';

  constructor(readonly webSocket: ReconnectingSocket) {}

  close(): void {
    this.webSocket.close();
  }

  onConnected(callback: () => void): this {
    this.webSocket.connected.push(() => {
      this.connectionStatus = 'CONNECTED';
      callback();
    });
    return this;
  }

  onClosed(callback: () => void): this {
    this.webSocket.closed.push(() => {
      this.connectionStatus = 'CLOSED';
      callback();
    });
    return this;
  }

  /** Never calls back, as in the real one (facts on the MedTech SDK, 0.6). */
  onError(): this {
    return this;
  }
}
