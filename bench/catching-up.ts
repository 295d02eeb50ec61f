/**
 * What catching up costs in a real Node-RED: `ENTITIES` (100000) patients that have not changed since the last look, against the bare requests for ids and revisions in the same
 * run; the growth of the heap of all threads; and, with 1,000 of them changed, that those are the only ones that are read (decrypted).
 */
import assert from 'node:assert/strict';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { createSandbox, type Sandbox } from '../sandbox';
import { Limit } from '../src/sdk/store/limit';
import { pagesOf } from '../src/sdk/server/pages';
import { RestClient } from '../test/sandbox/rest';
import { eventually } from '../test/support/eventually';
import { accountNode, PLACED, TAB } from '../test/support/flow';
import { NodeRedProcess } from '../test/support/node-red-process';
import { BEGIN, TELL, type HeapGrowth } from './heap-watch';

const ENTITIES = Number(process.env.ENTITIES ?? 100_000);
const CHANGED = 1_000;
/** Ids in a request, and requests at a time, as the store has them. */
const PAGE = 500;
const CONCURRENCY = 4;
/** Requests for patients: those for versions have 500 ids each, those for what is to be decrypted 50. */
let patientRequests = 0;
let searches = 0;

/** `medtech` needs the SDK's folder in `ICURE_MEDTECH_SDK`. */
const SDK = process.env.SDK ?? 'cardinal';
/** ms */
const LIMIT = 600_000;

