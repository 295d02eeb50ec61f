/** What becomes of messages when the nodes that find, save and delete are deployed anew while they work. */
import assert from 'node:assert/strict';
import type { Sandbox } from '../../sandbox';
import { ACTION_SURROUNDINGS, ActionFlow, actionNodes, type Seen } from '../support/actions';
import { eventually } from '../support/eventually';
import { TAB } from '../support/flow';
import type { FlowNode, NodeRedProcess } from '../support/node-red-process';
import { Testbed } from '../support/testbed';

/** So many that they take many parts. */
const CROWD = 1_000;
const THE_CROWD = Array.from({ length: CROWD }, (_value, index) => ({ lastName: `Crowd ${index}` }));

describe('redeploys of nodes that find, save and delete', () => {
  const bed = new Testbed();
  let sandbox: Sandbox;
  let nodeRed: NodeRedProcess;
  let flow: ActionFlow;
  let account: FlowNode;

  beforeEach(async () => {
    sandbox = await bed.startSandbox();
    nodeRed = await bed.startNodeRed({ apiMaxLength: '50mb' });
    // Longer than Node-RED waits for a node that is closed.
    account = bed.accountNode({ openTimeout: 16_000 });
    flow = new ActionFlow(nodeRed);
    await nodeRed.deploy(nodesNamed('first'));
    await flow.untilReady();
  });
  afterEach(() => bed.end());

  /** Another name is a change, so that the nodes alone are deployed anew; the account stays. */
  function nodesNamed(name: string): FlowNode[] {
    return [
      TAB,
      account,
      ...ACTION_SURROUNDINGS,
      ...actionNodes({ id: 'save', type: 'icure-save', entity: 'Patient', retries: 0 }).map((node) =>
        node.id === 'save' ? { ...node, name } : node,
      ),
    ];
  }

  const lastNames = (): unknown[] => sandbox.documents('patient').map(({ lastName }) => lastName);
  const crowd = (): unknown[] => lastNames().filter((name) => typeof name === 'string' && name.startsWith('Crowd'));

  async function redeploy(): Promise<void> {
    await nodeRed.deploy(nodesNamed('second'), 'nodes');
    await flow.untilReady();
    assert.doesNotMatch(nodeRed.log, /Close timed out|Error stopping node/);
  }

  async function saveOne(lastName: string): Promise<void> {
    const tag = await flow.send('save', `{ payload: { lastName: '${lastName}' } }`);
    const { payload } = await flow.output(tag, 'save');
    assert.equal((payload as Seen).lastName, lastName);
  }

  it('do not wait for a server that does not answer; what waits is given back', async () => {
    sandbox.faults.hangRequests = true;
    const tags = [
      await flow.send('save', `{ payload: { lastName: 'First' } }`),
      await flow.send('save', `{ payload: { lastName: 'Second' } }`),
    ];
    await nodeRed.badge('save', ({ fill }) => fill === 'blue');
    await redeploy();
    for (const tag of tags) assert.equal((await flow.error(tag)).code, 'closed');
    sandbox.faults.hangRequests = false;
    assert.deepEqual(
      lastNames().filter((name) => name === 'First' || name === 'Second'),
      [],
    );
  });

  it('wait for a request that is under way, yet not for ever; its outcome is told when it comes', async () => {
    await saveOne('Before');
    sandbox.faults.hangRequests = true;
    const tag = await flow.send('save', `{ payload: { lastName: 'Hanging' } }`);
    await nodeRed.badge('save', ({ fill }) => fill === 'blue');
    await redeploy();
    sandbox.faults.hangRequests = false;
    assert.equal((await flow.error(tag)).code, 'timeout');
    await saveOne('After');
  });

  it('stop a list between two parts: every entity is either sent on or named, and none is saved twice', async () => {
    const tag = await flow.send('save', `{ payload: ${JSON.stringify(THE_CROWD)} }`);
    await eventually('it has begun', () => {
      assert(crowd().length > 0);
    });
    await redeploy();
    const stored = crowd();
    const { payload, result } = await flow.output(tag, 'save');
    const { code, cause } = await flow.error(tag);
    assert.equal(code, 'partial');
    const failed = cause?.items as { index: number; code: string }[];
    const sent = (payload as Seen[]).map(({ lastName }) => lastName);
    assert.deepEqual(new Set(sent), new Set(stored));
    assert.equal(new Set(stored).size, stored.length, 'none twice');
    assert.equal(sent.length + failed.length, CROWD, 'none lost');
    assert.deepEqual(new Set([...sent, ...failed.map(({ index }) => `Crowd ${index}`)]).size, CROWD);
    assert(failed.every((item) => item.code === 'closed'));
    assert.equal((result as Seen).failed, failed.length);

    await saveOne('After');
    assert.equal(crowd().length, stored.length, 'the old node has stopped');
  });

  it('give back what was waiting, and the new node has a badge of its own', async () => {
    await flow.send('save', `{ payload: ${JSON.stringify(THE_CROWD)} }`);
    const waiting = await flow.send('save', `{ payload: { lastName: 'Waiting' } }`);
    await eventually('it has begun', () => {
      assert(crowd().length > 0);
    });
    await redeploy();
    const error = await flow.error(waiting);
    assert.equal(error.code, 'closed');
    assert(!lastNames().includes('Waiting'));
    await saveOne('After');
    await nodeRed.badge('save', ({ fill, text }) => fill === 'green' && text === 'saved 1');
  });
});
