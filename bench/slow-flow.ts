/**
 * A flow that is 100 times slower than what it is fed with, in a real Node-RED: `EVENTS` (60000, ten minutes of 100 a second) data samples are created as fast as they are heard, while the flow
 * acknowledges one of a hundred; then the flow becomes fast. Tells how the heap of all threads grew, and asserts that all came, once and in order.
 */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createSandbox } from '../sandbox';
import { eventually } from '../test/support/eventually';
import { accountNode, PLACED, TAB } from '../test/support/flow';
import { NodeRedProcess } from '../test/support/node-red-process';
import { BEGIN, TELL, type HeapGrowth } from './heap-watch';

const EVENTS = Number(process.env.EVENTS ?? 60_000);
/** Events a second, and of how many the flow deals with one meanwhile. */
const RATE = Number(process.env.RATE ?? 500);
const SLOWER = 100;
/** `medtech` needs the SDK's folder in `ICURE_MEDTECH_SDK`. */
const SDK = process.env.SDK ?? 'cardinal';
/** ms */
const LIMIT = 1_200_000;
const TICK = 20;

async function measure(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'icure-bench-'));
  const [notes, hurry] = [join(folder, 'notes'), join(folder, 'hurry')];
  const sandbox = await createSandbox({ pingInterval: 5_000 });
  const [professional] = sandbox.accounts;
  assert.ok(professional);
  const nodeRed = new NodeRedProcess(
    { logging: { console: { level: 'error', metrics: false, audit: false } } },
    { NODE_OPTIONS: `--require ${join(__dirname, 'heap-watch.js')}` },
  );
  await nodeRed.start();
  await nodeRed.deploy([
    TAB,
    accountNode(sandbox.url, professional, { sdk: SDK, openTimeout: 30_000, silenceTimeout: 30_000 }),
    {
      id: 'samples',
      type: 'icure-data-sample-events',
      ...PLACED,
      account: 'account',
      create: true,
      catchUp: 'creations',
      firstStart: 'now',
      catchUpEvery: 0,
      acknowledge: true,
      // With more, the flow itself would overtake its slow messages when it becomes fast.
      maxInFlight: 1,
      wires: [['slow']],
    },
    {
      id: 'slow',
      type: 'function',
      ...PLACED,
      libs: [{ var: 'fs', module: 'fs' }],
      func: `
        const finish = () => {
          fs.appendFileSync(${JSON.stringify(notes)}, msg.payload.content.en.stringValue.split(' ')[1] + '\\n');
          node.send(msg);
          node.done();
        };
        if (fs.existsSync(${JSON.stringify(hurry)})) return finish();
        const last = Math.max(Date.now(), context.get('last') ?? 0) + ${(1_000 * SLOWER) / RATE};
        context.set('last', last);
        setTimeout(finish, last - Date.now());`,
      wires: [['ack']],
    },
    { id: 'ack', type: 'icure-ack', ...PLACED, wires: [[]] },
  ]);
  await nodeRed.badge('samples', ({ fill }) => fill === 'green');
  const writer = sandbox.createWriter({ readers: [professional.dataOwnerId] });
  const told = (): number[] => (existsSync(notes) ? readFileSync(notes, 'utf8').trim().split('\n').map(Number) : []);
  const written: number[] = [];
  const started = performance.now();
  for (const part of [1, 2, 3, 4]) {
    await nodeRed.ask(BEGIN, undefined);
    while (written.length < (EVENTS * part) / 4) {
      const due = Math.min(EVENTS, ((performance.now() - started) / 1_000) * RATE);
      while (written.length < due) written.push(writer.create('DataSample').sequence);
      await delay(TICK);
    }
    const { baseline, all, main, workers } = (await nodeRed.ask(TELL, 'answer')) as HeapGrowth;
    console.log(
      `${written.length} created, ${told().length} told: Node-RED's thread kept ${megabytes(baseline)} MB before this quarter; the heap grew by ${megabytes(all)} MB at most in this quarter (Node-RED's thread ${megabytes(main)} MB, worker ${megabytes(workers)} MB)`,
    );
  }
  await nodeRed.ask(BEGIN, undefined);
  const { baseline } = (await nodeRed.ask(TELL, 'answer')) as HeapGrowth;
  console.log(`Node-RED's thread keeps ${megabytes(baseline)} MB now`);
  writeFileSync(hurry, '');
  await eventually(
    () => `all are told: ${told().length}`,
    async () => {
      await delay(1_000);
      assert.equal(told().length, written.length);
    },
    LIMIT,
  );
  assert.deepEqual(told(), written, 'all once, in order');
  console.log(
    `${written.length} told, once and in order, after ${Math.round((performance.now() - started) / 1_000)} s`,
  );
  await nodeRed.stop();
  await sandbox.stop();
  rmSync(folder, { recursive: true });
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}

measure().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
