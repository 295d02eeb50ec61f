import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Checkpoint, CheckpointChanges } from '../../../src/events/checkpoint/checkpoint';
import type { OpenedCheckpoint } from '../../../src/events/checkpoint/keeper';
import { MemoryCheckpoint } from '../../../src/events/checkpoint/memory-checkpoint';
import { Feed, type FeedState, type FeedWish } from '../../../src/events/delivery/feed';
import type { EventSource, Subscription } from '../../../src/events/subscription';
import type { DeliverySettings } from '../../../src/model/delivery-settings';
import { EVENT_TYPES } from '../../../src/model/entities';
import type { EntityEvent } from '../../../src/model/event';
import { FailureError, type Failure } from '../../../src/model/failure';
import { ScriptedStore, stored } from '../../support/scripted-store';
import { creation, numbers, turns } from '../../support/waiting-events';

const SETTINGS: DeliverySettings = {
  catchUp: 'everything',
  firstStart: 'now',
  catchUpEvery: undefined,
  acknowledge: true,
  maxInFlight: 10,
};

interface LineParts {
  readonly delivery?: Partial<DeliverySettings>;
  /** What is kept from one feed to the next. */
  readonly disk?: MemoryCheckpoint;
  readonly owner?: () => Promise<string>;
  /** Called at each opening of the checkpoint. */
  readonly onOpen?: () => Promise<OpenedCheckpoint['setAside']>;
  /** Called at each write. */
  readonly onWrite?: (changes: CheckpointChanges) => Promise<void>;
}

/** A feed whose account and checkpoint the test holds in its hands. */
class Line {
  readonly sent: EntityEvent[] = [];
  readonly sequences: number[] = [];
  readonly problems: Failure['code'][] = [];
  readonly store = new ScriptedStore();
  readonly disk: MemoryCheckpoint;
  /** Checkpoints that are open. */
  open = 0;
  state: FeedState | undefined;
  isSubscribed = false;
  /** Called with each message instead of keeping it. */
  onSend: ((event: EntityEvent, sequence: number) => void) | undefined;
  readonly feed: Feed;
  #subscription: Subscription | undefined;

  constructor(private readonly parts: LineParts = {}) {
    this.disk = parts.disk ?? new MemoryCheckpoint();
    const wish: FeedWish = {
      entity: 'Patient',
      eventTypes: EVENT_TYPES,
      filter: { owner: 'self', match: 'all', criteria: [] },
      delivery: { ...SETTINGS, ...parts.delivery },
    };
    this.feed = new Feed(wish, this.#source(), () => this.#open(), {
      onEvent: (event, sequence) => {
        if (this.onSend !== undefined) {
          this.onSend(event, sequence);
          return;
        }
        this.sent.push(event);
        this.sequences.push(sequence);
      },
      onState: (state) => {
        this.state = state;
      },
      onProblem: ({ code }) => this.problems.push(code),
    });
    this.feed.start();
  }

  get told(): string[] {
    return this.sent.map(({ type, id }) => `${type} ${id}`);
  }

  /** The server has these, at these revisions. */
  has(revisions: Readonly<Record<string, number>>): void {
    this.store.matching = Object.keys(revisions).sort();
    this.store.onGet = (_entity, ids) =>
      ids.map((id) => {
        const number = revisions[id];
        return number === undefined ? undefined : { ...stored(id), rev: revision(number) };
      });
  }

  async live(): Promise<void> {
    this.#subscription?.onState({ kind: 'live' });
    await turns();
  }

  async lost(): Promise<void> {
    const failure: Failure = { code: 'closed', message: 'The connection was closed.' };
    this.#subscription?.onState({ kind: 'waiting', failure, retryIn: 1_000 });
    await turns();
  }

  hear(event: EntityEvent): Promise<void> {
    return this.#subscription?.onEvent(event) ?? Promise.reject(new Error('Nobody listens.'));
  }

  acknowledgeAll(): void {
    for (const sequence of this.sequences) this.feed.acknowledge(sequence);
  }

  async #open(): Promise<OpenedCheckpoint> {
    const setAside = await this.parts.onOpen?.();
    if (setAside !== undefined) await this.disk.clear();
    this.open += 1;
    return { checkpoint: this.#onDisk(), ...(setAside === undefined ? {} : { setAside }) };
  }

  /** Closing it keeps what is in it. */
  #onDisk(): Checkpoint {
    const { disk } = this;
    let isOpen = true;
    return {
      get scope() {
        return disk.scope;
      },
      get lastSequence() {
        return disk.lastSequence;
      },
      get: (ids) => disk.get(ids),
      write: async (changes) => {
        await this.parts.onWrite?.(changes);
        await disk.write(changes);
      },
      references: (from, limit) => disk.references(from, limit),
      countReferences: () => disk.countReferences(),
      pages: () => disk.pages(),
      clear: () => disk.clear(),
      close: () => {
        if (isOpen) this.open -= 1;
        isOpen = false;
        return Promise.resolve();
      },
    };
  }

  #source(): EventSource {
    return {
      subscribe: (subscription) => {
        this.#subscription = subscription;
        this.isSubscribed = true;
        return () => {
          this.isSubscribed = false;
          return Promise.resolve();
        };
      },
      withStore: (_stopping, work) => work(this.store),
      owner: this.parts.owner ?? (() => Promise.resolve('owner')),
    };
  }
}

