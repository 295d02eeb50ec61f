import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { CatchUp, type CatchUpState } from '../../../src/events/catch-up/catch-up';
import { FailureError } from '../../../src/model/failure';

const INTERVAL = 600_000;
/** ms within which what failed is tried again. */
const LONGEST_RETRY = 60_000;

interface Running {
  readonly onProgress: (done: number, total: number) => void;
  readonly stopping: AbortSignal;
  readonly end: () => void;
  readonly fail: (error: unknown) => void;
}

/** A catch-up whose every look the test holds in its hands. */
class Watch {
  readonly looks: Running[] = [];
  readonly states: CatchUpState['kind'][] = [];
  readonly catchUp: CatchUp;

  constructor(interval: number | undefined = INTERVAL) {
    this.catchUp = new CatchUp({
      look: (onProgress, stopping) =>
        new Promise((resolve, reject) => {
          this.looks.push({ onProgress, stopping, end: resolve, fail: reject });
        }),
      interval,
      onState: ({ kind }) => this.states.push(kind),
    });
  }

  get latest(): Running {
    const look = this.looks.at(-1);
    assert.ok(look);
    return look;
  }

  async end(): Promise<void> {
    this.latest.end();
    await settle();
  }

  async fail(): Promise<void> {
    this.latest.fail(new FailureError('unreachable', 'The server does not answer.'));
    await settle();
  }

  async pass(ms: number): Promise<void> {
    mock.timers.tick(ms);
    await settle();
  }
}

