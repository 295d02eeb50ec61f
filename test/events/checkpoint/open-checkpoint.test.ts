import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openCheckpoint, removeCheckpoint } from '../../../src/events/checkpoint/open-checkpoint';
import {
  contentOf,
  changed,
  DAMAGES_OF_ENTRIES,
  DAMAGES_OF_REFERENCES,
  DAMAGES_OF_THE_WHOLE,
  HARMED_ID,
} from './damage';
import { allEntries, CheckpointStage, entry, manyEntries, NODE, reference, sequences } from './stage';

const OWNER = 'https://kraken.example somebody';

describe('opening a checkpoint', () => {
  let stage: CheckpointStage;

  beforeEach(() => {
    stage = new CheckpointStage();
  });
  afterEach(() => stage.end());

  /** One with something in it, part of it in a table; closed. */
  async function filled(nodeId = NODE, owner?: string): Promise<void> {
    const { checkpoint } = await stage.open(nodeId, owner);
    await checkpoint.write({
      entries: [...manyEntries(2_000), [HARMED_ID, entry(3)]],
      references: [reference(1), reference(2), reference(3)],
    });
    await checkpoint.close();
    // LevelDB makes a table of what it finds in its log.
    const reopened = await stage.open(nodeId, owner);
    await reopened.checkpoint.close();
    assert.ok(readdirSync(stage.path(encodeURIComponent(nodeId))).some((file) => file.endsWith('.ldb')));
  }

  async function assertNew(expected: string): Promise<void> {
    const { checkpoint, setAside } = await stage.open();
    assert.equal(setAside, expected);
    assert.equal((await allEntries(checkpoint)).size, 0);
    assert.deepEqual([checkpoint.scope, checkpoint.lastSequence], [{}, 0]);
    await checkpoint.write({ entries: [[HARMED_ID, entry(9)]], references: [reference(1)] });
    await checkpoint.close();
    const again = await stage.open();
    assert.equal(again.setAside, undefined);
    assert.deepEqual(await again.checkpoint.get([HARMED_ID]), [entry(9)]);
  }

  it('makes a folder of its own for each node, that only its owner can read', async () => {
    const folder = stage.path('icure', 'checkpoints');
    const { checkpoint } = await openCheckpoint(folder, NODE);
    await checkpoint.close();
    for (const path of [stage.path('icure'), folder, join(folder, NODE)]) {
      assert.equal(statSync(path).mode & 0o777, 0o700, path);
    }
  });

  it('keeps nodes apart, whatever their ids are', async () => {
    const ids = ['a', 'A ', 'a/b', 'a%2Fb', '..', '.', '', '../a', 'a.damaged-1', 'a*', 'é', '\ud800', '\u0000'];
    ids.push('x'.repeat(1000), 'x'.repeat(1001));
    for (const [index, id] of ids.entries()) {
      const { checkpoint, setAside } = await stage.open(id);
      assert.equal(setAside, undefined, id);
      assert.equal(checkpoint.lastSequence, 0, id);
      await checkpoint.write({ references: [reference(index + 1)] });
      await checkpoint.close();
    }
    assert.equal(readdirSync(stage.folder).length, ids.length, 'each in the folder itself');
    for (const [index, id] of ids.entries()) {
      const { checkpoint } = await stage.open(id);
      assert.equal(checkpoint.lastSequence, index + 1, id);
      await checkpoint.close();
      await removeCheckpoint(stage.folder, id);
      assert.equal(readdirSync(stage.folder).length, ids.length - index - 1, id);
    }
  });

  it('knows the last sequence number even if all references are settled', async () => {
    const { checkpoint } = await stage.open();
    await checkpoint.write({ references: [reference(1), reference(2)] });
    await checkpoint.write({ settled: [1, 2] });
    await checkpoint.close();
    const again = (await stage.open()).checkpoint;
    assert.equal(again.lastSequence, 2);
    await again.clear();
    await again.close();
    assert.equal((await stage.open()).checkpoint.lastSequence, 2);
  });

  it('never takes a sequence number for new that a reference has', async () => {
    await filled();
    await changed((database) => database.del(Buffer.from([1])))(stage.path(NODE));
    assert.equal((await stage.checkpoint()).lastSequence, 3);
  });

  for (const [title, damage] of Object.entries(DAMAGES_OF_THE_WHOLE)) {
    it(`sets a damaged one aside and begins anew: ${title}`, async () => {
      await filled();
      await damage(stage.path(NODE));
      await assertNew('damaged');
      assert.deepEqual(readdirSync(stage.folder).sort(), [NODE, `${NODE}.damaged-1`]);
    });
  }

  for (const [title, damage] of Object.entries(DAMAGES_OF_ENTRIES)) {
    it(`sets one aside whose damage was found later: ${title}`, async () => {
      await filled();
      await damage(stage.path(NODE));
      const checkpoint = await stage.checkpoint();
      await assert.rejects(allEntries(checkpoint), { name: 'FailureError', code: 'checkpoint-damaged' });
      await assert.rejects(checkpoint.write({ settled: [1] }), { code: 'checkpoint-damaged' });
      await assert.rejects(checkpoint.get([HARMED_ID]), { code: 'checkpoint-damaged' });
      await checkpoint.close();
      await assertNew('damaged');
    });
  }

  for (const [title, damage] of Object.entries(DAMAGES_OF_REFERENCES)) {
    it(`sets one aside whose damage was found later: ${title}`, async () => {
      await filled();
      await damage(stage.path(NODE));
      const checkpoint = await stage.checkpoint();
      assert.deepEqual(await checkpoint.references(3, 10), [reference(3)]);
      await assert.rejects(sequences(checkpoint), { name: 'FailureError', code: 'checkpoint-damaged' });
      await assert.rejects(checkpoint.countReferences(), { code: 'checkpoint-damaged' });
      await checkpoint.close();
      await assertNew('damaged');
    });
  }

  it('keeps the three newest that were set aside', async () => {
    for (let time = 1; time <= 12; time += 1) {
      writeFileSync(stage.path(NODE), `${time}`);
      const { checkpoint, setAside } = await stage.open();
      assert.equal(setAside, 'damaged');
      await checkpoint.close();
      rmSync(stage.path(NODE), { recursive: true });
    }
    const kept = ['damaged-10', 'damaged-11', 'damaged-12'];
    assert.deepEqual(
      readdirSync(stage.folder).sort(),
      kept.map((name) => `${NODE}.${name}`),
    );
  });

  it('does not take for damaged what was interrupted while it was made', async () => {
    mkdirSync(stage.path(NODE));
    for (const file of ['LOCK', 'LOG', 'MANIFEST-000001', '000001.dbtmp']) writeFileSync(stage.path(NODE, file), '');
    const { checkpoint, setAside } = await stage.open();
    assert.equal(setAside, undefined);
    assert.equal(await checkpoint.countReferences(), 0);
  });

  it('sets aside what is about the events of somebody else, and begins anew', async () => {
    await filled(NODE, OWNER);
    const same = await stage.open(NODE, OWNER);
    assert.equal(same.setAside, undefined);
    assert.deepEqual(same.checkpoint.scope, { owner: OWNER });
    await same.checkpoint.close();

    const other = await stage.open(NODE, 'somebody else');
    assert.equal(other.setAside, 'foreign');
    assert.deepEqual(other.checkpoint.scope, { owner: 'somebody else' });
    assert.equal((await allEntries(other.checkpoint)).size, 0);
    await other.checkpoint.close();
    assert.deepEqual(readdirSync(stage.folder).sort(), [NODE, `${NODE}.foreign-1`]);
  });

  it('leaves one alone whose owner is not known, or not asked for', async () => {
    await filled();
    const asked = await stage.open(NODE, OWNER);
    assert.deepEqual([asked.setAside, asked.checkpoint.scope], [undefined, {}]);
    await asked.checkpoint.write({ scope: { owner: OWNER, lookedFor: 'all' } });
    await asked.checkpoint.close();
    const notAsked = await stage.open();
    assert.deepEqual([notAsked.setAside, notAsked.checkpoint.scope], [undefined, { owner: OWNER, lookedFor: 'all' }]);
  });

  it('says that another process uses it, and leaves it alone', async () => {
    await filled();
    const held = spawn(process.execPath, [join(__dirname, 'holding-process.js'), stage.path(NODE)], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const ended = once(held, 'exit');
    try {
      await once(held.stdout, 'data');
      await assert.rejects(openCheckpoint(stage.folder, NODE), {
        code: 'checkpoint-locked',
        message: /another process/,
      });
    } finally {
      held.stdin.end();
      await ended;
    }
    assert.equal((await stage.open()).setAside, undefined);
  });

  it('says that it is open in this process, even if it is known to be damaged', async () => {
    const checkpoint = await stage.checkpoint();
    await assert.rejects(openCheckpoint(stage.folder, NODE), { code: 'checkpoint-locked' });
    writeFileSync(stage.path(NODE, 'damaged'), '');
    await assert.rejects(openCheckpoint(stage.folder, NODE), { code: 'checkpoint-locked' });
    await checkpoint.close();
    await assertNew('damaged');
  });

  it('says that the disk is full, and leaves it alone', async function () {
    if (!existsSync('/dev/full')) this.skip();
    mkdirSync(stage.path(NODE));
    symlinkSync('/dev/full', stage.path(NODE, 'MANIFEST-000001'));
    await assert.rejects(openCheckpoint(stage.folder, NODE), { code: 'checkpoint-failed', message: /disk is full/ });
    assert.deepEqual(readdirSync(stage.folder), [NODE]);
  });

  it('says that there is a file where its folder should be', async () => {
    writeFileSync(stage.path('file'), '');
    await assert.rejects(openCheckpoint(stage.path('file'), NODE), {
      code: 'checkpoint-failed',
      message: /a file where/,
    });
  });

  it('is undone by removing it, with what was set aside; nothing happens when there is none', async () => {
    await filled(NODE, OWNER);
    const { checkpoint } = await stage.open(NODE, 'somebody else');
    await checkpoint.close();
    await filled(`${NODE}0`);
    await removeCheckpoint(stage.folder, NODE);
    assert.deepEqual(readdirSync(stage.folder), [`${NODE}0`]);
    await removeCheckpoint(stage.folder, NODE);
    await removeCheckpoint(stage.path('nowhere'), NODE);
    assert.equal((await contentOf(stage.path(`${NODE}0`))).length, 2_001 + 3 + 2);
  });
});
