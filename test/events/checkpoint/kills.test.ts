/** A process that writes a checkpoint is killed at any moment. `ICURE_KILLS` says how often (20). */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { numbersFrom } from '../../model/arbitrary-filter';
import { IN_FLIGHT, NODE, readNotes, type Note, type NotedEvent } from './kill-log';
import { allEntries, CheckpointStage } from './stage';

const KILLS = Number(process.env.ICURE_KILLS ?? 20);
/** The steps forward, told ones for the most part, after which the process is killed at the latest. */
const MOST_STEPS = 800;

describe('a checkpoint whose process is killed', () => {
  let stage: CheckpointStage;

  beforeEach(() => {
    stage = new CheckpointStage();
  });
  afterEach(() => stage.end());

  it(`is never damaged, never ahead of what was told, and never behind it (${KILLS} kills)`, async function () {
    this.timeout(60_000 + KILLS * 5_000);
    const seed = Date.now() % 2 ** 31;
    const next = numbersFrom(seed);
    let told = 0;
    for (let kill = 1; kill <= KILLS; kill += 1) {
      // Every fifth dies while it opens the checkpoint, or soon after.
      await runAndKill(1 + next(kill % 5 === 0 ? 4 : MOST_STEPS));
      told = await assertInOrder(`kill ${kill}, seed ${seed}`);
    }
    assert.ok(told > KILLS, `${told} told`);
  });

  async function runAndKill(steps: number): Promise<void> {
    const child = spawn(process.execPath, [join(__dirname, 'killed-writer.js'), stage.folder, stage.path('log')], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let seen = 0;
    child.stdout.on('data', (data: Buffer) => {
      seen += data.length;
      if (seen >= steps) child.kill('SIGKILL');
    });
    const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
    assert.deepEqual([code, signal], [null, 'SIGKILL'], 'it was alive until it was killed');
  }

  /** Returns how many were told. */
  async function assertInOrder(when: string): Promise<number> {
    const notes = readNotes(stage.path('log'));
    const { checkpoint, setAside } = await stage.open(NODE);
    assert.equal(setAside, undefined, `${when}: damaged`);
    const entries = await allEntries(checkpoint);
    const references = await checkpoint.references(1, Number.MAX_SAFE_INTEGER);
    assert.equal(await checkpoint.countReferences(), references.length, when);

    const told = sequencesOf(notes, 'told');
    const settled = new Set(sequencesOf(notes, 'settled'));
    const waiting = new Set(references.map(({ sequence }) => sequence));
    assert.equal(new Set(told).size, told.length, `${when}: a sequence number was given twice`);
    assert.ok(checkpoint.lastSequence >= Math.max(0, ...waiting, ...told.slice(-IN_FLIGHT)), `${when}: last sequence`);
    assert.ok(waiting.size <= IN_FLIGHT, `${when}: ${waiting.size} come again`);

    const toldOrKept = new Set([...told, ...sequencesOf(notes, 'again'), ...waiting]);
    for (const [id, { version, told: isTold }] of entries) {
      if (isTold) assert.ok(toldOrKept.has(version.order), `${when}: ${id} is ahead of what was told`);
    }
    for (const { note, id, sequence } of notes) {
      if (note === 'told') assert.ok((entries.get(id)?.version.order ?? 0) >= sequence, `${when}: ${id} is forgotten`);
    }
    for (const sequence of waiting) assert.ok(!settled.has(sequence), `${when}: ${sequence} comes again`);
    await checkpoint.close();
    return told.length;
  }
});

function sequencesOf(notes: readonly NotedEvent[], kind: Note): number[] {
  return notes.filter(({ note }) => note === kind).map(({ sequence }) => sequence);
}
