import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { Supervisor, type Attempt, type AttemptListener, type SupervisorState } from '../../src/events/supervisor';
import type { Failure } from '../../src/model/failure';

const UNREACHABLE: Failure = { code: 'unreachable', message: 'The server does not answer.' };
const REFUSED: Failure = { code: 'bad-credentials', message: 'The server refuses the login.' };

/** A thing that can be opened, whose every attempt the test holds in its hands. */
class Thing {
  readonly attempts: OpenedAttempt[] = [];
  readonly states: SupervisorState['kind'][] = [];
  readonly supervisor: Supervisor;

  constructor(onOpen: (attempt: OpenedAttempt) => void = () => undefined) {
    this.supervisor = new Supervisor(
      (listener) => {
        const attempt = new OpenedAttempt(listener);
        this.attempts.push(attempt);
        onOpen(attempt);
        return attempt;
      },
      { shortest: 1_000, longest: 8_000 },
      (state) => this.states.push(state.kind),
    );
  }

  get latest(): OpenedAttempt {
    const attempt = this.attempts.at(-1);
    assert.ok(attempt);
    return attempt;
  }

  get open(): number {
    return this.attempts.filter((attempt) => !attempt.gone).length;
  }
}

class OpenedAttempt implements Attempt {
  gone = false;
  closeAsked = false;
  #resolve: () => void = () => undefined;
  readonly #closed = new Promise<void>((resolve) => {
    this.#resolve = resolve;
  });

  constructor(readonly listener: AttemptListener) {}

  close(): Promise<void> {
    this.closeAsked = true;
    return this.#closed;
  }

  vanish(): void {
    this.gone = true;
    this.#resolve();
  }

  break(failure: Failure): void {
    this.vanish();
    this.listener.onClosed(failure);
  }
}

/** Lets what waits for promises go on. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
}

describe('supervisor', () => {
  beforeEach(() => {
    mock.timers.enable({ apis: ['setTimeout'] });
  });
  afterEach(() => {
    mock.timers.reset();
  });

  it('goes from stopped over connecting to live, and back when stopped', async () => {
    const thing = new Thing();
    thing.supervisor.start();
    thing.latest.listener.onLive();
    const stopped = thing.supervisor.stop();
    thing.latest.vanish();
    await stopped;
    assert.deepEqual(thing.states, ['connecting', 'live', 'stopped']);
  });

  it('waits and tries again when what it opened breaks', async () => {
    const thing = new Thing();
    thing.supervisor.start();
    thing.latest.listener.onLive();
    thing.latest.break(UNREACHABLE);
    await settle();
    assert.equal(thing.attempts.length, 1);
    assert.deepEqual(thing.supervisor.state.kind, 'waiting');
    mock.timers.tick(2_000);
    assert.equal(thing.attempts.length, 2);
    assert.deepEqual(thing.states, ['connecting', 'live', 'waiting', 'connecting']);
  });

  it('shows what only a person can put right as failed, and tries it again all the same, slowly', async () => {
    const thing = new Thing();
    thing.supervisor.start();
    thing.latest.break(REFUSED);
    await settle();
    assert.equal(thing.supervisor.state.kind, 'failed');
    mock.timers.tick(30_000);
    assert.equal(thing.attempts.length, 1, 'not before four times the longest delay');
    mock.timers.tick(20_000);
    assert.equal(thing.attempts.length, 2, 'but within six times');
  });

  it('never opens a second one before the first is gone', async () => {
    const thing = new Thing();
    thing.supervisor.start();
    thing.latest.listener.onClosed(UNREACHABLE);
    mock.timers.tick(60_000);
    await settle();
    assert.equal(thing.attempts.length, 1, 'the first one has not gone yet');
    thing.latest.vanish();
    await settle();
    assert.equal(thing.attempts.length, 2);
    assert.equal(thing.open, 1);
  });

  it('started again while it stops, begins when the old one is gone', async () => {
    const thing = new Thing();
    thing.supervisor.start();
    const stopped = thing.supervisor.stop();
    thing.supervisor.start();
    assert.equal(thing.attempts.length, 1);
    thing.latest.vanish();
    await stopped;
    await settle();
    assert.equal(thing.attempts.length, 2);
    assert.equal(thing.supervisor.state.kind, 'connecting');
  });

  it('ignores what an attempt says after its end', async () => {
    const thing = new Thing();
    thing.supervisor.start();
    const first = thing.latest;
    first.break(UNREACHABLE);
    await settle();
    mock.timers.tick(2_000);
    first.listener.onLive();
    first.listener.onClosed(REFUSED);
    assert.equal(thing.supervisor.state.kind, 'connecting');
  });

  it('takes an attempt that ends while it is being opened as broken', async () => {
    const thing = new Thing((attempt) => {
      attempt.break(UNREACHABLE);
    });
    thing.supervisor.start();
    await settle();
    assert.equal(thing.supervisor.state.kind, 'waiting');
  });

  it('waits longer each time for what opens and breaks at once, and forgets it after a long time live', async () => {
    const thing = new Thing();
    const breakAfter = async (live: number): Promise<number> => {
      thing.latest.listener.onLive();
      mock.timers.tick(live);
      thing.latest.break(UNREACHABLE);
      await settle();
      const state = thing.supervisor.state;
      assert.ok(state.kind === 'waiting');
      mock.timers.tick(state.retryIn);
      await settle();
      return state.retryIn;
    };
    const original = Math.random;
    try {
      Math.random = () => 1;
      // The random source is read when a delay is computed, through the default of `retryDelay`.
      thing.supervisor.start();
      assert.deepEqual([await breakAfter(10), await breakAfter(10), await breakAfter(10)], [2_000, 4_000, 8_000]);
      assert.equal(await breakAfter(8_000), 2_000, 'live for the longest delay: starts over');
    } finally {
      Math.random = original;
    }
  });

  it('leaves no timer behind when stopped while it waits', async () => {
    const thing = new Thing();
    thing.supervisor.start();
    thing.latest.break(UNREACHABLE);
    await thing.supervisor.stop();
    mock.timers.tick(1_000_000);
    await settle();
    assert.equal(thing.attempts.length, 1);
    assert.equal(thing.supervisor.state.kind, 'stopped');
  });
});
