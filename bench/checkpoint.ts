/**
 * What the checkpoint of `ENTITIES` (1000000) entities costs: bytes on disk, time to open, memory, and the time of one event (entry and reference, then settled) when they are all known,
 * `EVENTS` (20000) times: a third new entities, the others changes.
 */
import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Checkpoint, Entry, Reference } from '../src/events/checkpoint/checkpoint';
import { openCheckpoint } from '../src/events/checkpoint/open-checkpoint';

const ENTITIES = Number(process.env.ENTITIES ?? 1_000_000);
const EVENTS = Number(process.env.EVENTS ?? 20_000);
const NODE = 'node';
const BATCH = 500;
const OPENINGS = 5;

/** A process of its own measures, since the memory of the one that filled the checkpoint says nothing. */
async function fillAndMeasure(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'icure-bench-'));
  try {
    console.log(`Node.js ${process.version}, ${ENTITIES} entities`);
    await fill(folder);
    const bytes = bytesIn(join(folder, NODE));
    console.log(`on disk: ${megabytes(bytes)} MB, ${(bytes / ENTITIES).toFixed(1)} bytes an entity`);
    const [code] = (await once(fork(__filename, [folder]), 'exit')) as [number | null];
    assert.equal(code, 0);
    console.log(`on disk afterwards: ${megabytes(bytesIn(join(folder, NODE)))} MB`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** As the first look at all does. */
async function fill(folder: string): Promise<void> {
  const checkpoint = await open(folder);
  const started = performance.now();
  for (let index = 0; index < ENTITIES; index += BATCH) {
    const ids = Array.from({ length: Math.min(BATCH, ENTITIES - index) }, (_value, offset) => idOf(index + offset));
    await checkpoint.write({ entries: ids.map((id) => [id, entry(id, 1)]) });
  }
  await checkpoint.write({ scope: { owner: 'https://example.org somebody', lookedFor: 'all' } });
  console.log(`filled in ${Math.round(performance.now() - started)} ms`);
  await checkpoint.close();
}

async function measure(folder: string): Promise<void> {
  const before = memory();
  const times: number[] = [];
  for (let opening = 0; opening < OPENINGS; opening += 1) {
    const started = performance.now();
    const checkpoint = await open(folder);
    times.push(performance.now() - started);
    await checkpoint.close();
  }
  console.log(`opened in ${times.map((time) => Math.round(time)).join(', ')} ms`);
  const checkpoint = await open(folder);
  const grown = (when: string): void => {
    console.log(`memory ${when}: ${megabytes(memory() - before)} MB more than before the first opening`);
  };
  grown('when open');
  await insert(checkpoint, folder);
  grown('after the events');
  await readAll(checkpoint);
  grown('after reading all');
  await checkpoint.close();
}

async function insert(checkpoint: Checkpoint, folder: string): Promise<void> {
  const idle: number[] = [];
  const lookUps: number[] = [];
  const writes: number[] = [];
  const settlings: number[] = [];
  for (let event = 0; event < EVENTS; event += 1) {
    const isNew = event % 3 === 0;
    const id = isNew ? randomUUID() : idOf(Math.floor(Math.random() * ENTITIES));
    idle.push(await timed(() => stat(folder)));
    lookUps.push(await timed(() => checkpoint.get([id])));
    const reference = referenceTo(checkpoint.lastSequence + 1, id, isNew ? 'CREATE' : 'UPDATE');
    writes.push(await timed(() => checkpoint.write({ entries: [[id, entry(id, 2)]], references: [reference] })));
    settlings.push(await timed(() => checkpoint.write({ settled: [reference.sequence] })));
  }
  console.log(`to compare with, the stat() of a folder: ${spread(idle)}`);
  console.log(`one look-up: ${spread(lookUps)}`);
  console.log(`entry and reference: ${spread(writes)}`);
  console.log(`settled: ${spread(settlings)}`);
  console.log(`both: ${spread(writes.map((time, index) => time + (settlings[index] ?? 0)))}`);
  const time = await timed(() => checkpoint.references(1, 10));
  console.log(`references, after ${EVENTS} that were settled: ${time.toFixed(2)} ms`);
  assert.equal(await checkpoint.countReferences(), 0);
}

async function readAll(checkpoint: Checkpoint): Promise<void> {
  let count = 0;
  const time = await timed(async () => {
    for await (const page of checkpoint.pages()) count += page.length;
  });
  assert.equal(count, ENTITIES + Math.ceil(EVENTS / 3));
  console.log(`all ${count} entries read in ${Math.round(time)} ms`);
}

async function open(folder: string): Promise<Checkpoint> {
  const { checkpoint, setAside } = await openCheckpoint(folder, NODE);
  assert.equal(setAside, undefined);
  return checkpoint;
}

/** A UUID that is always the same for the same number. */
function idOf(index: number): string {
  const digits = createHash('md5').update(`${index}`).digest('hex');
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
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

/** bytes of this process's own; on Linux without files that LevelDB only looks into, which the system drops when it needs the memory. */
function memory(): number {
  try {
    const [, own] = /RssAnon:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
    if (own !== undefined) return Number(own) * 1024;
  } catch {
    // There is no such file elsewhere.
  }
  return process.memoryUsage.rss();
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

const [filled] = process.argv.slice(2);
(filled === undefined ? fillAndMeasure() : measure(filled)).catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
