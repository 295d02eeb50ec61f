/** Redeploys, many of each kind: nothing is ever open twice, and nothing is left over. */
import assert from 'node:assert/strict';
import type { Sandbox } from '../../sandbox';
import { eventually } from '../support/eventually';
import { listeningNodes, TAB } from '../support/flow';
import { connected, type FlowNode, type NodeRedProcess } from '../support/node-red-process';
import { Testbed } from '../support/testbed';

const DEPLOYS = 100;

describe('redeploys', () => {
  const bed = new Testbed();
  let sandbox: Sandbox;
  let nodeRed: NodeRedProcess;

  before(async () => {
    sandbox = await bed.startSandbox();
    nodeRed = await bed.startNodeRed();
  });

  after(() => bed.end());

  function flow(deploy: number): FlowNode[] {
    return [
      TAB,
      bed.accountNode(),
      ...listeningNodes('patients', 'Patient').map((node) => ({ ...node, name: `patients ${deploy}` })),
      ...listeningNodes('same', 'Patient'),
      ...listeningNodes('samples', 'DataSample'),
    ];
  }

  /** What the subscriptions of the open sockets ask for; twice the same would be two sockets for one channel. */
  const wishes = (): string[] => sandbox.sockets.map(({ subscription }) => JSON.stringify(subscription));

  it(`${DEPLOYS} of them leave one socket for each channel and nothing else`, async function () {
    this.timeout(600_000);
    let doubles = 0;
    const watch = setInterval(() => {
      const subscribed = sandbox.sockets.filter(({ subscription }) => subscription !== undefined);
      if (new Set(subscribed.map(({ subscription }) => JSON.stringify(subscription))).size < subscribed.length) {
        doubles += 1;
      }
    }, 2);
    let before: Record<string, number> = {};
    try {
      for (let deploy = 1; deploy <= DEPLOYS; deploy += 1) {
        await nodeRed.deploy(flow(deploy), (['nodes', 'flows', 'full'] as const)[deploy % 3]);
        for (const id of ['patients', 'same', 'samples']) await nodeRed.badge(id, connected);
        await eventually('all channels have their socket', () => {
          assert.equal(new Set(wishes()).size, 5);
          assert.equal(wishes().length, 5);
        });
        if (deploy === 4) before = await nodeRed.resources();
      }
    } finally {
      clearInterval(watch);
    }
    assert.equal(doubles, 0, 'two sockets for one channel were never seen');
    await eventually('there are no more timers, workers and sockets than after the first deploys', async () => {
      for (const [kind, count] of Object.entries(await nodeRed.resources())) {
        assert.ok(count <= (before[kind] ?? 0), `${kind}: ${count}, before: ${before[kind] ?? 0}`);
      }
    });
    assert.doesNotMatch(nodeRed.log, /Close timed out|MaxListeners|Error stopping node/);
  });

  it('an empty flow closes everything at once', async () => {
    await nodeRed.deploy([TAB]);
    await eventually('no socket is left', () => {
      assert.equal(sandbox.sockets.length, 0);
    });
    assert.doesNotMatch(nodeRed.log, /Close timed out/);
  });
});
