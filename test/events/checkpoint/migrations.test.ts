import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { FORMATS, type Formats, type Migration } from '../../../src/events/checkpoint/migrations';
import { META_KEY } from '../../../src/events/checkpoint/format';
import { changed, contentOf } from './damage';
import { allEntries, CheckpointStage, entry, NODE, reference } from './stage';

const IDS = ['one', 'other', 'third'];
const SCOPE = { owner: 'somebody', lookedFor: 'all' };

/** Keys in hex; values in hex, or as they are when they are JSON only. */
const FORMAT_1: readonly (readonly [key: string, value: string])[] = [
  ['00', '{"format":1,"scope":{"owner":"somebody","lookedFor":"all"}}'],
  ['01', '00000000000001025080'],
  [
    '100000000000000102',
    '5b22c3a9222c2244454c455445222c6e756c6c2c2263617463682d7570222c22323032362d30312d30315430303a30303a30302e3030305a222c747275655d9c10',
  ],
  ['206a0e5f1c00004000800000000000cafe', '04400000000000000000000000000000026955b900b631'],
  ['21757365722dc3a9', '014279b76daa8000000000019b76daa8006955b90026a8'],
  ['217a7a', '06400800000000000000000000000000036955b900c535'],
];

describe('the format of a checkpoint', () => {
  let stage: CheckpointStage;

  beforeEach(() => {
    stage = new CheckpointStage();
  });
  afterEach(() => stage.end());

  async function filled(): Promise<void> {
    const checkpoint = await stage.checkpoint();
    await checkpoint.write({
      entries: IDS.map((id) => [id, entry(1)]),
      references: [reference(1)],
      scope: SCOPE,
    });
    await checkpoint.close();
  }

  /** Forgets one entry after the other; dies before the `dyingAt`-th. */
  function forgetting(from: number, dyingAt = Number.POSITIVE_INFINITY): Migration {
    return {
      from,
      to: from + 1,
      run: async (database) => {
        const keys = await database.keys({ gte: Buffer.from([32]) }).all();
        for (const [index, key] of keys.entries()) {
          if (index === dyingAt) throw Object.assign(new Error('IO error: No space left'), { code: 'LEVEL_IO_ERROR' });
          await database.del(key);
        }
      },
    };
  }

  async function formatOnDisk(): Promise<unknown> {
    const [meta] = await contentOf(stage.path(NODE));
    return (JSON.parse(String(meta?.[1])) as { format: unknown }).format;
  }

  /** Bytes that were written once must be read for ever: whoever has to change this makes a new format and a migration. */
  it('is as it was first written', async () => {
    const checkpoint = await stage.checkpoint();
    await checkpoint.write({
      entries: [
        ['6a0e5f1c-0000-4000-8000-00000000cafe', entry(2)],
        ['user-é', entry(1_767_225_600_000, { state: 'outside', told: false })],
        ['zz', entry(3, { state: 'deleted' })],
      ],
      references: [reference(258, { id: 'é', rev: undefined, type: 'DELETE', source: 'catch-up', attempted: true })],
      scope: SCOPE,
    });
    await checkpoint.close();
    const content = await contentOf(stage.path(NODE));
    assert.deepEqual(
      content.map(([key, value]) => [key.toString('hex'), value.toString(value[0] === 0x7b ? 'utf8' : 'hex')]),
      FORMAT_1,
    );
  });

  it('is brought up to date, one step after the other, and only once', async () => {
    await filled();
    const steps: number[] = [];
    const counted = (migration: Migration): Migration => ({
      ...migration,
      run: async (database) => {
        steps.push(migration.from);
        await migration.run(database);
      },
    });
    const formats: Formats = { current: 3, migrations: [counted(forgetting(2)), counted(forgetting(1))] };
    for (let opening = 0; opening < 2; opening += 1) {
      const { checkpoint, setAside } = await stage.open(NODE, 'somebody', formats);
      assert.equal(setAside, undefined);
      assert.deepEqual([checkpoint.scope, checkpoint.lastSequence], [SCOPE, 1]);
      assert.equal((await allEntries(checkpoint)).size, 0);
      assert.deepEqual(await checkpoint.references(1, 10), [reference(1)]);
      await checkpoint.write({ scope: SCOPE });
      await checkpoint.close();
      assert.equal(await formatOnDisk(), 3);
    }
    assert.deepEqual(steps, [1, 2]);
  });

  it('is brought up to date again when that was interrupted', async () => {
    await filled();
    for (const dyingAt of [0, 1, 1]) {
      const interrupted: Formats = { current: 2, migrations: [forgetting(1, dyingAt)] };
      await assert.rejects(stage.open(NODE, undefined, interrupted), {
        code: 'checkpoint-failed',
        message: /disk is full/,
      });
      assert.equal(await formatOnDisk(), 1);
    }
    const { checkpoint, setAside } = await stage.open(NODE, undefined, { current: 2, migrations: [forgetting(1)] });
    assert.equal(setAside, undefined);
    assert.equal((await allEntries(checkpoint)).size, 0);
    await checkpoint.close();
    assert.equal(await formatOnDisk(), 2);
  });

  it('keeps the steps that were done when a later one is interrupted', async () => {
    await filled();
    const interrupted: Formats = {
      current: 3,
      migrations: [{ from: 1, to: 2, run: () => Promise.resolve() }, forgetting(2, 1)],
    };
    await assert.rejects(stage.open(NODE, undefined, interrupted), { code: 'checkpoint-failed' });
    assert.equal(await formatOnDisk(), 2);
  });

  it('is set aside when there is no way to the current one', async () => {
    await filled();
    const { checkpoint, setAside } = await stage.open(NODE, undefined, { current: 3, migrations: [forgetting(1)] });
    assert.equal(setAside, 'damaged');
    assert.equal(checkpoint.lastSequence, 0);
  });

  it('is set aside when a newer version of this package wrote it', async () => {
    await filled();
    const newer = Buffer.from(JSON.stringify({ format: FORMATS.current + 1, somethingNew: true }));
    await changed((database) => database.put(META_KEY, newer))(stage.path(NODE));
    const { checkpoint, setAside } = await stage.open();
    assert.equal(setAside, 'newer-format');
    assert.equal((await allEntries(checkpoint)).size, 0);
    await checkpoint.close();
    assert.deepEqual(readdirSync(stage.folder).sort(), [NODE, `${NODE}.newer-format-1`]);
    assert.equal((await contentOf(stage.path(`${NODE}.newer-format-1`))).length, IDS.length + 3, 'untouched');
  });

  it('has a way from each older one', () => {
    for (let format = 1; format < FORMATS.current; format += 1) {
      assert.ok(
        FORMATS.migrations.some(({ from }) => from === format),
        `from ${format}`,
      );
    }
    assert.equal(FORMATS.current, 1 + FORMATS.migrations.length);
  });
});
