/** Event nodes inside subflows: an account for each instance, and checkpoints that come and go with it. */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Sandbox, SandboxAccount } from '../../sandbox';
import { eventually } from '../support/eventually';
import { accountNode, debugNode, PLACED, TAB } from '../support/flow';
import type { FlowNode, NodeRedProcess, ToldEvent } from '../support/node-red-process';
import { Testbed } from '../support/testbed';
import type { Writer } from '../support/writer';

/** A subflow with one output, as the editor exports it: its account is chosen by each instance (`conf-types`). */
const SUBFLOW: readonly FlowNode[] = [
  {
    id: 'sub-flow',
    type: 'subflow',
    name: 'Patients of an account',
    in: [],
    out: [{ x: 300, y: 100, wires: [{ id: 'template', port: 0 }] }],
    env: [{ name: 'ACCOUNT', type: 'icure-account', value: '', ui: { type: 'conf-types' } }],
  },
  {
    id: 'template',
    type: 'icure-patient-events',
    z: 'sub-flow',
    x: 100,
    y: 100,
    account: '${ACCOUNT}',
    create: true,
    catchUp: 'everything',
    wires: [[]],
  },
];

function instance(id: string, account: string): FlowNode[] {
  return [
    {
      id,
      type: 'subflow:sub-flow',
      ...PLACED,
      env: [{ name: 'ACCOUNT', type: 'conf-type', value: account }],
      wires: [[`${id}-debug`]],
    },
    debugNode(`${id}-debug`),
  ];
}

describe('event nodes in a subflow', () => {
  const bed = new Testbed();
  let sandbox: Sandbox;
  let nodeRed: NodeRedProcess;
  let accounts: readonly FlowNode[];
  const writers: Writer[] = [];

  before(async () => {
    sandbox = await bed.startSandbox();
    const second = sandbox.addAccount({
      login: 'second@sandbox.local',
      password: 'sandbox',
      kind: 'hcp',
      name: 'Second',
    });
    const readers: readonly SandboxAccount[] = [bed.professional, second];
    accounts = readers.map((reader, index) =>
      accountNode(sandbox.url, reader, { id: `account-${index}`, name: `Ward ${index}` }),
    );
    nodeRed = await bed.startNodeRed();
    await deploy(instance('one', 'account-0'), instance('other-one', 'account-1'));
    // Two SDKs are loaded at the same time.
    await eventually(
      'both listen',
      () => {
        assert.equal(sandbox.sockets.length, 2);
      },
      60_000,
    );
    for (const reader of readers) writers.push(await bed.startWriter(reader));
  });
  after(() => bed.end());

  async function deploy(...nodes: readonly (readonly FlowNode[])[]): Promise<void> {
    await nodeRed.deploy([TAB, ...accounts, ...SUBFLOW, ...nodes.flat()]);
  }

  const events = (id: string): ToldEvent[] => nodeRed.eventsShownBy(`${id}-debug`);
  const countOf = (id: string, patient: string): number => events(id).filter((event) => event.id === patient).length;
  const checkpoints = (): string[] => readdirSync(join(nodeRed.userDir, 'icure', 'checkpoints'));

  async function written(which: number): Promise<string> {
    const writer = writers[which];
    assert(writer);
    return (await writer.patient()).id;
  }

  async function startOver(id: string): Promise<number> {
    return (await nodeRed.post(`/icure/checkpoints/${id}/start-over`, {})).status;
  }

  it('use the account that their instance names', async () => {
    for (const [which, id] of ['one', 'other-one'].entries()) {
      const patient = await written(which);
      await eventually(`it comes out of ${id}`, () => {
        assert.equal(countOf(id, patient), 1);
      });
      assert.deepEqual(
        ['one', 'other-one'].map((any) => countOf(any, patient)),
        which === 0 ? [1, 0] : [0, 1],
      );
      assert.equal(events(id)[0]?.account, `Ward ${which}`);
    }
  });

  it('start over in all instances when the node of the subflow is meant, and in one when that is', async () => {
    assert.equal(await startOver('template'), 204);
    assert.equal(await startOver('one-template'), 204);
    assert.equal(await startOver('nothing'), 404);
    const patient = await written(0);
    await eventually('it goes on', () => {
      assert.equal(countOf('one', patient), 1);
    });
  });

  it('keep their checkpoints through a deploy, and while the tab is disabled', async () => {
    assert.deepEqual(checkpoints().sort(), ['one-template', 'other-one-template']);
    const nodes = [
      TAB,
      ...accounts,
      ...SUBFLOW,
      ...instance('one', 'account-0'),
      ...instance('other-one', 'account-1'),
    ];
    await nodeRed.deploy(nodes.map((node) => (node.id === 'tab' ? { ...node, disabled: true } : node)));
    await eventually('nobody listens', () => {
      assert.equal(sandbox.sockets.length, 0);
    });
    const missed = await written(1);
    assert.deepEqual(checkpoints().sort(), ['one-template', 'other-one-template']);
    await nodeRed.deploy(nodes);
    await eventually('it is caught up on', () => {
      assert.equal(countOf('other-one', missed), 1);
    });
  });

  it('lose the checkpoint with their instance, and the others keep theirs', async () => {
    await deploy(instance('one', 'account-0'));
    await eventually('one checkpoint is left', () => {
      assert.deepEqual(checkpoints(), ['one-template']);
    });
  });

  it('lose all checkpoints with the node of the subflow', async () => {
    const [subflow] = SUBFLOW;
    assert(subflow);
    await nodeRed.deploy([
      TAB,
      ...accounts,
      { ...subflow, out: [] },
      ...instance('one', 'account-0').map((node) => ({ ...node, wires: [] })),
    ]);
    await eventually('no checkpoint is left', () => {
      assert.deepEqual(checkpoints(), []);
    });
  });
});
