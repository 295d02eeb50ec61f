import assert from 'node:assert/strict';
import { lookThrough, type LookThroughParts, type Thoroughness } from '../../../src/events/catch-up/look-through';
import type { Entry } from '../../../src/events/checkpoint/checkpoint';
import { MemoryCheckpoint } from '../../../src/events/checkpoint/memory-checkpoint';
import type { Candidate } from '../../../src/events/delivery/candidate';
import { FailureError } from '../../../src/model/failure';
import { versionOf, type Version } from '../../../src/model/version';
import type { Inspection, Stamp } from '../../../src/sdk/port';
import { ScriptedStore } from '../../support/scripted-store';
import { numbers } from '../../support/waiting-events';

const EVERYTHING = { owner: 'self', match: 'all', criteria: [] } as const;
const NOW = Math.floor(Date.now() / 1000);
const WEEK = 7 * 24 * 3600;

const TELL: Thoroughness = { unknown: 'tell', known: 'tell' };
const BEGIN: Thoroughness = { unknown: 'note', known: 'tell' };
const BEGIN_ANEW: Thoroughness = { unknown: 'note', known: 'note' };
const CREATIONS: Thoroughness = { unknown: 'tell', known: 'skip' };

function version(order: number): Version {
  return versionOf('Patient', { rev: `${order}-${String(order).padStart(32, '0')}` });
}

function entry(order: number, more: Partial<Entry> = {}): Entry {
  return { version: version(order), state: 'present', told: true, writtenAt: NOW, ...more };
}

/** What the server has of an entity; `hidden`: it is not for this user, `purged`: it is not there. */
interface There {
  readonly order: number;
  readonly isDeleted?: boolean;
  readonly passes?: boolean;
  readonly kind?: 'hidden' | 'purged';
  /** Whether the search finds it; when it is there, unless told otherwise. */
  readonly matches?: boolean;
}

/** A look at a server with these entities, by somebody who knows these. */
class Look {
  readonly store = new ScriptedStore();
  readonly checkpoint = new MemoryCheckpoint();
  readonly stopping = new AbortController();
  /** What was admitted without being read, as `noted a`. */
  readonly admitted: string[] = [];
  /** Ids of what is heard of between looking up what is known of it and letting in its end. */
  readonly heardMeanwhile = new Set<string>();
  /** Pages of what was read. */
  readonly read: string[][] = [];
  readonly found: string[] = [];
  readonly stamped: string[][] = [];
  readonly progress: [number, number][] = [];
  rooms = 0;
  room: () => Promise<void> = () => Promise.resolve();

  constructor(there: Readonly<Record<string, There>>) {
    this.store.match = () => {
      const ids = Object.keys(there).filter((id) => there[id]?.matches ?? there[id]?.kind === undefined);
      return Promise.resolve(ids.sort());
    };
    this.store.stamps = (_entity, ids) => {
      this.stamped.push([...ids]);
      return Promise.resolve(ids.map((id) => stampOf(id, there[id])));
    };
    this.store.inspect = (_entity, ids) => {
      this.read.push([...ids]);
      return Promise.resolve(ids.map((id) => inspectionOf(id, there[id])));
    };
  }

  async at(
    thoroughness: Thoroughness,
    known: Readonly<Record<string, Entry>> = {},
    more: Partial<LookThroughParts> = {},
  ): Promise<this> {
    await this.checkpoint.write({ entries: Object.entries(known) });
    await lookThrough({
      entity: 'Patient',
      filter: EVERYTHING,
      thoroughness,
      looksForOther: false,
      store: this.store,
      checkpoint: this.checkpoint,
      admission: {
        examine: async (ids, look) => {
          const inspections = await look();
          this.found.push(...ids.map((id, index) => `${id} ${inspections[index]?.kind ?? 'nothing'}`));
        },
        admit: (candidates) => this.#admit(candidates),
      },
      room: () => {
        this.rooms += 1;
        return this.room();
      },
      onProgress: (done, total) => {
        this.progress.push([done, total]);
      },
      stopping: this.stopping.signal,
      ...more,
    });
    return this;
  }

