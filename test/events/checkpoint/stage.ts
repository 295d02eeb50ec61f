/** What the tests of the checkpoint share. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Checkpoint, Entry, Reference } from '../../../src/events/checkpoint/checkpoint';
import { openCheckpoint, type OpenedCheckpoint } from '../../../src/events/checkpoint/open-checkpoint';
import type { Formats } from '../../../src/events/checkpoint/migrations';

export const NODE = 'a1b2c3d4e5f60718';
/** The folder of `NODE`, in the stage's folder. */
export const PLACE = NODE;

/** A folder for checkpoints, which closes at the end what was opened in it, and goes. */
export class CheckpointStage {
  readonly folder = mkdtempSync(join(tmpdir(), 'icure-checkpoint-'));
  readonly #opened: Checkpoint[] = [];

  path(...names: readonly string[]): string {
    return join(this.folder, ...names);
  }

  async open(nodeId = NODE, owner?: string, formats?: Formats): Promise<OpenedCheckpoint> {
    const opened = await openCheckpoint(this.folder, nodeId, owner, formats);
    this.#opened.push(opened.checkpoint);
    return opened;
  }

  /** One that is in good order, or new. */
  async checkpoint(): Promise<Checkpoint> {
    const { checkpoint, setAside } = await this.open();
    if (setAside !== undefined) throw new Error(`The checkpoint was set aside: ${setAside}.`);
    return checkpoint;
  }

  async end(): Promise<void> {
    for (const checkpoint of this.#opened) await checkpoint.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export function entry(order: number, changes: Partial<Entry> = {}): Entry {
  return {
    version: { order, mark: order.toString(16).padStart(16, '0') },
    state: 'present',
    told: true,
    writtenAt: 1_767_225_600,
    ...changes,
  };
}

export function reference(sequence: number, changes: Partial<Reference> = {}): Reference {
  return {
    sequence,
    id: `entity-${sequence}`,
    type: 'CREATE',
    rev: `1-${sequence}`,
    source: 'live',
    receivedAt: '2026-01-01T00:00:00.000Z',
    attempted: false,
    ...changes,
  };
}

/** `count` entities whose ids say nothing. */
export function manyEntries(count: number, order = 1): (readonly [id: string, entry: Entry])[] {
  return Array.from({ length: count }, () => [randomUUID(), entry(order)]);
}

export async function allEntries(checkpoint: Checkpoint): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>();
  for await (const page of checkpoint.pages()) for (const [id, entry] of page) entries.set(id, entry);
  return entries;
}

export async function sequences(checkpoint: Checkpoint): Promise<number[]> {
  return (await checkpoint.references(1, Number.MAX_SAFE_INTEGER)).map(({ sequence }) => sequence);
}
