/**
 * What finding and saving many data samples costs in a real Node-RED: `FOUND` (10000) of them, at least 5000, found as a sequence (time until the first message, growth of
 * the heap, order), and 1,000 saved as one array, against the bare Cardinal SDK that does the same in the same run.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { JsonObject } from '../src/model/json';
import { createSandbox } from '../sandbox';
import { eventually } from '../test/support/eventually';
import { accountNode, PLACED, TAB } from '../test/support/flow';
import { NodeRedProcess, type FlowNode } from '../test/support/node-red-process';
import { Writer } from '../test/support/writer';
import { BEGIN, TELL, type HeapGrowth } from './heap-watch';

const FOUND = Math.max(Number(process.env.FOUND ?? 10_000), 5_000);
const BATCH = 1_000;
/** How often saving is measured; the median counts. */
const RUNS = 5;
const NOW = 20260102030405;

const FLOW: readonly FlowNode[] = [
  { id: 'save-in', type: 'http in', ...PLACED, url: '/save', method: 'post', wires: [['save-begin']] },
  {
    id: 'save-begin',
    type: 'function',
    ...PLACED,
    func: 'return Object.assign(msg, msg.payload);',
    wires: [['save']],
  },
  {
    id: 'save',
    type: 'icure-save',
    ...PLACED,
    account: 'account',
    entity: '',
    addLabels: [],
    removeLabels: [],
    addCodes: [],
    removeCodes: [],
    retries: 0,
    wires: [['save-note']],
  },
  {
    id: 'save-note',
    type: 'function',
    ...PLACED,
    func: 'msg.payload = { id: [msg.payload].flat()[0].id }; return msg;',
    wires: [['answer']],
  },
  { id: 'find-in', type: 'http in', ...PLACED, url: '/find', method: 'get', wires: [['begin']] },
  {
    id: 'begin',
    type: 'function',
    ...PLACED,
    func: "msg.started = Date.now(); flow.set('first', undefined); flow.set('ids', []); return msg;",
    wires: [['find']],
  },
  {
    id: 'find',
    type: 'icure-find',
    ...PLACED,
    account: 'account',
    entity: 'DataSample',
    by: 'filter',
    filter: { owner: 'self', match: 'all', criteria: [{ by: 'label', type: 'bench', code: 'sample' }] },
    output: 'sequence',
    limit: '',
    notFound: 'error',
    outputs: 1,
    wires: [['count']],
  },
  {
    id: 'count',
    type: 'function',
    ...PLACED,
    func: `
      const ids = flow.get('ids');
      if (ids.length === 0) flow.set('first', Date.now() - msg.started);
      if (msg.parts.index !== ids.length) return [null, { ...msg, payload: { wrong: msg.parts.index } }];
      ids.push(msg.payload.id.slice(0, 8));
      if (ids.length !== msg.parts.count) return null;
      msg.payload = { first: flow.get('first'), total: Date.now() - msg.started, order: ids.join('') };
      return msg;`,
    outputs: 2,
    wires: [['answer'], ['answer']],
  },
  { id: 'ready', type: 'http in', ...PLACED, url: '/ready', method: 'get', wires: [['answer']] },
  { id: 'answer', type: 'http response', ...PLACED, wires: [] },
];

async function measure(): Promise<void> {
  const sandbox = await createSandbox({ pingInterval: 5_000 });
  const [professional] = sandbox.accounts;
  assert.ok(professional);
  const nodeRed = new NodeRedProcess(
    { apiMaxLength: '50mb' },
    { NODE_OPTIONS: `--require ${join(__dirname, 'heap-watch.js')}` },
  );
  await nodeRed.start();
  await nodeRed.deploy([TAB, accountNode(sandbox.url, professional, { openTimeout: 60_000 }), ...FLOW]);
  await eventually('the flow runs', async () => {
    assert.equal((await fetch(`${nodeRed.url}/ready`)).status, 200);
  });
  const subject = await save(nodeRed, { entity: 'Patient', payload: { lastName: 'Snow' } });

  const bare = await Writer.of(sandbox, []);
  const bareSubject = await bare.patient();
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    theirs.push(await timed(() => saveBare(bare, bareSubject)));
    ours.push(await timed(() => save(nodeRed, { entity: 'DataSample', patient: subject, payload: samples() })));
  }
  const stored = sandbox.documents('contact').flatMap(({ services }) => services);
  assert.equal(stored.length, 2 * RUNS * BATCH, 'all stored once');
  const ratio = median(ours) / median(theirs);
  console.log(
    `${BATCH} samples saved as one array: ${median(ours)} ms in a flow, ${median(theirs)} ms with the bare SDK: ${ratio.toFixed(2)} times (medians of ${RUNS})`,
  );

  for (let count = RUNS * BATCH; count < FOUND; count += BATCH) {
    await save(nodeRed, { entity: 'DataSample', patient: subject, payload: samples() });
  }
  const orders = new Set<unknown>();
  for (let run = 0; run < 2; run += 1) {
    await nodeRed.ask(BEGIN, undefined);
    const response = await fetch(`${nodeRed.url}/find`);
    const { first, total, order } = (await response.json()) as { first: number; total: number; order: string };
    const { all, main, workers } = (await nodeRed.ask(TELL, 'answer')) as HeapGrowth;
    assert.equal(order.length, FOUND * 8);
    orders.add(order);
    console.log(
      `${FOUND} samples found as a sequence: first message after ${first} ms, all after ${total} ms; heap grew by ${megabytes(all)} MB at most (Node-RED's thread ${megabytes(main)} MB, worker ${megabytes(workers)} MB)`,
    );
  }
  assert.equal(orders.size, 1, 'the order is the same each time');
  await nodeRed.stop();
  bare.end();
  await sandbox.stop();
}

/** Returns the id of the first that was saved. */
async function save({ url }: NodeRedProcess, message: JsonObject): Promise<string> {
  const { entity, patient, payload } = message;
  const response = await fetch(`${url}/save`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ entity, patient, payload }),
  });
  assert.equal(response.status, 200, await response.clone().text());
  return ((await response.json()) as { id: string }).id;
}

function samples(): JsonObject[] {
  return Array.from({ length: BATCH }, (_value, index) => ({
    labels: [{ id: 'bench|sample|1', type: 'bench', code: 'sample', version: '1' }],
    valueDate: NOW,
    content: { en: { measureValue: { value: index, unit: 'mg/dL' } } },
  }));
}

async function saveBare({ sdk }: Writer, subject: Awaited<ReturnType<Writer['patient']>>): Promise<void> {
  const { CodeStub, DecryptedContact, DecryptedContent, DecryptedService, Measure } =
    await import('@icure/cardinal-sdk');
  const services = Array.from(
    { length: BATCH },
    (_value, index) =>
      new DecryptedService({
        id: randomUUID(),
        tags: [new CodeStub({ id: 'bench|sample|1', type: 'bench', code: 'sample', version: '1' })],
        valueDate: NOW,
        content: { en: new DecryptedContent({ measureValue: new Measure({ value: index, unit: 'mg/dL' }) }) },
      }),
  );
  const contact = new DecryptedContact({ id: randomUUID(), openingDate: NOW, services });
  await sdk.contact.createContact(await sdk.contact.withEncryptionMetadata(contact, subject, {}));
}

/** ms */
async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return Math.round(performance.now() - started);
}

function median(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}

measure().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
