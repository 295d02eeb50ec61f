/** What holds for every checkpoint, on disk and in memory. */
import assert from 'node:assert/strict';
import type { Checkpoint } from '../../../src/events/checkpoint/checkpoint';
import { MemoryCheckpoint } from '../../../src/events/checkpoint/memory-checkpoint';
import { numbersFrom } from '../../model/arbitrary-filter';
import { arbitraryChanges, arbitraryIds, CheckpointModel } from './checkpoint-model';
import { allEntries, CheckpointStage, entry, manyEntries, reference, sequences } from './stage';

const SEEDS = [20261124, 1, 77];
const STEPS = 400;

interface Kind {
  readonly title: string;
  readonly open: (stage: CheckpointStage) => Promise<Checkpoint>;
  /** Undefined when closing ends it. */
  readonly reopen: ((stage: CheckpointStage) => Promise<Checkpoint>) | undefined;
}

const onDisk = (stage: CheckpointStage): Promise<Checkpoint> => stage.checkpoint();
const KINDS: readonly Kind[] = [
  { title: 'a checkpoint on disk', open: onDisk, reopen: onDisk },
  { title: 'a checkpoint in memory', open: () => Promise.resolve(new MemoryCheckpoint()), reopen: undefined },
];

for (const { title, open, reopen } of KINDS) {
  describe(title, () => {
    let stage: CheckpointStage;
    let checkpoint: Checkpoint;

    beforeEach(async () => {
      stage = new CheckpointStage();
      checkpoint = await open(stage);
    });
    afterEach(async () => {
      await checkpoint.close();
      await stage.end();
    });

    for (const seed of SEEDS) {
      it(`holds what was written, whatever the order of things (seed ${seed})`, async () => {
        const next = numbersFrom(seed);
        const model = new CheckpointModel();
        for (let step = 0; step < STEPS; step += 1) {
          const kind = next(40);
          if (kind === 0) {
            model.clear();
            await checkpoint.clear();
          } else if (kind < 4 && reopen !== undefined) {
            await checkpoint.close();
            checkpoint = await reopen(stage);
          } else if (kind < 8) {
            await assertLike(checkpoint, model);
          } else if (kind < 12) {
            const ids = arbitraryIds(next);
            const expected = ids.map((id) => model.entries.get(id));
            assert.deepEqual(await checkpoint.get(ids), expected, `step ${step}`);
          } else if (kind < 16) {
            const [from, limit] = [next(model.lastSequence + 3), next(10)];
            const expected = model.references.filter(({ sequence }) => sequence >= from).slice(0, limit);
            assert.deepEqual(await checkpoint.references(from, limit), expected, `step ${step}`);
          } else {
            const changes = Array.from({ length: 1 + next(3) }, () => {
              const change = arbitraryChanges(next, model.lastSequence);
              model.write(change);
              return change;
            });
            await Promise.all(changes.map((change) => checkpoint.write(change)));
          }
        }
        await assertLike(checkpoint, model);
      });
    }

    it('is empty at first', async () => {
      await assertLike(checkpoint, new CheckpointModel());
      assert.deepEqual(await checkpoint.get(['one', 'other']), [undefined, undefined]);
    });

    it('counts a new sequence number at once, so that two at a time do not take the same', async () => {
      const taken = await Promise.all(
        Array.from({ length: 20 }, async () => {
          const sequence = checkpoint.lastSequence + 1;
          await checkpoint.write({ references: [reference(sequence)] });
          return sequence;
        }),
      );
      assert.equal(new Set(taken).size, 20);
      assert.deepEqual(await sequences(checkpoint), taken);
    });

    it('lets a reading see what was asked to be written before, and nothing of what comes later', async () => {
      const calls = [
        checkpoint.write({ entries: [['id', entry(1)]], references: [reference(1)] }),
        checkpoint.get(['id']),
        checkpoint.references(1, 10),
        checkpoint.countReferences(),
        checkpoint.write({ references: [reference(2)] }),
        checkpoint.countReferences(),
      ] as const;
      const [, entries, references, count, , countLater] = await Promise.all(calls);
      assert.deepEqual([entries, references], [[entry(1)], [reference(1)]]);
      assert.deepEqual([count, countLater], [1, 2]);
    });

    it('counts references that are written, replaced, settled, settled twice and never there', async () => {
      await checkpoint.write({ references: [reference(1), reference(2)] });
      assert.equal(await checkpoint.countReferences(), 2);
      await checkpoint.write({ references: [reference(2, { attempted: true }), reference(3), reference(4)] });
      assert.equal(await checkpoint.countReferences(), 4);
      await checkpoint.write({ settled: [1, 1, 99], references: [reference(5)] });
      assert.equal(await checkpoint.countReferences(), 4);
      await checkpoint.write({ settled: [1, 3] });
      assert.equal(await checkpoint.countReferences(), 3);
      assert.deepEqual(await sequences(checkpoint), [2, 4, 5]);
    });

    it('finds a reference that is older than all others', async () => {
      await checkpoint.write({ references: [reference(7), reference(9)] });
      assert.deepEqual(await sequences(checkpoint), [7, 9]);
      await checkpoint.write({ references: [reference(8), reference(3)] });
      assert.deepEqual(await sequences(checkpoint), [3, 7, 8, 9]);
      assert.equal(checkpoint.lastSequence, 9);
    });

    it('gives all entries as they were when it was asked, while others are written', async () => {
      const entries = manyEntries(1_700);
      await checkpoint.write({ entries });
      const seen = new Map<string, unknown>();
      let pages = 0;
      for await (const page of checkpoint.pages()) {
        pages += 1;
        for (const [id, entry] of page) seen.set(id, entry);
        await checkpoint.write({
          entries: [...manyEntries(10), ...entries.map(([id]) => [id, entry(2)] as const)],
        });
      }
      assert.deepEqual(seen, new Map(entries));
      assert.ok(pages > 2, `${pages} pages`);
      assert.equal((await allEntries(checkpoint)).size, 1_700 + pages * 10);
    });

    it('shows each entry as it gives it', async () => {
      const entries = manyEntries(700).map(
        ([id], index) => [id, entry(index, index % 3 === 0 ? { state: 'deleted', told: false } : {})] as const,
      );
      await checkpoint.write({ entries });
      const seen = new Map<string, unknown>();
      const mark = Buffer.alloc(10);
      for await (const page of checkpoint.pages()) {
        page.forEach((id, passing) => {
          const { state, told, writtenAt, order } = passing;
          passing.writeMark(mark, 2);
          seen.set(id, { state, told, writtenAt, version: { order, mark: mark.toString('hex', 2) } });
        });
      }
      assert.deepEqual(seen, new Map(entries));
    });

    it('can stop giving entries at any time', async () => {
      await checkpoint.write({ entries: manyEntries(1_700) });
      let taken = 0;
      for await (const page of checkpoint.pages()) {
        taken = page.length;
        break;
      }
      assert.ok(taken > 0 && taken < 1_700);
      await assert.rejects(async () => {
        for await (const page of checkpoint.pages()) throw new Error(`${page.length} are too many`);
      }, /too many/);
      await checkpoint.close();
    });

    it('forgets all but the last sequence number when it is cleared, and not what is written afterwards', async () => {
      await checkpoint.write({
        entries: manyEntries(600),
        references: [reference(1), reference(2)],
        scope: { owner: 'somebody', lookedFor: 'all' },
      });
      assert.equal(await checkpoint.countReferences(), 2);
      const later = checkpoint.write.bind(checkpoint, { entries: [['id', entry(1)]], references: [reference(3)] });
      await Promise.all([checkpoint.clear(), later()]);
      const model = new CheckpointModel();
      model.lastSequence = 2;
      model.write({ entries: [['id', entry(1)]], references: [reference(3)] });
      await assertLike(checkpoint, model);
    });

    it('refuses all once it is closed, and can be closed again', async () => {
      await checkpoint.write({ entries: manyEntries(1_700), references: [reference(1)] });
      const pages = checkpoint.pages()[Symbol.asyncIterator]();
      await pages.next();
      await Promise.all([checkpoint.close(), checkpoint.close()]);
      await checkpoint.close();
      const closed = { name: 'FailureError', code: 'closed' };
      await assert.rejects(checkpoint.get(['id']), closed);
      await assert.rejects(checkpoint.write({}), closed);
      await assert.rejects(checkpoint.references(1, 1), closed);
      await assert.rejects(checkpoint.countReferences(), closed);
      await assert.rejects(checkpoint.clear(), closed);
      await assert.rejects(allEntries(checkpoint), closed);
      await assert.rejects(async () => {
        while ((await pages.next()).done !== true);
      }, closed);
    });
  });
}

async function assertLike(checkpoint: Checkpoint, model: CheckpointModel): Promise<void> {
  assert.deepEqual(checkpoint.scope, model.scope);
  assert.equal(checkpoint.lastSequence, model.lastSequence);
  assert.equal(await checkpoint.countReferences(), model.references.length);
  assert.deepEqual(await checkpoint.references(0, Number.MAX_SAFE_INTEGER), model.references);
  assert.deepEqual(await allEntries(checkpoint), model.entries);
}
