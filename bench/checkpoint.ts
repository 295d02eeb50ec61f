/**
 * What the checkpoint of `ENTITIES` (1000000) entities costs: bytes on disk, time to open, memory, and the time of one event (entry and reference, then settled) when they are all known,
 * `EVENTS` (20000) times: a third new entities, the others changes.
 */
import assert from 'node:assert/strict';
import { createHash, randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Checkpoint, Entry, Reference } from '../src/events/checkpoint/checkpoint';
import { openCheckpoint } from '../src/events/checkpoint/open-checkpoint';

const ENTITIES = Number(process.env.ENTITIES ?? 1_000_000);
const EVENTS = Number(process.env.EVENTS ?? 20_000);
const NODE = 'node';
const BATCH = 500;
const OPENINGS = 5;

async function measure(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'icure-bench-'));
  try {
    console.log(`Node.js ${process.version}, ${ENTITIES} entities`);
    const ids = await fill(folder);
    console.log(`on disk: ${megabytes(bytesIn(join(folder, NODE)))} MB, ${perEntity(folder)} bytes an entity`);
    const memory = await opened(folder);
    const checkpoint = await open(folder);
    await insert(checkpoint, ids);
    await readAll(checkpoint);
    console.log(`memory: ${megabytes(process.memoryUsage.rss() - memory)} MB more than before the first opening`);
    await checkpoint.close();
    console.log(`on disk afterwards: ${megabytes(bytesIn(join(folder, NODE)))} MB`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** As the first look at all does. */
async function fill(folder: string): Promise<string[]> {
  const checkpoint = await open(folder);
  const ids: string[] = [];
  const started = performance.now();
  while (ids.length < ENTITIES) {
    const batch = Array.from({ length: Math.min(BATCH, ENTITIES - ids.length) }, () => randomUUID());
    ids.push(...batch);
    await checkpoint.write({ entries: batch.map((id) => [id, entry(id, 1)]) });
  }
  await checkpoint.write({ scope: { owner: 'https://example.org somebody', lookedFor: 'all' } });
  console.log(`filled in ${Math.round(performance.now() - started)} ms`);
  await checkpoint.close();
  return ids;
}

/** Returns the memory in use before. */
async function opened(folder: string): Promise<number> {
  const memory = process.memoryUsage.rss();
  const times: number[] = [];
  for (let opening = 0; opening < OPENINGS; opening += 1) {
    const started = performance.now();
    const checkpoint = await open(folder);
    times.push(performance.now() - started);
    await checkpoint.close();
  }
  console.log(`opened in ${times.map((time) => Math.round(time)).join(', ')} ms`);
  return memory;
}

async function insert(checkpoint: Checkpoint, ids: readonly string[]): Promise<void> {
  const writes: number[] = [];
  const settlings: number[] = [];
  const lookUps: number[] = [];
  for (let event = 0; event < EVENTS; event += 1) {
    const isNew = event % 3 === 0;
    const id = isNew ? randomUUID() : (ids[Math.floor(Math.random() * ids.length)] ?? '');
    lookUps.push(await timed(() => checkpoint.get([id])));
    const reference = referenceTo(checkpoint.lastSequence + 1, id, isNew ? 'CREATE' : 'UPDATE');
    writes.push(await timed(() => checkpoint.write({ entries: [[id, entry(id, 2)]], references: [reference] })));
    settlings.push(await timed(() => checkpoint.write({ settled: [reference.sequence] })));
  }
  const both = writes.map((time, index) => time + (settlings[index] ?? 0));
  console.log(`one look-up: ${spread(lookUps)}`);
  console.log(`entry and reference: ${spread(writes)}`);
  console.log(`settled: ${spread(settlings)}`);
  console.log(`both: ${spread(both)}`);
  assert.equal(await checkpoint.countReferences(), 0);
  const time = await timed(() => checkpoint.references(1, 10));
  console.log(`references, after ${EVENTS} that were settled: ${time.toFixed(2)} ms`);
}

async function readAll(checkpoint: Checkpoint): Promise<void> {
  let count = 0;
  const started = performance.now();
  for await (const page of checkpoint.pages()) count += page.length;
  assert.equal(count, ENTITIES + Math.ceil(EVENTS / 3));
  console.log(`all ${count} entries read in ${Math.round(performance.now() - started)} ms`);
}

async function open(folder: string): Promise<Checkpoint> {
  const { checkpoint, setAside } = await openCheckpoint(folder, NODE);
  assert.equal(setAside, undefined);
  return checkpoint;
}

function entry(id: string, order: number): Entry {
  const mark = createHash('md5').update(`${id}${order}`).digest('hex').slice(0, 16);
  return { version: { order, mark }, state: 'present', told: order > 1, writtenAt: Math.floor(Date.now() / 1000) };
}

function referenceTo(sequence: number, id: string, type: Reference['type']): Reference {
  const rev = `2-${createHash('md5').update(id).digest('hex')}`;
  return { sequence, id, type, rev, source: 'live', receivedAt: new Date().toISOString(), attempted: false };
}

function bytesIn(folder: string): number {
  return readdirSync(folder).reduce((sum, file) => sum + statSync(join(folder, file)).size, 0);
}

function perEntity(folder: string): string {
  return (bytesIn(join(folder, NODE)) / ENTITIES).toFixed(1);
}

/** ms */
async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

function spread(times: readonly number[]): string {
  const sorted = [...times].sort((one, other) => one - other);
  const at = (part: number): string => (sorted[Math.floor((sorted.length - 1) * part)] ?? Number.NaN).toFixed(3);
  return `${at(0.5)} ms (median), ${at(0.99)} ms (p99), ${at(0.999)} ms (p99.9), ${at(1)} ms (longest)`;
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}

measure().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
