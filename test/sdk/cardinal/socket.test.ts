import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Failure } from '../../../src/model/failure';
import { NotificationSocket, type SocketSettings } from '../../../src/sdk/cardinal/socket';
import { eventually } from '../../support/eventually';

describe('a notification socket of the Cardinal driver', () => {
  let server: WebSocketServer;
  /** The server's end, and what has arrived there. */
  let peer: WebSocket | undefined;
  let received: string[];
  /** Called for each connection with its request. */
  let onConnection: (stopReading: () => void) => void;
  let frames: string[];
  let closed: (Failure | undefined)[];

  beforeEach((done) => {
    peer = undefined;
    received = [];
    frames = [];
    closed = [];
    onConnection = () => undefined;
    server = new WebSocketServer({ port: 0, host: '127.0.0.1' }, done);
    server.on('connection', (socket, request) => {
      peer = socket;
      socket.on('message', (data: Buffer) => received.push(data.toString()));
      socket.send('ping');
      onConnection(() => request.socket.pause());
    });
  });

  afterEach((done) => {
    for (const client of server.clients) client.terminate();
    server.close(done);
  });

  async function connect(others: Partial<SocketSettings> = {}): Promise<NotificationSocket> {
    const { port } = server.address() as AddressInfo;
    let live = false;
    const socket = new NotificationSocket(
      {
        server: { url: `http://127.0.0.1:${port}`, tls: undefined, timeout: 1_000 },
        bearer: 'token',
        subscription: '{"eventTypes":["CREATE"]}',
        openTimeout: 20_000,
        silenceTimeout: 20_000,
        ...others,
      },
      {
        onLive: () => {
          live = true;
        },
        onFrame: (frame) => frames.push(frame),
        onClosed: (failure) => closed.push(failure),
      },
    );
    await eventually('it is live', () => {
      assert(live);
    });
    return socket;
  }

  it('sends its subscription first, then answers each ping', async () => {
    const socket = await connect();
    await eventually('the pong is there', () => {
      assert.deepEqual(received, ['{"eventTypes":["CREATE"]}', 'pong']);
    });
    peer?.send('ping');
    await eventually('the second pong is there', () => {
      assert.deepEqual(received.slice(1), ['pong', 'pong']);
    });
    assert.deepEqual(frames, []);
    await socket.close();
  });

  it('reads nothing while it is paused, but shows the server that it is alive, and does not take the pause for silence', async () => {
    const socket = await connect({ silenceTimeout: 500 });
    await eventually('the pong is there', () => {
      assert.equal(received.length, 2);
    });
    socket.pause();
    for (let index = 0; index < 100; index += 1) peer?.send(`frame ${index}`);
    await eventually('a pong that nobody asked for', () => {
      assert.equal(received.length, 3);
    });
    assert.equal(received[2], 'pong');
    assert.deepEqual([frames, closed], [[], []]);
    socket.resume();
    await eventually('the frames are there', () => {
      assert.equal(frames.length, 100);
    });
    await socket.close();
    assert.deepEqual(closed, [undefined]);
  });

  it('is gone soon even when the server does not take part in closing', async () => {
    onConnection = (stopReading) => {
      stopReading();
    };
    const socket = await connect();
    const started = performance.now();
    await socket.close();
    assert(performance.now() - started < 5_000);
    assert.deepEqual(closed, [undefined]);
  });

  it('can be closed while it is paused', async () => {
    const socket = await connect();
    socket.pause();
    await socket.close();
    assert.deepEqual(closed, [undefined]);
  });
});
