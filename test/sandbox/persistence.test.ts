import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSandbox, type Sandbox, type SandboxOptions } from '../../sandbox';
import { loadCardinal, logIn, type Keys } from './cardinal';
import { entity } from './entities';
import { login, request, RestClient } from './rest';

describe('sandbox persistence', function () {
  this.timeout(60_000);
  let folder: string;
  let running: Sandbox[];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'icure-sandbox-test-'));
    running = [];
  });

  afterEach(async () => {
    await Promise.all(running.map((sandbox) => sandbox.stop()));
    rmSync(folder, { recursive: true });
  });

  async function start(options: SandboxOptions = {}): Promise<Sandbox> {
    const sandbox = await createSandbox({ dataFolder: join(folder, 'data'), ...options });
    running.push(sandbox);
    return sandbox;
  }

  const journal = () => join(folder, 'data', 'sandbox.jsonl');

  it('goes on with the same entities, revisions and tokens', async () => {
    const first = await start();
    const { dataOwnerId } = first.accounts[0] ?? assert.fail();
    const doctor = await RestClient.of(first, first.accounts[0]);
    const kept = await doctor.write('POST', '/patient', entity([dataOwnerId]));
    const deleted = await doctor.write('POST', '/patient', entity([dataOwnerId]));
    await doctor.write('DELETE', `/patient/${deleted.id}`);
    const purged = await doctor.write('POST', '/patient', entity([dataOwnerId]));
    await doctor.write('DELETE', `/patient/purge/${purged.id}?rev=${purged.rev}`);
    const user = { id: 'u', login: 'somebody', passwordHash: 'a password' };
    await doctor.write('POST', '/user', user);
    const before = first.documents('patient');
    await first.stop();

    const second = await start();
    assert.deepEqual(second.documents('patient'), before);
    assert.deepEqual(second.accounts, first.accounts);
    const read = await request(second, 'GET', `/patient/${kept.id}`, { token: doctor.token });
    assert.deepEqual(JSON.parse(read.text), kept);
    const body = { ...kept, firstName: 'Bob' };
    const modified = await request(second, 'PUT', '/patient', { token: doctor.token, body });
    assert.match(modified.text, /"rev":"2-/);
    assert.equal((await request(second, 'PUT', '/patient', { token: doctor.token, body })).status, 409);
    await login(second, { login: 'somebody', password: 'a password' });
  });

  it('lets the real SDK read with its old key what it wrote before', async () => {
    const { DecryptedPatient } = await loadCardinal();
    const keys: Keys = new Map();
    const first = await start();
    const account = first.accounts[0] ?? assert.fail();
    const before = await logIn(first, account, { keys });
    const { id } = await before.patient.createPatient(
      await before.patient.withEncryptionMetadata(new DecryptedPatient({ id: 'p', firstName: 'Ada', note: 'secret' })),
    );
    await first.stop();
    const second = await start();
    const after = await logIn(second, second.accounts[0] ?? assert.fail(), { keys });
    assert.equal((await after.patient.getPatient(id)).note, 'secret');
  });

  it('forgets tokens when asked to, at a start or by expiring them', async () => {
    const first = await start();
    const { token } = await login(first, first.accounts[0] ?? assert.fail());
    await first.stop();
    const statusWith = async (sandbox: Sandbox) => (await request(sandbox, 'GET', '/user/current', { token })).status;
    const second = await start();
    assert.equal(await statusWith(second), 200);
    second.expireTokens();
    await second.stop();
    const third = await start();
    assert.equal(await statusWith(third), 401);
    const later = await login(third, third.accounts[0] ?? assert.fail());
    await third.stop();
    const fourth = await start({ keepTokens: false });
    assert.equal((await request(fourth, 'GET', '/user/current', { token: later.token })).status, 401);
  });

  it('drops a write that a crash cut off, and goes on', async () => {
    const first = await start();
    const doctor = await RestClient.of(first, first.accounts[0]);
    const { dataOwnerId } = first.accounts[0] ?? assert.fail();
    await doctor.write('POST', '/patient', entity([dataOwnerId], { id: 'kept' }));
    await first.stop();
    appendFileSync(journal(), '{"table":"patient","key":"cut","value":{"id":"cu');
    const second = await start();
    const ids = () => second.documents('patient').map(({ id }) => id);
    assert.ok(ids().includes('kept') && !ids().includes('cut'));
    await (await RestClient.of(second, second.accounts[0])).write('POST', '/patient', entity([], { id: 'later' }));
    await second.stop();
    const third = await start();
    assert.ok(third.documents('patient').some(({ id }) => id === 'later'));
  });

  it('refuses a damaged file instead of starting without what it held', async () => {
    const first = await start();
    await first.stop();
    writeFileSync(journal(), `nonsense\n${readFileSync(journal(), 'utf8')}`);
    await assert.rejects(start(), /Line 1 of .*sandbox\.jsonl is damaged; remove the file/);
  });

  it('does not grow by starts, and is for its owner only', async () => {
    const first = await start();
    const doctor = await RestClient.of(first, first.accounts[0]);
    let user = await doctor.write('POST', '/user', { id: 'u', login: 'u' });
    for (let count = 0; count < 50; count += 1) user = await doctor.write('PUT', '/user', user);
    await first.stop();
    const grown = statSync(journal()).size;
    await (await start()).stop();
    assert.ok(statSync(journal()).size < grown / 2);
    assert.equal(statSync(journal()).mode & 0o777, 0o600);
    assert.deepEqual(readdirSync(join(folder, 'data')), ['sandbox.jsonl']);
  });

  it('leaves the folder of another sandbox alone while that one runs', async () => {
    const first = await start();
    await assert.rejects(start(), /is used by another sandbox \(process \d+\)/);
    const doctor = await RestClient.of(first, first.accounts[0]);
    await doctor.write('POST', '/user', { id: 'u', login: 'u' });
    await first.stop();
    const second = await start();
    assert.ok(second.documents('user').some(({ id }) => id === 'u'));
  });

  it('takes over the folder of a sandbox that did not end in order', async () => {
    await (await start()).stop();
    const { pid } = spawnSync(process.execPath, ['--version']);
    writeFileSync(join(folder, 'data', 'sandbox.lock'), String(pid));
    await (await start()).stop();
    writeFileSync(join(folder, 'data', 'sandbox.lock'), '');
    await start();
  });

  it('keeps nothing without a folder', async () => {
    const first = await createSandbox();
    running.push(first);
    const doctor = await RestClient.of(first, first.accounts[0]);
    await doctor.write('POST', '/user', { id: 'u', login: 'u' });
    await first.stop();
    const second = await createSandbox();
    running.push(second);
    assert.ok(!second.documents('user').some(({ id }) => id === 'u'));
    assert.deepEqual(second.accounts, first.accounts);
  });
});
