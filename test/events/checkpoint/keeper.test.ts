import assert from 'node:assert/strict';
import { mock } from 'node:test';
import type { Checkpoint, Entry } from '../../../src/events/checkpoint/checkpoint';
import { CheckpointKeeper, type OpenedCheckpoint } from '../../../src/events/checkpoint/keeper';
import { MemoryCheckpoint } from '../../../src/events/checkpoint/memory-checkpoint';
import { FailureError, type FailureCode } from '../../../src/model/failure';
import { versionOf } from '../../../src/model/version';
import { turns } from '../../support/waiting-events';

/** ms after which what the disk refused is tried again. */
const RETRY = 5_000;

const ENTRY: Entry = { version: versionOf('Patient', { rev: '1-a' }), state: 'present', told: true, writtenAt: 1 };

function failure(code: FailureCode): FailureError {
  return new FailureError(code, 'The checkpoint is of no use.');
}

/** A keeper, and a place with one checkpoint after the other. */
class Place {
  readonly checkpoints: MemoryCheckpoint[] = [];
  readonly closed: MemoryCheckpoint[] = [];
  readonly heard: string[] = [];
  readonly owners: string[] = [];
  /** What becomes of the next openings; once they are used up, all goes well. */
  readonly openings: (FailureCode | NonNullable<OpenedCheckpoint['setAside']>)[] = [];
  /** What becomes of the next readings and writes. */
  readonly calls: FailureCode[] = [];
  readonly keeper: CheckpointKeeper;

  constructor() {
    this.keeper = new CheckpointKeeper((owner) => this.#open(owner), 'owner', {
      onTrouble: ({ code }) => this.heard.push(`trouble ${code}`),
      onWell: () => this.heard.push('well'),
      onSetAside: (why) => this.heard.push(`set aside ${why}`),
    });
  }

  #open(owner: string): Promise<OpenedCheckpoint> {
    this.owners.push(owner);
    const outcome = this.openings.shift();
    if (outcome === 'checkpoint-failed' || outcome === 'checkpoint-locked') return Promise.reject(failure(outcome));
    const memory = new MemoryCheckpoint();
    this.checkpoints.push(memory);
    const checkpoint = this.#failing(memory);
    const isSetAside = outcome === 'damaged' || outcome === 'foreign' || outcome === 'newer-format';
    return Promise.resolve(isSetAside ? { checkpoint, setAside: outcome } : { checkpoint });
  }

  #failing(memory: MemoryCheckpoint): Checkpoint {
    const attempt = <Result>(work: () => Promise<Result>): Promise<Result> => {
      const code = this.calls.shift();
      return code === undefined ? work() : Promise.reject(failure(code));
    };
    return {
      get scope() {
        return memory.scope;
      },
      get lastSequence() {
        return memory.lastSequence;
      },
      get: (ids) => attempt(() => memory.get(ids)),
      write: (changes) => attempt(() => memory.write(changes)),
      references: (from, limit) => attempt(() => memory.references(from, limit)),
      countReferences: () => attempt(() => memory.countReferences()),
      pages: async function* () {
        await attempt(() => Promise.resolve());
        yield* memory.pages();
      },
      clear: () => attempt(() => memory.clear()),
      close: () => {
        this.closed.push(memory);
        return memory.close();
      },
    };
  }
}

async function pagesOf(keeper: CheckpointKeeper): Promise<string[]> {
  const ids: string[] = [];
  for await (const page of keeper.pages()) ids.push(...Array.from(page, ([id]) => id));
  return ids;
}

