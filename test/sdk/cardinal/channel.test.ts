import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { createSandbox, type Sandbox, type SandboxAccount, type SandboxSocket } from '../../../sandbox';
import type { FailureCode } from '../../../src/model/failure';
import type { AccountSettings, Channel, SdkSession } from '../../../src/sdk/port';
import { eventually } from '../../support/eventually';
import { Heard, filterFor, listen, Sessions, settingsFor } from './driver';

describe('a channel of the Cardinal driver', () => {
  const sessions = new Sessions();
  let sandbox: Sandbox;
  let account: SandboxAccount;
  let keyFolder: string;
  let session: SdkSession;
  const channels: Channel[] = [];

  before(async () => {
    sandbox = await createSandbox({ pingInterval: 100, pongTimeout: 2_000 });
    account = newAccount('hcp');
    keyFolder = sessions.keyFolder();
    session = await connectAgain();
  });

  afterEach(async () => {
    Object.assign(sandbox.faults, { refuseUpgrade: undefined, hangUpgrade: false, hangRequests: false, muted: false });
    await Promise.all(channels.splice(0).map((channel) => channel.close()));
    await eventually('no socket is left', () => {
      assert.deepEqual(mySockets(), []);
    });
  });

  after(async () => {
    await sessions.end();
    await sandbox.stop();
  });

  function newAccount(kind: 'hcp' | 'patient'): SandboxAccount {
    return sandbox.addAccount({ login: `${randomUUID()}@sandbox.local`, password: 'sandbox', kind });
  }

  function open(): { heard: Heard; channel: Channel } {
    const heard = new Heard();
    const channel = session.openChannel({ entity: 'User', eventType: 'CREATE', filter: filterFor('User') }, heard);
    channels.push(channel);
    return { heard, channel };
  }

  async function openLive(): Promise<{ heard: Heard; channel: Channel; socket: SandboxSocket }> {
    const opened = open();
    await opened.heard.untilLive();
    return { ...opened, socket: await mySocket() };
  }

  async function connectAgain(others: Partial<AccountSettings> = {}): Promise<SdkSession> {
    sandbox.faults.hangRequests = false;
    return sessions.connect(settingsFor(sandbox, account, keyFolder, others));
  }

  /** Has the next channel begin with a login. */
  async function loseToken(): Promise<void> {
    sandbox.faults.refuseUpgrade = 401;
    assert.equal((await open().heard.untilClosed())?.code, 'token-refused');
    delete sandbox.faults.refuseUpgrade;
  }

  function mySockets(): SandboxSocket[] {
    return sandbox.sockets.filter(({ login }) => login === account.login);
  }

  async function mySocket(): Promise<SandboxSocket> {
    return eventually('the socket is there', () => {
      const [socket] = mySockets();
      assert(socket?.subscription);
      return socket;
    });
  }

  function user(id: string): string {
    return JSON.stringify({ id, rev: '1-a', name: `User ${id}` });
  }

  describe('that the server refuses at the upgrade tells why:', () => {
    const cases: [status: number, code: FailureCode][] = [
      [401, 'token-refused'],
      [403, 'forbidden'],
      [404, 'protocol'],
      [429, 'throttled'],
      [500, 'server-error'],
      [503, 'server-error'],
    ];
    for (const [status, code] of cases) {
      it(`${status} is ${code}`, async () => {
        sandbox.faults.refuseUpgrade = status;
        const { heard } = open();
        const failure = await heard.untilClosed();
        assert(failure);
        const detail = status === 401 ? {} : { detail: String(status) };
        assert.deepEqual(structuredClone(failure), { code, message: failure.message, ...detail });
        assert.equal(heard.live, 0);
      });
    }
  });

  describe('that the server closes tells why:', () => {
    const cases: [closeCode: number, code: FailureCode][] = [
      [4400, 'filter-refused'],
      [4401, 'token-refused'],
      [4403, 'forbidden'],
      [4500, 'server-error'],
      [1000, 'closed'],
      [1001, 'closed'],
      [4999, 'closed'],
    ];
    for (const [closeCode, code] of cases) {
      it(`${closeCode} is ${code}`, async () => {
        const { heard, socket } = await openLive();
        socket.close(closeCode, 'a reason with "health data"');
        const failure = await heard.untilClosed();
        assert(failure);
        // It crosses to another thread, where an error would lose its code.
        assert.deepEqual(structuredClone(failure), { code, message: failure.message });
        assert(!failure.message.includes('health data'));
        if (code === 'closed') assert.match(failure.message, new RegExp(String(closeCode)));
      });
    }

    it('a dropped connection is closed', async () => {
      const { heard, socket } = await openLive();
      socket.terminate();
      assert.equal((await heard.untilClosed())?.code, 'closed');
    });
  });

  it('logs in anew after a refused token', async () => {
    sandbox.expireTokens();
    const { heard: refused } = open();
    assert.equal((await refused.untilClosed())?.code, 'token-refused');
    const { heard } = open();
    await heard.untilLive();
  });

  it('sends one frame, answers pings, and gets along with a server that drops who does not', async () => {
    const { heard, socket } = await openLive();
    assert.deepEqual(socket.subscription?.eventTypes, ['CREATE']);
    const event = user('after-the-limit');
    // Longer than the sandbox's limit for an answer to a ping.
    const end = Date.now() + 2_500;
    await eventually('the limit has passed', () => {
      assert(Date.now() > end);
    });
    socket.send(event);
    assert.equal((await heard.event()).id, 'after-the-limit');
    assert.deepEqual(heard.closed, []);
  });

  it('takes any first frame as the sign that the server listens', async () => {
    sandbox.faults.muted = true;
    const { heard } = open();
    (await mySocket()).send(user('first'));
    assert.equal((await heard.event()).id, 'first');
    assert.equal(heard.live, 1);
  });

  for (const [name, garbage] of [
    ['no JSON', 'hello'],
    ['a number', '42'],
    ['null', 'null'],
    ['a list', '[{"id":"a"}]'],
    ['an object without id', '{"name":"nobody"}'],
    ['an object with an odd id', '{"id":7}'],
    ['nothing', ''],
    ['fields of other types', '{"id":"odd","properties":7,"roles":{"a":1},"autoDelegations":[null],"name":["x"]}'],
  ] as const) {
    it(`goes on after a frame that is ${name}`, async () => {
      const { heard, socket } = await openLive();
      socket.send(garbage);
      socket.send(user('next'));
      const ids = await eventually('the next event is there', () => {
        const heardIds = heard.events.map(({ id }) => id);
        assert(heardIds.includes('next'));
        return heardIds;
      });
      if (name === 'fields of other types') assert.deepEqual(ids, ['odd', 'next']);
      else assert.equal(heard.problems[0]?.code, 'protocol');
      assert.deepEqual(heard.closed, []);
    });
  }

  for (const [name, bytes] of [
    ['HTTP', Buffer.from('HTTP/1.1 502 Bad Gateway\r\n\r\n')],
    ['text that is no UTF-8', Buffer.from([0x81, 0x02, 0xc3, 0x28])],
    ['a masked frame', Buffer.from([0x81, 0x82, 1, 2, 3, 4, 5, 6])],
    ['a frame with reserved bits', Buffer.from([0xf1, 0x01, 0x41])],
    ['an impossible close code', Buffer.from([0x88, 0x02, 0x00, 0x01])],
    ['a frame beyond all limits', Buffer.from([0x81, 0x7f, 0, 0, 1, 0, 0, 0, 0, 0])],
  ] as const) {
    it(`survives ${name} on the connection, and says so`, async () => {
      const { heard, socket } = await openLive();
      socket.sendBytes(bytes);
      assert.equal((await heard.untilClosed())?.code, 'protocol');
    });
  }

  describe('has time limits:', () => {
    let patient: SdkSession;

    before(async () => {
      patient = session;
      session = await connectAgain({ openTimeout: 700, silenceTimeout: 700 });
    });

    after(() => {
      session = patient;
    });

    it('for an upgrade that is never answered', async () => {
      sandbox.faults.hangUpgrade = true;
      assert.equal((await open().heard.untilClosed())?.code, 'timeout');
    });

    it('for the first frame', async () => {
      sandbox.faults.muted = true;
      const { heard } = open();
      assert.equal((await heard.untilClosed())?.code, 'timeout');
      assert.equal(heard.live, 0);
    });

    it('for silence', async () => {
      const { heard } = open();
      await heard.untilLive();
      sandbox.faults.muted = true;
      assert.equal((await heard.untilClosed())?.code, 'timeout');
    });

    it('for a login that is never answered', async () => {
      await loseToken();
      sandbox.faults.hangRequests = true;
      assert.equal((await open().heard.untilClosed())?.code, 'timeout');
    });
  });

  describe('that is closed', () => {
    it('is gone at once, tells so once, and says nothing more', async () => {
      const { heard, channel, socket } = await openLive();
      await Promise.all([channel.close(), channel.close()]);
      assert.deepEqual(heard.closed, [undefined]);
      socket.send(user('late'));
      await eventually('the socket is gone', () => {
        assert.equal(mySockets().length, 0);
      });
      assert.deepEqual([heard.events, heard.problems, heard.closed], [[], [], [undefined]]);
      await channel.close();
      assert.deepEqual(heard.closed, [undefined]);
    });

    it('while it connects leaves nothing', async () => {
      sandbox.faults.hangUpgrade = true;
      const { heard, channel } = open();
      await new Promise((resolve) => setImmediate(resolve));
      await channel.close();
      assert.deepEqual([heard.live, heard.closed], [0, [undefined]]);
    });

    it('before it began to connect leaves nothing', async () => {
      const { heard, channel } = open();
      await channel.close();
      assert.deepEqual([heard.live, heard.closed], [0, [undefined]]);
      assert.equal(mySockets().length, 0);
    });

    it('does not wait for a login that is never answered', async () => {
      await loseToken();
      sandbox.faults.hangRequests = true;
      const { heard, channel } = open();
      const started = Date.now();
      await channel.close();
      assert(Date.now() - started < 2_000);
      assert.deepEqual(heard.closed, [undefined]);
      // The login that hangs is the session's, and ends with it.
      await session.close();
      session = await connectAgain();
    });

    it('does not wait for an event that is being dealt with', async () => {
      const { heard, channel, socket } = await openLive();
      let release: () => void = () => undefined;
      heard.hold = new Promise((resolve) => {
        release = resolve;
      });
      for (const id of ['first', 'second']) socket.send(user(id));
      await heard.event();
      await channel.close();
      release();
      assert.deepEqual(
        heard.events.map(({ id }) => id),
        ['first'],
      );
      assert.deepEqual(heard.closed, [undefined]);
    });

    it('with its session leaves no socket and no timer', async () => {
      const [other, folder] = [newAccount('patient'), sessions.keyFolder()];
      // By then mocha has started the timer of this test.
      await new Promise((resolve) => setImmediate(resolve));
      const before = activeResources();
      const ending = await sessions.connect(settingsFor(sandbox, other, folder));
      const opened = await Promise.all(
        (['Patient', 'DataSample', 'HealthcareElement', 'Notification', 'User'] as const).map((entity) =>
          listen(ending, entity, 'CREATE'),
        ),
      );
      await ending.close();
      for (const { heard } of opened) assert.deepEqual(heard.closed, [undefined]);
      await eventually('everything is gone', () => {
        assert.deepEqual(activeResources(), before);
      });
      const heard = new Heard();
      ending.openChannel({ entity: 'User', eventType: 'CREATE', filter: filterFor('User') }, heard);
      assert.equal(await heard.untilClosed(), undefined);
    });
  });

  describe('whose events are dealt with slowly', () => {
    it('keeps their order', async () => {
      const { heard, socket } = await openLive();
      const ids = Array.from({ length: 3_000 }, (_, index) => String(index));
      for (const id of ids) socket.send(user(id));
      await eventually('all are there', () => {
        assert.equal(heard.events.length, ids.length);
      });
      assert.deepEqual(
        heard.events.map(({ id }) => id),
        ids,
      );
    });

    it('loses nothing, however many there are', async () => {
      const { heard, socket } = await openLive();
      let release: () => void = () => undefined;
      heard.hold = new Promise((resolve) => {
        release = resolve;
      });
      const count = 3_000;
      const padding = 'x'.repeat(10_000);
      for (let index = 0; index < count; index += 1) {
        socket.send(JSON.stringify({ id: String(index), name: padding }));
      }
      await heard.event();
      assert.equal(heard.events.length, 1);
      release();
      heard.hold = Promise.resolve();
      await eventually(
        () => `all events; there are ${heard.events.length}, closed ${JSON.stringify(heard.closed)}`,
        () => {
          assert.equal(heard.events.length, count);
        },
      );
      assert.deepEqual(heard.closed, []);
    });

    it('hands over what had arrived before the server closed, and only then ends', async () => {
      const { heard, socket } = await openLive();
      for (let index = 0; index < 500; index += 1) socket.send(user(String(index)));
      socket.close(1001);
      assert.equal((await heard.untilClosed())?.code, 'closed');
      assert.equal(heard.events.length, 500);
    });
  });
});

/** What keeps the process alive, besides the connections and timers that come and go with the sandbox's side. */
function activeResources(): string[] {
  return process
    .getActiveResourcesInfo()
    .filter((name) => name !== 'Immediate' && !name.startsWith('FSReq'))
    .sort();
}
