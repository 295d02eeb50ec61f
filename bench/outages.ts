/**
 * How soon events flow again after the server was away: `OUTAGES` times (20) for `OUTAGE` ms (30000), with delays capped at 0.5 s.
 * Prints the time from the server's return to the arrival of a new patient in a flow, for each outage.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { createSandbox, type Sandbox } from '../sandbox';
import { eventually } from '../test/support/eventually';
import { accountNode, listeningNodes, TAB } from '../test/support/flow';
import { broken, connected, NodeRedProcess } from '../test/support/node-red-process';
import { Writer } from '../test/support/writer';

const OUTAGES = Number(process.env.OUTAGES ?? 20);
const OUTAGE = Number(process.env.OUTAGE ?? 30_000);

async function measure(): Promise<void> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'icure-bench-'));
  const start = (port = 0): Promise<Sandbox> => createSandbox({ port, dataFolder, pingInterval: 500 });
  let sandbox = await start();
  const nodeRed = new NodeRedProcess();
  await nodeRed.start();
  const [professional] = sandbox.accounts;
  assert.ok(professional);
  await nodeRed.deploy([TAB, accountNode(sandbox.url, professional), ...listeningNodes('patients', 'Patient')]);
  await nodeRed.badge('patients', connected);
  const writer = await Writer.of(sandbox, [professional.dataOwnerId]);
  const times: number[] = [];
  for (let outage = 1; outage <= OUTAGES; outage += 1) {
    const { port } = sandbox;
    await sandbox.stop();
    await nodeRed.badge('patients', broken());
    await wait(OUTAGE);
    sandbox = await start(port);
    const returned = performance.now();
    await nodeRed.badge('patients', connected);
    const { id } = await writer.patient();
    await eventually('the patient arrives', () => {
      assert.ok(nodeRed.shown.some(({ message }) => (message.event as { id?: string } | undefined)?.id === id));
    });
    times.push(performance.now() - returned);
    assert.equal(sandbox.sockets.length, 3);
    console.log(`outage ${outage}: events flow again after ${Math.round(times.at(-1) ?? 0)} ms, 3 sockets`);
  }
  console.log(`longest: ${Math.round(Math.max(...times))} ms`);
  await nodeRed.stop();
  await sandbox.stop();
  writer.end();
  rmSync(dataFolder, { recursive: true, force: true });
}

measure().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