describe('checkpoint keeper', () => {
  beforeEach(() => {
    mock.timers.enable({ apis: ['setTimeout'] });
  });
  afterEach(() => {
    mock.timers.reset();
  });

  it('opens the checkpoint once, when it is first used', async () => {
    const { keeper, checkpoints, owners } = new Place();
    assert.equal(checkpoints.length, 0);
    await Promise.all([keeper.write({ entries: [['a', ENTRY]] }), keeper.get(['a']), keeper.lastSequence()]);
    assert.deepEqual(await keeper.get(['a', 'b']), [ENTRY, undefined]);
    assert.deepEqual(await pagesOf(keeper), ['a']);
    assert.equal(checkpoints.length, 1);
    assert.deepEqual(owners, ['owner']);
  });

  it('keeps what was looked for, with the owner', async () => {
    const { keeper, checkpoints } = new Place();
    assert.equal(await keeper.lookedFor(), undefined);
    await keeper.setLookedFor('everything');
    assert.equal(await keeper.lookedFor(), 'everything');
    assert.deepEqual(checkpoints[0]?.scope, { owner: 'owner', lookedFor: 'everything' });
    await keeper.clear();
    assert.equal(await keeper.lookedFor(), undefined);
  });

  it('says when what was there was set aside', async () => {
    for (const why of ['damaged', 'foreign', 'newer-format'] as const) {
      const place = new Place();
      place.openings.push(why);
      await place.keeper.lastSequence();
      assert.deepEqual(place.heard, [`set aside ${why}`]);
    }
  });

  describe('whose disk is in trouble', () => {
    it('waits, tries again, and does what was asked for in the end', async () => {
      const place = new Place();
      place.openings.push('checkpoint-locked', 'checkpoint-failed');
      const written = place.keeper.write({ entries: [['a', ENTRY]] });
      await turns();
      assert.deepEqual(place.heard, ['trouble checkpoint-locked']);
      mock.timers.tick(RETRY - 1);
      await turns();
      assert.equal(place.owners.length, 1);
      mock.timers.tick(1);
      await turns();
      assert.equal(place.owners.length, 2);
      mock.timers.tick(RETRY);
      await written;
      assert.deepEqual(place.heard, ['trouble checkpoint-locked', 'trouble checkpoint-failed', 'well']);
      assert.deepEqual(await place.keeper.get(['a']), [ENTRY]);
    });

    it('closes one that has failed and opens it anew', async () => {
      const place = new Place();
      await place.keeper.lastSequence();
      place.calls.push('checkpoint-failed');
      const written = place.keeper.write({ entries: [['a', ENTRY]] });
      await turns();
      mock.timers.tick(RETRY);
      await written;
      assert.equal(place.checkpoints.length, 2);
      assert.deepEqual(place.closed, [place.checkpoints[0]]);
      assert.deepEqual(await place.checkpoints[1]?.get(['a']), [ENTRY]);
    });

    it('opens it anew once for all that fail together', async () => {
      const place = new Place();
      await place.keeper.lastSequence();
      place.calls.push('checkpoint-failed', 'checkpoint-failed', 'checkpoint-failed');
      const all = Promise.all([place.keeper.get(['a']), place.keeper.write({}), place.keeper.countReferences()]);
      await turns();
      mock.timers.tick(RETRY);
      await all;
      assert.equal(place.checkpoints.length, 2);
      assert.equal(place.heard.filter((what) => what === 'well').length, 1);
    });

    it('gives up when nobody can wait any more', async () => {
      const place = new Place();
      place.openings.push('checkpoint-failed', 'checkpoint-failed');
      const refused = assert.rejects(place.keeper.get(['a']), { code: 'closed' });
      await turns();
      place.keeper.stopRetrying();
      await turns();
      await refused;
    });

    it('still works when it only stopped trying again', async () => {
      const place = new Place();
      place.keeper.stopRetrying();
      await place.keeper.write({ entries: [['a', ENTRY]] });
      assert.deepEqual(await place.keeper.get(['a']), [ENTRY]);
    });
  });

  describe('whose checkpoint is damaged', () => {
    it('opens it anew at once, says that it was set aside, and does what was asked for', async () => {
      const place = new Place();
      await place.keeper.write({ entries: [['a', ENTRY]] });
      place.calls.push('checkpoint-damaged');
      place.openings.push('damaged');
      assert.deepEqual(await place.keeper.get(['a']), [undefined]);
      assert.deepEqual(place.heard, ['set aside damaged']);
      assert.deepEqual(place.closed, [place.checkpoints[0]]);
    });

    it('opens it anew when that turns out while all is read, which has to be read again', async () => {
      const place = new Place();
      await place.keeper.write({ entries: [['a', ENTRY]] });
      place.calls.push('checkpoint-damaged');
      place.openings.push('damaged');
      await assert.rejects(pagesOf(place.keeper), { code: 'checkpoint-damaged' });
      assert.deepEqual(await pagesOf(place.keeper), []);
      assert.deepEqual(place.heard, ['set aside damaged']);
    });
  });

  describe('that is closed', () => {
    it('closes the checkpoint, and refuses everything', async () => {
      const place = new Place();
      await place.keeper.lastSequence();
      await place.keeper.close();
      assert.deepEqual(place.closed, place.checkpoints);
      await assert.rejects(place.keeper.get(['a']), { code: 'closed' });
      await assert.rejects(place.keeper.write({}), { code: 'closed' });
      await assert.rejects(pagesOf(place.keeper), { code: 'closed' });
      await place.keeper.close();
      assert.equal(place.owners.length, 1);
    });

    it('closes one that is just being opened', async () => {
      const place = new Place();
      const using = place.keeper.lastSequence().catch(() => undefined);
      await place.keeper.close();
      await using;
      assert.deepEqual(place.closed, place.checkpoints);
    });

    it('waits for no disk', async () => {
      const place = new Place();
      place.openings.push('checkpoint-failed');
      const refused = assert.rejects(place.keeper.get(['a']), { code: 'closed' });
      await turns();
      await place.keeper.close();
      await refused;
      assert.equal(place.checkpoints.length, 0);
    });

    it('opens nothing when it was never used', async () => {
      const place = new Place();
      await place.keeper.close();
      assert.equal(place.owners.length, 0);
    });
  });
});
