import assert from 'node:assert/strict';
import { existsSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { META_KEY } from '../../../src/events/checkpoint/format';
import { changed } from './damage';
import { allEntries, CheckpointStage, entry, manyEntries, NODE, reference, sequences } from './stage';

describe('a checkpoint in a LevelDB', () => {
  let stage: CheckpointStage;

  beforeEach(() => {
    stage = new CheckpointStage();
  });
  afterEach(() => stage.end());

  it('holds a change whole or not at all, and the next one too', async () => {
    const checkpoint = await stage.checkpoint();
    const badMark = { ...entry(1), version: { order: 1, mark: 'no digits' } };
    const changes = { entries: [['good', entry(1)] as const, ['bad', badMark] as const], references: [reference(1)] };
    await assert.rejects(checkpoint.write(changes), RangeError);
    assert.equal((await allEntries(checkpoint)).size, 0);
    assert.equal(checkpoint.lastSequence, 0);
    await checkpoint.write({ entries: [['good', entry(1)]], references: [reference(1)] });
    assert.equal((await allEntries(checkpoint)).size, 1);
  });

  it('goes on with forgetting everything when that was interrupted', async () => {
    const checkpoint = await stage.checkpoint();
    await checkpoint.write({ entries: manyEntries(10), references: [reference(1), reference(2)] });
    await checkpoint.close();
    const begun = Buffer.from(JSON.stringify({ format: 1, scope: {}, isClearing: true }));
    await changed((database) => database.put(META_KEY, begun))(stage.path(NODE));
    for (let opening = 0; opening < 2; opening += 1) {
      const cleared = await stage.checkpoint();
      assert.equal((await allEntries(cleared)).size, 0);
      assert.deepEqual([await cleared.countReferences(), cleared.lastSequence], [0, 2]);
      await cleared.close();
    }
  });

  it('keeps what was written before it was closed, even what was not waited for', async () => {
    const checkpoint = await stage.checkpoint();
    const writes = Array.from({ length: 50 }, (_value, index) =>
      checkpoint.write({ entries: [[`${index}`, entry(index)]], references: [reference(index + 1)] }),
    );
    await Promise.all([checkpoint.close(), ...writes]);
    const again = await stage.checkpoint();
    assert.equal((await allEntries(again)).size, 50);
    assert.equal(await again.countReferences(), 50);
  });

  it('fails when the disk is full, from then on, and is in order when it is opened again', async function () {
    if (!existsSync('/dev/full')) this.skip();
    const checkpoint = await stage.checkpoint();
    const logs = nextLogs();
    for (const log of logs) symlinkSync('/dev/full', log);
    const written: string[] = [];
    await assert.rejects(
      async () => {
        for (;;) {
          const entries = manyEntries(500);
          const sequence = checkpoint.lastSequence + 1;
          await checkpoint.write({ entries, references: [reference(sequence)], settled: [sequence - 1] });
          written.push(...entries.map(([id]) => id));
        }
      },
      { name: 'FailureError', code: 'checkpoint-failed', message: /disk is full/ },
    );
    await assert.rejects(checkpoint.get(['id']), { code: 'checkpoint-failed' });
    await assert.rejects(checkpoint.write({ forget: ['id'] }), { code: 'checkpoint-failed' });
    await checkpoint.close();

    for (const log of logs) rmSync(log, { force: true });
    const again = await stage.checkpoint();
    assert.deepEqual([...(await allEntries(again)).keys()].sort(), written.sort());
    assert.deepEqual(await sequences(again), [written.length / 500]);
  });

  /** LevelDB numbers its files; when a log is full, it begins the next. */
  function nextLogs(): string[] {
    const numbers = readdirSync(stage.path(NODE)).map(
      (file) => Number.parseInt(file.replace('MANIFEST-', ''), 10) || 0,
    );
    const next = Math.max(...numbers) + 1;
    return Array.from({ length: 20 }, (_value, index) =>
      stage.path(NODE, `${(next + index).toString().padStart(6, '0')}.log`),
    );
  }
});
