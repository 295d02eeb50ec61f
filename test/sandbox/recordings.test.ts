/** What the real SDKs were recorded to send is answered with the same statuses and bodies of the same shape. */
import assert from 'node:assert/strict';
import { createSandbox, type Sandbox } from '../../sandbox';
import { readSteps, Replay } from './replay';

describe('sandbox with recorded traffic of the Cardinal SDK', () => {
  let sandbox: Sandbox;

  beforeEach(async () => {
    sandbox = await createSandbox();
  });

  afterEach(() => sandbox.stop());

  it('answers creating, reading, modifying, matching and deleting', async () => {
    const steps = readSteps('cardinal-crud.jsonl');
    assert.equal(steps.length, 42);
    const replay = new Replay(sandbox);
    for (const step of steps) await replay.run(step);
  });

  it('accepts every subscription and sends the events that it asks for', async () => {
    const steps = readSteps('cardinal-ws.jsonl');
    const replay = new Replay(sandbox);
    for (const step of steps) await replay.run(step);
    assert.equal(replay.clients.length, 22);
    const [patients, services] = replay.clients;
    assert.ok(patients !== undefined && services !== undefined);
    await patients.ids(3);
    assert.deepEqual(
      patients
        .entities()
        .map(({ firstName, rev }) => [firstName, typeof rev === 'string' ? Number.parseInt(rev, 10) : rev]),
      [
        ['Ada', 2],
        ['Bob', 1],
        ['Ada', 3],
      ],
    );
    await services.ids(1);
    await Promise.all(replay.clients.map((client) => client.close()));
  });
});

describe('sandbox with recorded traffic of MedTech SDKs', () => {
  for (const { version, requests } of [
    { version: '2.2.5', requests: 93 },
    { version: '3.3.10', requests: 63 },
  ]) {
    it(`answers ${version} for all five entities and sends it the events that it subscribed to`, async () => {
      // The server of the recordings told subscribers of services in modified contacts.
      const sandbox = await createSandbox({ serviceEventsOnModify: 'UPDATE' });
      try {
        const steps = readSteps(`medtech-${version}.jsonl`);
        assert.equal(steps.filter(({ kind }) => kind === 'request').length, requests);
        const replay = new Replay(sandbox);
        for (const step of steps) await replay.run(step);
        assert.deepEqual(
          replay.clients.map((client) => client.entities().length),
          [5, 3, 3, 3, 2],
        );
        await Promise.all(replay.clients.map((client) => client.close()));
      } finally {
        await sandbox.stop();
      }
    });
  }
});
