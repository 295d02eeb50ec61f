import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { FailureError } from '../../../src/model/failure';
import { takeOverSocket } from '../../../src/sdk/medtech/connection-socket';

class Socket extends EventEmitter {
  terminate(): void {
    this.emit('close', 1006);
  }
}

/** The parts of a connection, as either generation nests them. */
function connectionOver(socket: object): {
  connection: Parameters<typeof takeOverSocket>[0];
  sent: string[];
  dealt: unknown[];
} {
  const sent: string[] = [];
  const dealt: unknown[] = [];
  const wrapper = {
    socket,
    messageCallback: (value: unknown) => dealt.push(value),
    send: (text: string) => sent.push(text),
  };
  const connection = {
    wsw: wrapper,
    close: () => undefined,
    onConnected: () => undefined,
    onClosed: () => undefined,
  };
  return { connection, sent, dealt };
}

function wrapperOf(connection: object): { messageCallback(value: unknown): void; send(text: string): void } {
  return (connection as { wsw: { messageCallback(value: unknown): void; send(text: string): void } }).wsw;
}

describe('the socket under a connection of the MedTech SDK', () => {
  it('is found where the connection has it (2.x) and behind an adapter (3.x)', () => {
    const socket = new Socket();
    for (const held of [socket, { websocket: socket }]) {
      assert.equal(takeOverSocket(connectionOver(held).connection, []), socket);
    }
  });

  it('keeps what it receives from the SDK', () => {
    const { connection, dealt } = connectionOver(new Socket());
    takeOverSocket(connection, []);
    wrapperOf(connection).messageCallback({ id: 'x' });
    assert.deepEqual(dealt, []);
  });

  it('sends the access control keys with the subscription and with nothing else', () => {
    const { connection, sent } = connectionOver(new Socket());
    takeOverSocket(connection, ['ab']);
    wrapperOf(connection).send('{"entityClass":"x"}');
    wrapperOf(connection).send('pong');
    assert.deepEqual(sent, ['{"entityClass":"x","accessControlKeys":["ab"]}', 'pong']);
  });

  it('must be there', () => {
    for (const { connection } of [connectionOver({}), { connection: { ...connectionOver({}).connection, wsw: {} } }]) {
      assert.throws(
        () => takeOverSocket(connection, []),
        (error) => error instanceof FailureError && error.code === 'sdk-missing',
      );
    }
  });
});