/** Lets what waits for promises go on. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
}

describe('catch-up', () => {
  beforeEach(() => {
    mock.timers.enable({ apis: ['setTimeout'] });
  });
  afterEach(() => {
    mock.timers.reset();
  });

  it('looks when the connection is there, and not before', async () => {
    const watch = new Watch();
    watch.catchUp.lookSoon();
    await watch.pass(10 * INTERVAL);
    assert.equal(watch.looks.length, 0);
    watch.catchUp.wentLive();
    assert.equal(watch.looks.length, 1);
    assert.deepEqual(watch.states, ['running']);
    await watch.end();
    assert.deepEqual(watch.states, ['running', 'idle']);
  });

  it('tells how far it is', async () => {
    const watch = new Watch();
    watch.catchUp.wentLive();
    assert.deepEqual(watch.catchUp.state, { kind: 'running', done: 0, total: 0 });
    watch.latest.onProgress(3, 7);
    assert.deepEqual(watch.catchUp.state, { kind: 'running', done: 3, total: 7 });
    await watch.end();
    assert.deepEqual(watch.catchUp.state, { kind: 'idle' });
  });

  it('looks again after each interval, counted from the end of a look', async () => {
    const watch = new Watch();
    watch.catchUp.wentLive();
    await watch.pass(INTERVAL);
    assert.equal(watch.looks.length, 1);
    await watch.end();
    for (let count = 2; count < 5; count += 1) {
      await watch.pass(INTERVAL - 1);
      assert.equal(watch.looks.length, count - 1);
      await watch.pass(1);
      assert.equal(watch.looks.length, count);
      await watch.end();
    }
  });

  it('looks after each connection only where no interval is set', async () => {
    const watch = new Watch();
    const once = new CatchUp({
      look: () => {
        looks += 1;
        return Promise.resolve();
      },
      interval: undefined,
      onState: () => undefined,
    });
    let looks = 0;
    once.wentLive();
    await watch.pass(100 * INTERVAL);
    assert.equal(looks, 1);
    once.wentDown();
    once.wentLive();
    await settle();
    assert.equal(looks, 2);
  });

  it('looks once more when it is due while it looks, however often', async () => {
    const watch = new Watch();
    watch.catchUp.wentLive();
    watch.catchUp.lookSoon();
    watch.catchUp.wentDown();
    watch.catchUp.wentLive();
    watch.catchUp.lookSoon();
    assert.equal(watch.looks.length, 1);
    await watch.end();
    assert.equal(watch.looks.length, 2);
    await watch.end();
    assert.equal(watch.looks.length, 2);
    assert.deepEqual(watch.catchUp.state, { kind: 'idle' });
  });

  it('looks no more while the connection is down, and again when it is back', async () => {
    const watch = new Watch();
    watch.catchUp.wentLive();
    await watch.end();
    watch.catchUp.wentDown();
    await watch.pass(10 * INTERVAL);
    assert.equal(watch.looks.length, 1);
    watch.catchUp.wentLive();
    assert.equal(watch.looks.length, 2);
  });

  it('lets a look end that the connection left, and plans nothing after it', async () => {
    const watch = new Watch();
    watch.catchUp.wentLive();
    watch.catchUp.wentDown();
    assert.equal(watch.latest.stopping.aborted, false);
    await watch.end();
    await watch.pass(10 * INTERVAL);
    assert.equal(watch.looks.length, 1);
    assert.deepEqual(watch.catchUp.state, { kind: 'idle' });
  });

  it('does not look twice at a time when the connection comes and goes', async () => {
    const watch = new Watch();
    for (let count = 0; count < 5; count += 1) {
      watch.catchUp.wentLive();
      watch.catchUp.wentDown();
    }
    assert.equal(watch.looks.length, 1);
    await watch.end();
    assert.equal(watch.looks.length, 1);
    watch.catchUp.wentLive();
    assert.equal(watch.looks.length, 2);
  });

  describe('that fails', () => {
    it('says why, and is tried again with growing waits', async () => {
      const watch = new Watch();
      watch.catchUp.wentLive();
      for (let failures = 1; failures < 12; failures += 1) {
        await watch.fail();
        assert.deepEqual(watch.catchUp.state, {
          kind: 'failed',
          failure: { code: 'unreachable', message: 'The server does not answer.' },
        });
        await watch.pass(999);
        assert.equal(watch.looks.length, failures);
        await watch.pass(LONGEST_RETRY);
        assert.equal(watch.looks.length, failures + 1);
      }
      await watch.end();
      assert.deepEqual(watch.catchUp.state, { kind: 'idle' });
    });

    it('is not tried again while the connection is down', async () => {
      const watch = new Watch();
      watch.catchUp.wentLive();
      await watch.fail();
      watch.catchUp.wentDown();
      await watch.pass(10 * LONGEST_RETRY);
      assert.equal(watch.looks.length, 1);
      watch.catchUp.wentLive();
      assert.equal(watch.looks.length, 2);
    });

    it('after the connection is down is tried again when it is back', async () => {
      const watch = new Watch();
      watch.catchUp.wentLive();
      watch.catchUp.wentDown();
      await watch.fail();
      await watch.pass(10 * LONGEST_RETRY);
      assert.equal(watch.looks.length, 1);
      watch.catchUp.wentLive();
      assert.equal(watch.looks.length, 2);
    });

    it('is tried again at once when it was due meanwhile', async () => {
      const watch = new Watch();
      watch.catchUp.wentLive();
      watch.catchUp.lookSoon();
      await watch.fail();
      assert.equal(watch.looks.length, 2);
      await watch.end();
      // The retry that was planned is none any more.
      await watch.pass(INTERVAL - 1);
      assert.equal(watch.looks.length, 2);
    });

    it('waits as little after a success as at first', async () => {
      const watch = new Watch();
      watch.catchUp.wentLive();
      for (let failures = 0; failures < 8; failures += 1) {
        await watch.fail();
        await watch.pass(LONGEST_RETRY);
      }
      await watch.end();
      await watch.pass(INTERVAL);
      await watch.fail();
      const { length } = watch.looks;
      await watch.pass(2_000);
      assert.equal(watch.looks.length, length + 1);
    });

    it('tells nothing of an error that nobody foresaw but its class', async () => {
      const watch = new Watch();
      watch.catchUp.wentLive();
      watch.latest.fail(new TypeError('Marie Curie has no property x'));
      await settle();
      assert.ok(watch.catchUp.state.kind === 'failed');
      assert.ok(!watch.catchUp.state.failure.message.includes('Curie'));
    });
  });

  describe('that is closed', () => {
    it('stops the look, waits until it has ended, and says nothing', async () => {
      const watch = new Watch();
      watch.catchUp.wentLive();
      const { latest } = watch;
      let isClosed = false;
      const closing = watch.catchUp.close().then(() => {
        isClosed = true;
      });
      assert.equal(latest.stopping.aborted, true);
      await settle();
      assert.equal(isClosed, false);
      await watch.fail();
      await closing;
      assert.deepEqual(watch.states, ['running']);
    });

    it('looks no more', async () => {
      const watch = new Watch();
      watch.catchUp.wentLive();
      await watch.end();
      await watch.catchUp.close();
      watch.catchUp.wentDown();
      watch.catchUp.wentLive();
      watch.catchUp.lookSoon();
      await watch.pass(10 * INTERVAL);
      assert.equal(watch.looks.length, 1);
    });

    it('looks no more when it was due', async () => {
      const watch = new Watch();
      watch.catchUp.wentLive();
      watch.catchUp.lookSoon();
      const closing = watch.catchUp.close();
      await watch.end();
      await closing;
      assert.equal(watch.looks.length, 1);
    });
  });
});