async function measure(): Promise<void> {
  const sandbox = await createSandbox({
    pingInterval: 5_000,
    log: (line) => {
      if (line.startsWith('POST /rest/v2/patient/byIds')) patientRequests += 1;
      if (line.startsWith('POST /rest/v2/patient/match')) searches += 1;
    },
  });
  const [professional] = sandbox.accounts;
  assert.ok(professional);
  const nodeRed = new NodeRedProcess(
    { logging: { console: { level: 'error', metrics: false, audit: false } } },
    { NODE_OPTIONS: `--require ${join(__dirname, 'heap-watch.js')}` },
  );
  await nodeRed.start();
  const account = accountNode(sandbox.url, professional, { sdk: SDK, openTimeout: 60_000, silenceTimeout: 30_000 });
  const listening = { ...PLACED, account: 'account', create: true, update: true, delete: true, wires: [[]] };
  // Only who has logged in has a key that can be written for.
  await nodeRed.deploy([TAB, account, { ...listening, id: 'users', type: 'icure-user-events' }]);
  await nodeRed.badge('users', ({ fill }) => fill === 'green');
  const writer = sandbox.createWriter({ readers: [professional.dataOwnerId] });
  for (let count = 0; count < ENTITIES; count += 1) {
    writer.create('Patient');
    if (count % 50 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  await nodeRed.deploy([
    TAB,
    account,
    {
      ...listening,
      id: 'patients',
      type: 'icure-patient-events',
      catchUp: 'everything',
      firstStart: 'now',
      catchUpEvery: 0,
    },
  ]);
  await nodeRed.badge('patients', ({ fill }) => fill === 'green', LIMIT);
  await untilIdle(nodeRed);
  console.log(`${ENTITIES} patients are known`);

  const client = await RestClient.of(sandbox, professional);
  const filter = { $type: 'PatientByHcPartyFilter', healthcarePartyId: professional.dataOwnerId };
  for (let round = 0; round < 3; round += 1) {
    const bare = await askBare(sandbox, client.token, filter);
    const { time, all, main, workers, reads, decryptions } = await lookAgain(sandbox, nodeRed);
    console.log(
      `unchanged: ${time} ms, the bare requests ${bare} ms: ${(time / bare).toFixed(2)} times; heap grew by ${megabytes(all)} MB at most (Node-RED's thread ${megabytes(main)} MB, worker ${megabytes(workers)} MB); ${reads} requests for patients, ${decryptions} decryptions`,
    );
  }
  await nodeRed.ask(BEGIN, undefined);
  await withoutSockets(sandbox, () => {
    for (const id of writer.alive('Patient').slice(0, CHANGED)) writer.modify('Patient', id);
  });
  await told(nodeRed, 'UPDATE', CHANGED);
  await untilIdle(nodeRed);
  const { decryptions } = (await nodeRed.ask(TELL, 'answer')) as HeapGrowth;
  const { unreadable } = await metrics(nodeRed);
  console.log(`${CHANGED} changed while away: all told, ${unreadable} unreadable; ${decryptions} decryptions`);
  await nodeRed.stop();
  await sandbox.stop();
}

/** A new connection makes the node look through everything. */
async function lookAgain(
  sandbox: Sandbox,
  nodeRed: NodeRedProcess,
): Promise<Omit<HeapGrowth, 'baseline'> & { time: number; reads: number }> {
  await nodeRed.ask(BEGIN, undefined);
  const before = patientRequests;
  const begun = searches;
  await withoutSockets(sandbox, () => undefined);
  await eventually('the look begins', () => {
    assert.ok(searches > begun);
  });
  const started = performance.now();
  await untilIdle(nodeRed);
  const time = Math.round(performance.now() - started);
  const { all, main, workers, decryptions } = (await nodeRed.ask(TELL, 'answer')) as HeapGrowth;
  return { time, all, main, workers, decryptions, reads: patientRequests - before };
}

async function untilIdle(nodeRed: NodeRedProcess): Promise<void> {
  await eventually(
    'the look ends',
    async () => {
      assert.equal((await metrics(nodeRed)).isIdle, true);
    },
    LIMIT,
  );
}

async function withoutSockets(sandbox: Sandbox, work: () => void): Promise<void> {
  sandbox.faults.refuseUpgrade = 503;
  sandbox.cutConnections('sockets');
  await eventually('no socket is open', () => {
    assert.equal(sandbox.sockets.length, 0);
  });
  work();
  delete sandbox.faults.refuseUpgrade;
}

async function told(nodeRed: NodeRedProcess, type: string, count: number): Promise<void> {
  await eventually(
    () => `${count} ${type} are told`,
    async () => {
      assert.ok(((await metrics(nodeRed)).told[type] ?? 0) >= count);
    },
    LIMIT,
  );
}

async function metrics({
  url,
}: NodeRedProcess): Promise<{ told: Record<string, number>; isIdle: boolean; unreadable: number }> {
  const text = await (await fetch(`${url}/icure/metrics`)).text();
  const numbers = [...text.matchAll(/^(?<name>\w+)\{(?<labels>[^}]*)\} (?<value>\S+)$/gm)].map(
    ({ groups }) => groups ?? {},
  );
  const valueOf = (name: string, label: string): number =>
    Number(numbers.find((sample) => sample.name === name && sample.labels?.includes(label))?.value ?? 0);
  return {
    told: Object.fromEntries(
      ['CREATE', 'UPDATE', 'DELETE'].map((type) => [type, valueOf('icure_feed_told_total', `"${type}"`)]),
    ),
    isIdle: valueOf('icure_feed_catch_up', '"idle"') === 1,
    unreadable: valueOf('icure_feed_unreadable_total', ''),
  };
}

async function askBare({ url }: Sandbox, token: string, filter: object): Promise<number> {
  const agent = new Agent({ keepAlive: true });
  const started = performance.now();
  const ids = JSON.parse(await post(url, token, agent, '/patient/match', filter)) as string[];
  assert.ok(ids.length >= ENTITIES);
  const limit = new Limit(CONCURRENCY);
  await Promise.all(
    pagesOf(ids, PAGE).map((page) => limit.run(() => post(url, token, agent, '/patient/byIds', { ids: page }))),
  );
  agent.destroy();
  return Math.round(performance.now() - started);
}

function post(url: string, token: string, agent: Agent, path: string, body: object): Promise<string> {
  const content = JSON.stringify(body);
  const headers = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(content),
    authorization: `Bearer ${token}`,
  };
  return new Promise((resolve, reject) => {
    const call = request(`${url}/rest/v2${path}`, { method: 'POST', agent, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () => {
        resolve(Buffer.concat(chunks).toString());
      });
    });
    call.once('error', reject);
    call.end(content);
  });
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}

measure().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