  async #admit(candidates: readonly Candidate[]): Promise<readonly string[]> {
    for (const candidate of candidates) {
      const id = 'stamp' in candidate ? candidate.stamp.id : 'id' in candidate ? candidate.id : candidate.event.id;
      this.admitted.push(`${candidate.kind} ${id}`);
      if (candidate.kind === 'outdated') await this.checkpoint.write({ forget: [id] });
    }
    return candidates.flatMap((candidate) =>
      candidate.kind === 'ended' && this.heardMeanwhile.has(candidate.stamp.id) ? [candidate.stamp.id] : [],
    );
  }
}

function stampOf(id: string, there: There | undefined): Stamp | undefined {
  if (there === undefined || there.kind !== undefined) return undefined;
  return { id, version: version(there.order), isDeleted: there.isDeleted ?? false };
}

function inspectionOf(id: string, there: There | undefined): Inspection {
  if (there === undefined || there.kind === 'purged') return { kind: 'gone' };
  if (there.kind === 'hidden') return { kind: 'forbidden' };
  const { order, isDeleted = false, passes = true } = there;
  const stored = { entity: 'Patient', id, rev: `${order}-x`, decrypted: true, payload: { id } } as const;
  return { kind: 'found', stored, version: version(order), isDeleted, passes };
}

