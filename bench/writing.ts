/**
 * How fast the sandbox's own writer writes, and what its history costs: `WRITES` (200000) writes of all entities, a half of them new ones, with nobody
 * listening; then a tenth of that with a socket for each event of each entity; then the heap that the history of `WRITES` writes takes.
 */
import assert from 'node:assert/strict';
import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createSandbox, type Sandbox, type Writer } from '../sandbox';
import { RecordedHistory } from '../sandbox/history/history';
import { ENTITIES, ENTITY_NAMES, type EntityName } from '../src/model/entities';
import { ENTITY_CLASSES } from '../src/sdk/wire/entity-json';
import { NotificationClient } from '../test/sandbox/notification-client';
import { RestClient } from '../test/sandbox/rest';

const WRITES = Number(process.env.WRITES ?? 200_000);
/** Writes between two turns of the event loop. */
const SLICE = 50;

function heap(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}

async function measure(): Promise<void> {
  await measureAlone('secure');
  await measureAlone('legacy');
  for (const entity of ENTITY_NAMES) {
    const { sandbox, writer } = await open('secure');
    console.log(`${entity} alone: ${await write(writer, WRITES / 20, sandbox, [entity])} writes/s`);
    await sandbox.stop();
  }
  await measureListened();
  measureHistory();
}

async function measureAlone(delegations: 'secure' | 'legacy'): Promise<void> {
  const { sandbox, writer } = await open(delegations);
  const rate = await write(writer, WRITES, sandbox);
  console.log(`nobody listens, ${delegations}: ${rate} writes/s; heap with all that is stored: ${megabytes(heap())}`);
  await sandbox.stop();
}

async function open(delegations: 'secure' | 'legacy'): Promise<{ sandbox: Sandbox; writer: Writer }> {
  const sandbox = await createSandbox();
  const [account] = sandbox.accounts;
  assert.ok(account);
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  sandbox.registerPublicKey(account.dataOwnerId, publicKey.export({ type: 'spki', format: 'pem' }).toString());
  if (delegations === 'secure') return { sandbox, writer: sandbox.createWriter({ readers: [account.dataOwnerId] }) };
  const doctor = await RestClient.of(sandbox, account);
  const party = await doctor.write('GET', `/hcparty/${account.dataOwnerId}`);
  const spki = publicKey.export({ type: 'spki', format: 'der' }).toString('hex');
  await doctor.write('PUT', '/hcparty', { ...party, publicKey: spki });
  return { sandbox, writer: sandbox.createWriter({ readers: [account.dataOwnerId], delegations }) };
}

/** Returns writes per second. */
async function write(
  writer: Writer,
  count: number,
  { history }: Sandbox,
  entities: readonly EntityName[] = ENTITY_NAMES,
): Promise<number> {
  const begin = history.lastSequence;
  const started = performance.now();
  for (let done = 0; done < count; done += 1) {
    const entity = entities[Math.floor(Math.random() * entities.length)] ?? 'Patient';
    const alive = writer.alive(entity);
    const id = alive[Math.floor(Math.random() * alive.length)];
    const chance = Math.random();
    if (id === undefined || chance < 0.5) writer.create(entity, { labels: [{ type: 'bench', code: 'written' }] });
    else if (chance < 0.8) writer.modify(entity, id);
    else writer.remove(entity, id);
    if (done % SLICE === 0) await nextTurn();
  }
  assert.equal(history.lastSequence - begin, count);
  return Math.round((count * 1000) / (performance.now() - started));
}

async function measureListened(): Promise<void> {
  const { sandbox, writer } = await open('secure');
  const { token } = await RestClient.of(sandbox, sandbox.accounts[0]);
  const clients: NotificationClient[] = [];
  for (const entity of ENTITY_NAMES) {
    for (const type of ENTITIES[entity].eventTypes) {
      const frame = { eventTypes: [type], entityClass: ENTITY_CLASSES[entity] };
      clients.push(await NotificationClient.subscribe(sandbox, token, frame));
    }
  }
  const rate = await write(writer, WRITES / 10, sandbox);
  console.log(`with ${clients.length} sockets that listen in the same process: ${rate} writes/s`);
  await sandbox.stop();
}

/** In one piece, as the ids of stored documents are: what `randomUUID` returns is many small ones, until it is looked up. */
function newId(): string {
  return Buffer.from(randomUUID()).toString();
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

/** What is told to the history is not kept by anything else. */
function measureHistory(): void {
  const history = new RecordedHistory();
  const before = heap();
  for (let done = 0; done < WRITES; done += 2) {
    const sample = done % 4 === 0;
    const service = { id: newId(), modified: Date.now() };
    const written = (count: number) => ({
      id: sample ? newId() : service.id,
      rev: `${count}-${randomBytes(16).toString('hex')}`,
      services: sample ? [{ ...service, modified: service.modified + count }] : [],
    });
    const kind = sample ? 'contact' : 'patient';
    const previous = written(1);
    history.record({ operation: 'create', kind, document: previous });
    history.record(
      sample
        ? { operation: 'create', kind, document: written(2) }
        : { operation: 'modify', kind, document: written(2), previous },
    );
  }
  const growth = heap() - before;
  assert.equal(history.lastSequence, WRITES);
  console.log(`history of ${WRITES} writes, ids and revisions included: ${megabytes(growth)}`);
}

measure().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
