/**
 * What it costs to ask for the versions of everything: of `PATIENTS` (20000) in a sandbox of its own process, through an account's worker, against the
 * same requests bare in the same run: as many ids each, as many at a time, over connections that are kept, the answers only counted.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hostedDriver } from '../src/sdk/host/host';
import type { EntityStore } from '../src/sdk/port';
import { pagesOf } from '../src/sdk/server/pages';
import { Limit } from '../src/sdk/store/limit';
import { RestClient } from '../test/sandbox/rest';
import { eventually } from '../test/support/eventually';
import { freePort } from '../test/support/free-port';
import { settingsFor } from '../test/support/sessions';

const PATIENTS = Number(process.env.PATIENTS ?? 20_000);
const ROUNDS = 7;
/** Ids in a call of the store, in one of its requests, and requests under way at a time. */
const CALL = 1_000;
const PAGE = 500;
const CONCURRENCY = 4;
/** Bytes of what is encrypted in a patient. */
const ENCRYPTED = 600;

const ACCOUNT = { login: 'hcp@sandbox.local', password: 'sandbox' };

async function measure(): Promise<void> {
  const port = await freePort();
  const sandbox = spawn(process.execPath, [join(__dirname, '../sandbox/icure-sandbox.js'), '--port', String(port)]);
  const keyFolder = mkdtempSync(join(tmpdir(), 'icure-bench-'));
  const agent = new Agent({ keepAlive: true });
  try {
    const url = `http://127.0.0.1:${port}`;
    await eventually('the sandbox answers', () => fetch(url));
    const settings = settingsFor({ url }, ACCOUNT, keyFolder, { concurrency: CONCURRENCY });
    const session = await hostedDriver.connect(settings, () => undefined);
    const client = await RestClient.of({ url }, ACCOUNT);
    const ids = await fill(client, session.identity.dataOwnerId);
    const bare: number[] = [];
    const ours: number[] = [];
    let bytes = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      bare.push(
        await timed(async () => {
          bytes = await askBare(url, client.token, agent, ids);
        }),
      );
      ours.push(await timed(() => askOurs(session.store, ids)));
    }
    await session.close();
    const ratio = median(ours) / median(bare);
    console.log(
      `${PATIENTS} patients (${(bytes / 1e6).toFixed(1)} MB): versions in ${median(ours)} ms, the bare requests in ${median(bare)} ms: ` +
        `${ratio.toFixed(2)} times (medians of ${ROUNDS}); ${Math.round(process.memoryUsage().rss / 1e6)} MB resident at the end`,
    );
  } finally {
    agent.destroy();
    sandbox.kill();
    rmSync(keyFolder, { recursive: true, force: true });
  }
}

async function fill(client: RestClient, owner: string): Promise<string[]> {
  const ids = Array.from({ length: PATIENTS }, () => randomUUID());
  for (const page of pagesOf(ids, CALL)) {
    const patients = page.map((id) => ({
      id,
      firstName: 'John',
      lastName: 'Snow',
      encryptedSelf: randomBytes(ENCRYPTED).toString('base64'),
      delegations: { [owner]: [{ owner, delegatedTo: owner, key: randomBytes(128).toString('hex'), tags: [] }] },
    }));
    await client.askList('POST', '/patient/batch', patients);
  }
  return ids;
}

async function askOurs(store: EntityStore, ids: readonly string[]): Promise<void> {
  const limit = new Limit((CONCURRENCY * PAGE) / CALL);
  const pages = await Promise.all(
    pagesOf(ids, CALL).map((page) =>
      limit.run(async () => (await store.stamps('Patient', page)).filter((stamp) => stamp?.version.order === 1).length),
    ),
  );
  assert.equal(
    pages.reduce((sum, count) => sum + count, 0),
    ids.length,
  );
}

/** Returns the length of the answers, in bytes. */
async function askBare(url: string, token: string, agent: Agent, ids: readonly string[]): Promise<number> {
  const limit = new Limit(CONCURRENCY);
  const lengths = await Promise.all(pagesOf(ids, PAGE).map((page) => limit.run(() => post(url, token, agent, page))));
  return lengths.reduce((sum, length) => sum + length, 0);
}

function post(url: string, token: string, agent: Agent, ids: readonly string[]): Promise<number> {
  const body = JSON.stringify({ ids });
  const headers = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    authorization: `Bearer ${token}`,
  };
  return new Promise((resolve, reject) => {
    const call = request(`${url}/rest/v2/patient/byIds`, { method: 'POST', agent, headers }, (response) => {
      let length = 0;
      response.on('data', (chunk: Buffer) => {
        length += chunk.length;
      });
      response.once('error', reject);
      response.once('end', () => {
        resolve(length);
      });
    });
    call.once('error', reject);
    call.end(body);
  });
}

/** ms */
async function timed(work: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await work();
  return Math.round(performance.now() - started);
}

function median(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}

measure().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