function revision(number: number): string {
  return `${number}-${String(number).padStart(32, '0')}`;
}

function update(id: string, number: number): EntityEvent {
  return { ...creation(1), id, type: 'UPDATE', rev: revision(number), payload: { id } };
}

/** A promise that the test settles. */
function deferred<Result>(): { promise: Promise<Result>; resolve: (result: Result) => void } {
  let resolve: (result: Result) => void = () => undefined;
  const promise = new Promise<Result>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

describe('feed', () => {
  it('tells nothing of what was there, and finds what it missed', async () => {
    const line = new Line({ delivery: { acknowledge: false } });
    line.has({ old: 1 });
    await line.live();
    assert.deepEqual(line.told, []);
    await line.hear(creation(1));
    await line.lost();
    line.has({ old: 2, missed: 1, p1: 1 });
    await line.live();
    assert.deepEqual(line.told, ['CREATE p1', 'CREATE missed', 'UPDATE old']);
    assert.deepEqual(
      line.sent.map(({ source }) => source),
      ['live', 'catch-up', 'catch-up'],
    );
    await line.feed.close();
    assert.deepEqual([line.isSubscribed, line.open], [false, 0]);
  });

  it('tells all that exists where that is asked for, once', async () => {
    const disk = new MemoryCheckpoint();
    for (const expected of [['CREATE a', 'CREATE b'], []]) {
      const line = new Line({ disk, delivery: { acknowledge: false, firstStart: 'all' } });
      line.has({ a: 1, b: 3 });
      await line.live();
      assert.deepEqual(line.told, expected);
      await line.feed.close();
    }
  });

  it('keeps what it hears until it is known whose it is', async () => {
    const owner = deferred<string>();
    const line = new Line({ owner: () => owner.promise });
    const hearing = line.hear(creation(1));
    await turns();
    assert.deepEqual(line.told, []);
    owner.resolve('owner');
    await hearing;
    await turns();
    assert.deepEqual(line.told, ['CREATE p1']);
    await line.feed.close();
  });

  it('tells again, marked, what was not acknowledged', async () => {
    const disk = new MemoryCheckpoint();
    const first = new Line({ disk });
    await first.live();
    for (const number of [1, 2]) await first.hear(creation(number));
    await turns();
    assert.deepEqual(first.sequences, [1, 2]);
    assert.equal(first.feed.acknowledge(1), true);
    assert.equal(first.feed.acknowledge(1), false);
    await first.feed.close();
    const second = new Line({ disk });
    await turns();
    assert.deepEqual(second.told, ['CREATE p2']);
    assert.equal(second.sent[0]?.redelivered, true);
    assert.equal(second.feed.snapshot().redelivered, 1);
    await second.feed.close();
  });

  it('does not take for told what a flow gets that is stopped in the same turn, however busy it is with what comes in', async () => {
    const disk = new MemoryCheckpoint();
    const { promise: admitted, resolve: admit } = deferred<undefined>();
    let isBusy = false;
    const first: Line = new Line({
      disk,
      delivery: { acknowledge: false },
      onWrite: async ({ entries = [], references = [] }) => {
        if (references.some(({ attempted }) => attempted)) {
          isBusy = true;
          await first.hear(creation(2));
          await turns();
        } else if (entries.length > 0 && isBusy) {
          await admitted;
        }
      },
    });
    await first.live();
    let closing: Promise<void> | undefined;
    first.onSend = () => {
      closing ??= first.feed.close();
    };
    await first.hear(creation(1));
    await turns();
    await turns();
    assert(closing);
    admit(undefined);
    await closing;
    const second = new Line({ disk, delivery: { acknowledge: false } });
    await turns();
    assert.deepEqual(second.told, ['CREATE p1', 'CREATE p2']);
    assert.deepEqual(
      second.sent.map(({ redelivered }) => redelivered),
      [true, undefined],
    );
    await second.feed.close();
  });

  it('takes up nothing when it is closed while it starts', async () => {
    const disk = new MemoryCheckpoint();
    const first = new Line({ disk });
    await first.live();
    await first.hear(creation(1));
    await turns();
    await first.feed.close();
    const opening = deferred<undefined>();
    // Whatever is written takes its time, so that closing waits for what was heard early.
    const second = new Line({
      disk,
      delivery: { acknowledge: false },
      onOpen: () => opening.promise,
      onWrite: () => turns(),
    });
    await second.hear(creation(2));
    await turns();
    const closing = second.feed.close();
    opening.resolve(undefined);
    await closing;
    await turns();
    assert.deepEqual(second.told, []);
    const third = new Line({ disk, delivery: { acknowledge: false } });
    await turns();
    assert.deepEqual(third.told, ['CREATE p1']);
    await third.feed.close();
  });

  it('counts', async () => {
    const line = new Line();
    line.has({ p1: 1 });
    await line.live();
    await line.lost();
    await line.live();
    await line.hear(creation(2));
    await line.hear(creation(2));
    await line.hear({ ...creation(3), decrypted: false });
    mock.timers.enable({ apis: ['setTimeout'] });
    await line.hear({ ...creation(4), type: 'DELETE', rev: revision(2) });
    await turns();
    // It has waited for the creation.
    mock.timers.tick(5_000);
    mock.timers.reset();
    await turns();
    const { lastEventAt, ...counts } = line.feed.snapshot();
    assert.ok(lastEventAt !== undefined);
    assert.deepEqual(counts, {
      state: 'live',
      catchUp: { kind: 'idle' },
      backlog: 0,
      inFlight: 3,
      told: { CREATE: 2, UPDATE: 0, DELETE: 1 },
      redelivered: 0,
      duplicates: 1,
      collapsed: 1,
      unreadable: 1,
      reconnects: 1,
    });
    await line.feed.close();
  });

  it('goes on when the flow throws', async () => {
    const line = new Line({ delivery: { acknowledge: false } });
    line.onSend = () => {
      throw new TypeError('A flow is in trouble.');
    };
    await line.hear(creation(1));
    await turns();
    line.onSend = undefined;
    await line.hear(creation(2));
    await turns();
    assert.deepEqual(line.told, ['CREATE p2']);
    assert.equal(line.problems.length, 1);
    await line.feed.close();
  });

  it('holds a bounded number of events in memory while 100,000 come and none is acknowledged', async function () {
    this.timeout(120_000);
    setFlagsFromString('--expose-gc');
    const collectGarbage = runInNewContext('gc') as () => void;
    const line = new Line();
    // What has been handed over is the flow's, and here it keeps nothing.
    line.onSend = () => undefined;
    const payloads: WeakRef<object>[] = [];
    for (const number of numbers(1, 100_000)) {
      const event = creation(number, { note: `n${number}` });
      payloads.push(new WeakRef(event.payload));
      await line.hear(event);
    }
    await turns();
    const { backlog, inFlight } = line.feed.snapshot();
    assert.deepEqual([backlog, inFlight], [99_990, 10]);
    collectGarbage();
    await turns();
    collectGarbage();
    const held = payloads.filter((payload) => payload.deref() !== undefined).length;
    // What is in the window, and a group that is being let in.
    assert.ok(held >= 900 && held <= 1_100, `${held} are held`);
    assert.equal(await line.disk.countReferences(), 100_000);
    await line.feed.close();
  });

  describe('that is closed', () => {
    it('waits for no flow', async () => {
      const line = new Line({ delivery: { firstStart: 'all', maxInFlight: 1 } });
      line.has(Object.fromEntries(numbers(1, 200).map((number) => [`e${number}`, 1])));
      await line.live();
      assert.equal(line.state?.catchUp.kind, 'running');
      assert.equal(line.sent.length, 1);
      await line.feed.close();
      assert.equal(line.open, 0);
    });

    it('waits for no server', async () => {
      for (const request of ['match', 'stamps', 'inspect'] as const) {
        const line = new Line({ delivery: { firstStart: 'all' } });
        line.has({ a: 1 });
        Object.assign(line.store, { [request]: () => new Promise(() => undefined) });
        await line.live();
        assert.equal(line.state?.catchUp.kind, 'running');
        await line.feed.close();
        assert.equal(line.open, 0, request);
      }
    });

    it('waits for no account', async () => {
      const owner = deferred<string>();
      const line = new Line({ owner: () => owner.promise });
      const closing = line.feed.close();
      owner.resolve('owner');
      await closing;
      await turns();
      assert.equal(line.open, 0);
    });

    it('waits for no disk', async () => {
      mock.timers.enable({ apis: ['setTimeout'] });
      try {
        const line = new Line({ onOpen: () => Promise.reject(new FailureError('checkpoint-locked', 'In use.')) });
        await line.live();
        assert.deepEqual(line.state?.connection, {
          kind: 'failed',
          failure: { code: 'checkpoint-locked', message: 'In use.' },
          retryIn: 5_000,
        });
        await line.feed.close();
        assert.deepEqual(line.problems, []);
      } finally {
        mock.timers.reset();
      }
    });
  });

  describe('that starts over', () => {
    it('forgets what was told and what was to be told', async () => {
      const line = new Line({ delivery: { firstStart: 'all', maxInFlight: 1 } });
      line.has({ a: 1, b: 1 });
      await line.live();
      assert.deepEqual(line.told, ['CREATE a']);
      await line.feed.startOver();
      await turns();
      assert.deepEqual(line.told, ['CREATE a', 'CREATE a']);
      assert.notEqual(line.sequences[0], line.sequences[1]);
      assert.equal(line.feed.acknowledge(line.sequences[0] ?? 0), false);
      await line.feed.close();
    });

    it('begins with what happens from then on, also when it was looking and the server answers late', async () => {
      const line = new Line({ delivery: { acknowledge: false } });
      line.has({ a: 1, b: 1 });
      const late = deferred<readonly string[]>();
      const { store } = line;
      const match = store.match.bind(store);
      store.match = () => late.promise;
      await line.live();
      store.match = match;
      await line.feed.startOver();
      late.resolve(['a', 'b']);
      await turns();
      assert.deepEqual(line.state?.catchUp, { kind: 'idle' });
      await line.hear(update('a', 2));
      await turns();
      assert.deepEqual(line.told, ['UPDATE a']);
      await line.feed.close();
    });

    it('has one checkpoint open at a time, however often it is asked to', async () => {
      let most = 0;
      const line: Line = new Line({
        onOpen: () => {
          most = Math.max(most, line.open + 1);
          return Promise.resolve(undefined);
        },
        owner: async () => {
          await turns(2);
          return 'owner';
        },
      });
      line.has({ p1: 1 });
      await line.live();
      await Promise.all(numbers(1, 15).map(() => line.feed.startOver()));
      assert.deepEqual([line.open, most], [1, 1]);
      await line.hear(creation(1));
      await turns();
      assert.deepEqual(line.told, ['CREATE p1']);
      await line.feed.close();
      assert.equal(line.open, 0);
    });

    it('leaves nothing open when it is closed meanwhile', async () => {
      for (const wait of numbers(0, 12)) {
        const line = new Line({ onWrite: () => turns(1) });
        await line.live();
        await line.hear(creation(1));
        const startingOver = line.feed.startOver().catch((error: unknown) => {
          assert.ok(error instanceof FailureError && error.code === 'closed');
        });
        for (let count = 0; count < wait; count += 1) await Promise.resolve();
        await line.feed.close();
        await startingOver;
        await turns();
        assert.equal(line.open, 0, `closed after ${wait}`);
      }
    });

    it('is refused when it is closed', async () => {
      const line = new Line();
      await line.feed.close();
      await assert.rejects(line.feed.startOver(), { code: 'closed' });
    });
  });

  it('begins anew when its checkpoint turns out to be damaged, and does not take what was there for new', async () => {
    const outcomes: OpenedCheckpoint['setAside'][] = [undefined, 'damaged'];
    let isDamaged = false;
    const line = new Line({
      delivery: { acknowledge: false },
      onOpen: () => Promise.resolve(outcomes.shift()),
      onWrite: () => {
        if (!isDamaged) return Promise.resolve();
        isDamaged = false;
        return Promise.reject(new FailureError('checkpoint-damaged', 'It makes no sense.'));
      },
    });
    line.has({ old: 1 });
    await line.live();
    line.store.match = () => new Promise(() => undefined);
    isDamaged = true;
    await line.hear(update('new', 4));
    await turns();
    await line.hear(update('old', 2));
    await turns();
    assert.deepEqual(line.problems, ['checkpoint-damaged']);
    assert.equal(line.state?.setAside, 'damaged');
    // The first was let in while all was known, the second when nothing was any more.
    assert.deepEqual(line.told, ['CREATE new', 'UPDATE old']);
    await line.feed.close();
  });
});
