/**
 * Delivers events until it is killed, some at a time, and notes in a file (`<note> <sequence> <id>`) what it has done. Each character that it prints stands for a step forward: `s` started, `o` the checkpoint
 * is open, `t` something was told.
 */
import { randomInt, randomUUID } from 'node:crypto';
import { appendFileSync, writeSync } from 'node:fs';
import type { Checkpoint } from '../../../src/events/checkpoint/checkpoint';
import { openCheckpoint } from '../../../src/events/checkpoint/open-checkpoint';
import { IN_FLIGHT, NODE, OPENED, STARTED, TOLD, type Note } from './kill-log';
import { entry, reference } from './stage';

/** Every so many events, this many entities turn up that are not to be told of: so LevelDB has tables to make while it is killed. */
const UNTOLD_INTERVAL = 20;
const UNTOLD = 400;

async function run(folder: string, log: string): Promise<void> {
  const note = (what: Note, sequence: number, id: string): void => {
    appendFileSync(log, `${what} ${sequence} ${id}\n`);
  };
  writeSync(1, STARTED);
  const { checkpoint, setAside } = await openCheckpoint(folder, NODE);
  if (setAside !== undefined) throw new Error(`The checkpoint was set aside: ${setAside}.`);
  writeSync(1, OPENED);
  for (const { sequence, id } of await checkpoint.references(1, 1_000)) {
    note('again', sequence, id);
    await checkpoint.write({ settled: [sequence] });
    note('settled', sequence, id);
  }
  await Promise.all(Array.from({ length: IN_FLIGHT }, () => deliver(checkpoint, note)));
}

async function deliver(
  checkpoint: Checkpoint,
  note: (what: Note, sequence: number, id: string) => void,
): Promise<never> {
  for (;;) {
    const sequence = checkpoint.lastSequence + 1;
    const id = randomInt(3) === 0 ? randomUUID() : `id-${randomInt(500)}`;
    await checkpoint.write({ entries: [[id, entry(sequence)]], references: [reference(sequence, { id })] });
    note('told', sequence, id);
    writeSync(1, TOLD);
    await checkpoint.write({ settled: [sequence] });
    note('settled', sequence, id);
    if (sequence % UNTOLD_INTERVAL === 0) {
      const ids = Array.from({ length: UNTOLD }, () => `untold-${randomInt(20_000)}`);
      await checkpoint.write({ entries: ids.map((id) => [id, entry(1, { told: false })]) });
    }
  }
}

const [folder = '', log = ''] = process.argv.slice(2);
run(folder, log).catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
