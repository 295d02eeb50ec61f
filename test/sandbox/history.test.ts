import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { createSandbox, type EntityWrite, type Sandbox, type Writer } from '../../sandbox';
import { ENTITY_NAMES, type EntityName } from '../../src/model/entities';
import { entity } from './entities';
import { RestClient } from './rest';

/** Chooses by a seed (mulberry32), so that a failing run can be run again. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

describe("the sandbox's history", function () {
  this.timeout(60_000);
  let sandbox: Sandbox;
  let doctor: RestClient;
  let doctorId: string;

  beforeEach(async () => {
    sandbox = await createSandbox();
    doctor = await RestClient.of(sandbox, sandbox.accounts[0]);
    doctorId = sandbox.accounts[0]?.dataOwnerId ?? '';
  });

  afterEach(() => sandbox.stop());

  /** What happened to an entity, without numbers. */
  function operations(name: EntityName, id: string): string[] {
    return (sandbox.history.of(name).get(id) ?? []).map(({ operation }) => operation);
  }

  function writer(): Writer {
    const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    sandbox.registerPublicKey(doctorId, publicKey.export({ type: 'spki', format: 'pem' }).toString());
    return sandbox.createWriter({ readers: [doctorId] });
  }

  it('begins with the users and patients of the accounts', () => {
    const users = sandbox.accounts.map(({ userId }) => operations('User', userId));
    assert.deepEqual(users, [['create'], ['create']]);
    assert.deepEqual([...sandbox.history.of('Patient').keys()], [sandbox.accounts[1]?.dataOwnerId]);
    assert.equal(sandbox.history.lastSequence, 3);
  });

  it('tells every write by REST of an entity that is a document, with its revision', async () => {
    const before = sandbox.history.lastSequence;
    const created = await doctor.write('POST', '/patient', entity([doctorId]));
    const modified = await doctor.write('PUT', '/patient', created);
    const { rev } = await doctor.write('DELETE', `/patient/${created.id}?rev=${modified.rev}`);
    const undeleted = await doctor.write('POST', `/patient/undelete/${created.id}?rev=${rev}`);
    const writes: readonly EntityWrite[] = [
      { sequence: before + 1, operation: 'create', rev: created.rev },
      { sequence: before + 2, operation: 'modify', rev: modified.rev },
      { sequence: before + 3, operation: 'delete', rev },
      { sequence: before + 4, operation: 'undelete', rev: undeleted.rev },
    ];
    assert.deepEqual(sandbox.history.of('Patient').get(created.id), writes);
    const [first, , , last] = writes;
    assert.deepEqual(sandbox.history.stateOf('Patient', created.id), { created: first, last, isDeleted: false });
    await doctor.ask('DELETE', `/patient/purge/${created.id}?rev=${undeleted.rev}`);
    assert.equal(sandbox.history.stateOf('Patient', created.id)?.isDeleted, true);
    assert.equal(sandbox.history.stateOf('Patient', 'unknown'), undefined);
    await doctor.send('PUT', '/patient', { body: created });
    assert.equal(sandbox.history.lastSequence, before + 5, 'what was refused did not happen');
  });

  it('tells the versions of data samples, wherever they are', async () => {
    const service = (id: string, values: object = {}) => ({ id, modified: 1, ...values });
    const contact = await doctor.write('POST', '/contact', {
      ...entity([doctorId]),
      services: [service('a'), service('b'), service('c')],
    });
    await doctor.write('PUT', '/contact', {
      ...contact,
      services: [
        service('a', { modified: 2 }),
        ...(Array.isArray(contact.services) ? contact.services.slice(1, 2) : []),
        service('c', { modified: 2, endOfLife: 2 }),
        service('d'),
      ],
    });
    const other = await doctor.write('POST', '/contact', {
      ...entity([doctorId]),
      services: [service('a', { modified: 3 }), service('b', { modified: 4, endOfLife: 4 })],
    });
    assert.deepEqual(operations('DataSample', 'a'), ['create', 'modify', 'modify']);
    assert.deepEqual(operations('DataSample', 'b'), ['create', 'delete']);
    assert.deepEqual(operations('DataSample', 'c'), ['create', 'delete']);
    assert.deepEqual(operations('DataSample', 'd'), ['create']);
    const last = sandbox.history.stateOf('DataSample', 'b')?.last;
    assert.deepEqual([last?.rev, last?.version], [other.rev, { contactId: other.id, modified: 4, endOfLife: 4 }]);
    await doctor.ask('DELETE', `/contact/${other.id}`);
    assert.deepEqual(operations('DataSample', 'a').at(-1), 'delete');
    assert.deepEqual(operations('DataSample', 'b').at(-1), 'delete');
    assert.equal(operations('DataSample', 'b').length, 2, 'what has ended does not end again');
  });

  it('agrees with what is stored, and tells what the writer did', () => {
    const seed = Math.floor(Math.random() * 2 ** 31);
    const random = seeded(seed);
    const chosen = <Item>(items: readonly Item[]): Item | undefined => items[Math.floor(random() * items.length)];
    const author = writer();
    const expected = new Map<string, { rev: string; sequence: number; operations: string[] }>();
    for (let count = 0; count < 2000; count += 1) {
      const name = chosen(ENTITY_NAMES) ?? assert.fail();
      const id = random() < 0.5 ? undefined : chosen(author.alive(name));
      const isRemoval = random() < 0.3;
      const write =
        id === undefined ? author.create(name) : isRemoval ? author.remove(name, id) : author.modify(name, id);
      const operation = id === undefined ? 'create' : isRemoval ? 'delete' : 'modify';
      const before = expected.get(write.id)?.operations ?? [];
      expected.set(write.id, { rev: write.rev, sequence: write.sequence, operations: [...before, operation] });
    }
    for (const [id, { rev, sequence, operations: wanted }] of expected) {
      const name = ENTITY_NAMES.find((candidate) => sandbox.history.of(candidate).has(id)) ?? assert.fail();
      const message = `seed ${seed}, ${name} ${id}`;
      assert.deepEqual(operations(name, id), wanted, message);
      const state = sandbox.history.stateOf(name, id) ?? assert.fail();
      assert.deepEqual([state.last.rev, state.last.sequence], [rev, sequence], message);
      assert.equal(author.alive(name).includes(id), !state.isDeleted, message);
    }
    const documents = (['patient', 'helement', 'maintenancetask', 'user'] as const).flatMap((kind) =>
      sandbox.documents(kind),
    );
    for (const { id, rev, deletionDate } of documents) {
      const told = typeof id === 'string' ? expected.get(id) : undefined;
      if (told === undefined) continue;
      assert.deepEqual(
        [rev, deletionDate !== undefined],
        [told.rev, told.operations.at(-1) === 'delete'],
        `seed ${seed}`,
      );
    }
  });
});
