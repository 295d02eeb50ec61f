/** What happens when something breaks: Node-RED lives, the badges tell it, and events flow again by themselves. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sandbox } from '../../sandbox';
import type { FailureCode } from '../../src/model/failure';
import { eventually } from '../support/eventually';
import { CATCH, listeningNodes } from '../support/flow';
import { broken, connected, type NodeRedProcess } from '../support/node-red-process';
import { Testbed } from '../support/testbed';
import type { Writer } from '../support/writer';

/** How often the server goes away, and for how many ms (as long as the badges need to tell it, unless `ICURE_OUTAGE` says otherwise). */
const OUTAGES = Number(process.env.ICURE_OUTAGES ?? 20);
const OUTAGE = Number(process.env.ICURE_OUTAGE ?? 0);
/** ms until events must flow again; not a speed, but what the issue promises with delays capped at 0.5 s. */
const RECOVERY = 20_000;

describe('supervision', () => {
  const bed = new Testbed();
  let dataFolder: string;
  let sandbox: Sandbox;
  let nodeRed: NodeRedProcess;
  let writer: Writer;

  const startSandbox = (port = 0): Promise<Sandbox> => bed.startSandbox({ port, dataFolder });

  before(async () => {
    dataFolder = mkdtempSync(join(tmpdir(), 'icure-sandbox-'));
    bed.atEnd(() => {
      rmSync(dataFolder, { recursive: true, force: true });
    });
    sandbox = await startSandbox();
    nodeRed = await bed.startNodeRed();
    await bed.deploy(...listeningNodes('patients', 'Patient'), ...listeningNodes('users', 'User'), ...CATCH);
    await live();
    writer = await bed.startWriter();
  });

  after(() => bed.end());

  async function live(): Promise<void> {
    for (const id of ['patients', 'users']) await nodeRed.badge(id, connected, RECOVERY);
  }

  async function allBroken(...codes: FailureCode[]): Promise<void> {
    for (const id of ['patients', 'users']) {
      await nodeRed.badge(id, broken(...codes));
    }
  }

  /** A new patient arrives in the flow, exactly once, and there is one socket for each channel. */
  async function eventsFlow(): Promise<void> {
    await live();
    const { id } = await writer.patient();
    const arrived = (): number =>
      nodeRed.shown.filter(({ message }) => (message.event as { id: string; type: string } | undefined)?.id === id)
        .length;
    await eventually('the patient arrives', () => {
      assert.equal(arrived(), 1);
    });
    await eventually('there is one socket for each channel', () => {
      assert.equal(sandbox.sockets.length, 6);
    });
    assert.equal(arrived(), 1);
    assert.ok(nodeRed.isRunning);
  }

  it(`survives ${OUTAGES} outages of the server`, async function () {
    this.timeout(OUTAGES * (OUTAGE + 60_000));
    for (let outage = 1; outage <= OUTAGES; outage += 1) {
      const { port } = sandbox;
      await sandbox.stop();
      await allBroken();
      if (OUTAGE > 0) await new Promise((resolve) => setTimeout(resolve, OUTAGE));
      sandbox = await startSandbox(port);
      await eventsFlow();
    }
  });

  it('survives garbage on an open socket', async () => {
    for (const garbage of ['HTTP/1.1 502 Bad Gateway\r\n\r\n', '\u0081\u00fe\u0000\u0000', '\u00c1\u0001x']) {
      const disturbed = sandbox.sockets.map((socket) => socket.id);
      for (const socket of sandbox.sockets) socket.sendBytes(Buffer.from(garbage, 'latin1'));
      await eventually('the disturbed sockets are given up', () => {
        assert.ok(!sandbox.sockets.some(({ id }) => disturbed.includes(id)));
        assert.equal(sandbox.sockets.length, 6);
      });
      await eventsFlow();
    }
  });

  it('goes on after frames that are no entity, and says so', async () => {
    const known = sandbox.sockets.map((socket) => socket.id);
    for (const nonsense of ['nonsense', '42', 'null', '[]', '{"id":5}', '{}']) {
      for (const socket of sandbox.sockets) socket.send(nonsense);
    }
    await eventually('a Catch node hears of it', () => {
      const caught = nodeRed.shownBy('caught');
      assert.ok(caught.some(({ error }) => (error as { code: string }).code === 'protocol'));
    });
    await eventsFlow();
    assert.deepEqual(
      sandbox.sockets.map((socket) => socket.id),
      known,
      'the sockets stayed open',
    );
  });

  it('survives upgrades that are never answered', async () => {
    sandbox.faults.hangUpgrade = true;
    for (const socket of sandbox.sockets) socket.terminate();
    await allBroken('timeout');
    sandbox.faults.hangUpgrade = false;
    await eventsFlow();
  });

  it('notices a server that has gone silent', async () => {
    sandbox.faults.muted = true;
    await allBroken('timeout');
    sandbox.faults.muted = false;
    await eventsFlow();
  });

  it('survives a storm of 401', async () => {
    sandbox.faults.refuseAll = 401;
    for (const socket of sandbox.sockets) socket.terminate();
    await allBroken();
    delete sandbox.faults.refuseAll;
    await eventsFlow();
  });

  it('logs in again when the server no longer knows its tokens', async () => {
    sandbox.expireTokens();
    for (const socket of sandbox.sockets) socket.close(1001, 'restart');
    // The writer's own SDK cannot get over this: it needs a new login too.
    writer = await bed.startWriter();
    await eventsFlow();
  });

  it('says what a permanent refusal is about, in red', async () => {
    for (const socket of sandbox.sockets) socket.close(4403, 'no');
    await nodeRed.badge('patients', (badge) => broken('forbidden')(badge) && badge.shape === 'dot');
    await eventsFlow();
  });

  it('survives an exception inside the worker that nobody catches', async () => {
    const known = sandbox.sockets.map(({ id }) => id);
    nodeRed.crashWorkers();
    // The badge may have changed twice within this second, and the account be well again before the next one.
    await eventually('the crash is told', () => {
      assert.match(nodeRed.log, /ended unexpectedly/);
      assert.equal(sandbox.sockets.filter(({ id }) => !known.includes(id)).length, 6);
    });
    await eventsFlow();
    assert.doesNotMatch(nodeRed.log, /Thrown on request|glucose of Marie/);
  });
});