describe('looking through what is stored', () => {
  describe('at what matches', () => {
    it('reads what is new, then what has changed, and nothing else', async () => {
      const look = await new Look({ new: { order: 1 }, changed: { order: 3 }, same: { order: 2 } }).at(TELL, {
        changed: entry(2),
        same: entry(2),
      });
      assert.deepEqual(look.read, [['new'], ['changed']]);
      assert.deepEqual(look.admitted, []);
    });

    it('asks for no versions when nothing matches', async () => {
      const look = await new Look({}).at(TELL);
      assert.deepEqual(look.stamped, []);
      assert.deepEqual(look.progress, [[0, 0]]);
    });

    it('does not read what has ended and was not known', async () => {
      const look = await new Look({ ended: { order: 2, isDeleted: true } }).at(TELL);
      assert.deepEqual(look.admitted, ['ended ended']);
      assert.deepEqual(look.read, []);
    });

    it('reads what has ended and was heard of meanwhile', async () => {
      const look = new Look({ ended: { order: 2, isDeleted: true } });
      look.heardMeanwhile.add('ended');
      await look.at(TELL);
      assert.deepEqual(look.found, ['ended found']);
    });

    it('reads what has ended and was known', async () => {
      const look = await new Look({ ended: { order: 2, isDeleted: true } }).at(TELL, { ended: entry(1) });
      assert.deepEqual(look.found, ['ended found']);
      assert.deepEqual(look.admitted, []);
    });

    it('reads what the filter held back only when it has changed', async () => {
      const known = { same: entry(1, { state: 'outside' }), changed: entry(1, { state: 'outside' }) } as const;
      const look = await new Look({ same: { order: 1 }, changed: { order: 2 } }).at(TELL, known);
      assert.deepEqual(look.read, [['changed']]);
    });
  });

  describe('where a node begins with what happens from now on', () => {
    it('notes what is not known and reads nothing of it', async () => {
      const look = await new Look({ one: { order: 1 }, other: { order: 5 }, ended: { order: 2, isDeleted: true } }).at(
        BEGIN,
      );
      assert.deepEqual(look.admitted, ['noted ended', 'noted one', 'noted other']);
      assert.deepEqual(look.read, []);
    });

    it('reads what it has heard of and what has changed since', async () => {
      const look = await new Look({ heard: { order: 2 }, other: { order: 5 } }).at(BEGIN, { heard: entry(1) });
      assert.deepEqual(look.read, [['heard']]);
      assert.deepEqual(look.admitted, ['noted other']);
    });

    it('notes also what is known where changes were not followed, but for the end of what was told', async () => {
      const there = {
        changed: { order: 2 },
        same: { order: 1 },
        untold: { order: 2, isDeleted: true },
        ended: { order: 2, isDeleted: true },
      };
      const known = { changed: entry(1), same: entry(1), untold: entry(1, { told: false }), ended: entry(1) };
      const look = await new Look(there).at(BEGIN_ANEW, { ...known, missing: entry(1) });
      assert.deepEqual(look.admitted, ['noted changed', 'noted untold']);
      assert.deepEqual(look.read, [['ended']]);
    });
  });

  describe('for creations only', () => {
    it('asks for the versions of what is not known only', async () => {
      const known = { told: entry(1), untold: entry(1, { told: false }), deleted: entry(1, { state: 'deleted' }) };
      const there = { told: { order: 2 }, untold: { order: 2 }, deleted: { order: 2 }, new: { order: 1 } };
      const look = await new Look(there).at(CREATIONS, known);
      assert.deepEqual(look.stamped, [['new']]);
      assert.deepEqual(look.read, [['new']]);
    });

    it('looks at what the filter held back', async () => {
      const look = await new Look({ held: { order: 2 } }).at(CREATIONS, { held: entry(1, { state: 'outside' }) });
      assert.deepEqual(look.read, [['held']]);
    });

    it('asks nothing when all is known, and does not look for what is missing', async () => {
      const look = await new Look({ known: { order: 2 } }).at(CREATIONS, { known: entry(1), missing: entry(1) });
      assert.deepEqual(look.stamped, []);
      assert.deepEqual(look.read, []);
    });
  });

  describe('at what is missing', () => {
    it('reads what was there, whatever has become of it', async () => {
      const there: Record<string, There> = {
        deleted: { order: 2, isDeleted: true, matches: false },
        different: { order: 2, passes: false, matches: false },
        hidden: { order: 1, kind: 'hidden' },
        purged: { order: 1, kind: 'purged' },
        same: { order: 1 },
      };
      const known = Object.fromEntries(Object.keys(there).map((id) => [id, entry(1)]));
      const look = await new Look(there).at(TELL, known);
      assert.deepEqual(look.found, ['deleted found', 'different found', 'hidden forbidden', 'purged gone']);
    });

    it('looks for what was there before the first start as well', async () => {
      const look = await new Look({}).at(TELL, { gone: entry(1, { told: false }) });
      assert.deepEqual(look.found, ['gone gone']);
    });

    it('does not read what is known to be gone or held back', async () => {
      const known = { gone: entry(1, { state: 'deleted' }), outside: entry(1, { state: 'outside' }) } as const;
      const look = await new Look({}).at(TELL, known);
      assert.deepEqual(look.read, []);
    });

    it('reads what a filter names by its id and the server does not have any more', async () => {
      const there = {
        purged: { order: 1, kind: 'purged', matches: true },
        never: { order: 1, kind: 'purged' },
      } as const;
      const look = await new Look({ ...there, never: { ...there.never, matches: true } }).at(TELL, {
        purged: entry(1),
      });
      assert.deepEqual(look.found, ['purged gone']);
    });
  });

  describe('page by page', () => {
    const ids = numbers(1, 1_201).map((number) => `p${String(number).padStart(4, '0')}`);
    const all = Object.fromEntries(ids.map((id) => [id, { order: 1 }]));

    it('asks for at most 500 versions and reads at most 50 entities at a time, each once', async () => {
      const look = await new Look(all).at(TELL);
      assert.deepEqual(
        look.stamped.map(({ length }) => length),
        [500, 500, 201],
      );
      assert.deepEqual(look.stamped.flat(), ids);
      assert.ok(look.read.every(({ length }) => length <= 50));
      assert.deepEqual(look.read.flat(), ids);
    });

    it('tells how far it is', async () => {
      const look = await new Look(all).at(TELL);
      assert.deepEqual(look.progress, [
        [0, 1_201],
        [500, 1_201],
        [1_000, 1_201],
        [1_201, 1_201],
      ]);
    });

    it('waits for room before each page that it reads', async () => {
      const look = new Look(all);
      let reads = 0;
      look.room = () => {
        assert.equal(look.read.length, reads);
        reads += 1;
        return Promise.resolve();
      };
      await look.at(TELL);
      assert.equal(look.rooms, look.read.length);
    });

    it('looks for what is missing page by page, too', async () => {
      const look = await new Look({}).at(TELL, Object.fromEntries(ids.map((id) => [id, entry(1)])));
      assert.deepEqual(look.read.flat().sort(), ids);
      assert.ok(look.read.every(({ length }) => length <= 50));
    });
  });

  describe('and forgetting', () => {
    const longAgo = { writtenAt: NOW - WEEK - 60 };

    it('forgets what is long gone, and what was never told and is out of sight', async () => {
      const look = await new Look({}).at(TELL, {
        gone: entry(1, { state: 'deleted', ...longAgo }),
        untold: entry(1, { state: 'outside', told: false, ...longAgo }),
        outside: entry(1, { state: 'outside', ...longAgo }),
        lately: entry(1, { state: 'deleted' }),
      });
      assert.deepEqual(look.admitted.sort(), ['outdated gone', 'outdated untold']);
    });

    it('does not forget what is still found', async () => {
      const there = { ended: { order: 1, isDeleted: true } };
      const look = await new Look(there).at(TELL, { ended: entry(1, { state: 'deleted', ...longAgo }) });
      assert.deepEqual(look.admitted, []);
    });

    it('forgets first what another filter held back', async () => {
      const known = { held: entry(1, { state: 'outside' }), there: entry(1) } as const;
      const look = await new Look({ held: { order: 1 }, there: { order: 1 } }).at(TELL, known, { looksForOther: true });
      assert.deepEqual(look.admitted, ['outdated held']);
      assert.deepEqual(look.read, [['held']]);
    });
  });

  describe('that is stopped or fails', () => {
    it('asks for nothing when it was stopped before', async () => {
      const look = new Look({ one: { order: 1 } });
      look.stopping.abort();
      await assert.rejects(look.at(TELL), { code: 'closed' });
      assert.deepEqual([look.stamped, look.read], [[], []]);
    });

    it('reads no further page', async () => {
      const look = new Look(Object.fromEntries(numbers(1, 120).map((number) => [`p${number}`, { order: 1 }])));
      look.room = () => {
        if (look.rooms === 2) look.stopping.abort();
        return Promise.resolve();
      };
      await assert.rejects(look.at(TELL), { code: 'closed' });
      assert.equal(look.read.length, 1);
    });

    it('takes what the server does not answer for a failure, never for news', async () => {
      for (const failing of ['match', 'stamps', 'inspect'] as const) {
        const look = new Look({ one: { order: 2 } });
        const fail = (): Promise<never> => Promise.reject(new FailureError('server-error', 'The server failed.'));
        Object.assign(look.store, { [failing]: fail });
        await assert.rejects(look.at(TELL, { one: entry(1), missing: entry(1) }), { code: 'server-error' }, failing);
        assert.deepEqual([look.found, look.admitted], [[], []], failing);
      }
    });

    it('fails when the checkpoint cannot be walked through, and tells nothing of what it cannot compare', async () => {
      const look = new Look({ one: { order: 1 } });
      look.checkpoint.pages = () => {
        throw new FailureError('checkpoint-failed', 'The disk is full.');
      };
      await assert.rejects(look.at(TELL), { code: 'checkpoint-failed' });
      assert.deepEqual([look.stamped, look.found, look.admitted], [[], [], []]);
    });

    it('leaves no failure of the next page unhandled while this one is dealt with', async () => {
      const look = new Look(Object.fromEntries(numbers(1, 501).map((number) => [`p${number}`, { order: 1 }])));
      const { store } = look;
      const stamps = store.stamps.bind(store);
      let calls = 0;
      store.stamps = (entity, ids) => {
        calls += 1;
        if (calls === 2) return Promise.reject(new FailureError('timeout', 'The server did not answer.'));
        return stamps(entity, ids);
      };
      await assert.rejects(look.at(TELL), { code: 'timeout' });
      assert.equal(look.read.flat().length, 500);
    });
  });
});
