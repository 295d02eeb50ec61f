/** What the nodes that find, save and delete promise of messages, besides what they do: that nobody changes them for others, and what errors and badges say. */
import assert from 'node:assert/strict';
import type { Sandbox } from '../../sandbox';
import { ACTION_SURROUNDINGS, ActionFlow, actionNodes, type Seen } from '../support/actions';
import { debugNode, PLACED } from '../support/flow';
import type { FlowNode, NodeRedProcess, Status } from '../support/node-red-process';
import { Testbed } from '../support/testbed';

const SAVE = { type: 'icure-save', entity: '', retries: 0 };

/** Notes in the message itself that it came by; whoever shares an object with another message notes it there, too. */
const MARK: FlowNode = {
  id: 'mark',
  type: 'function',
  ...PLACED,
  func: 'msg.kept.marks += 1; msg.parts.parts.marks += 1; return msg;',
  wires: [['marked-debug-0']],
};

describe('messages of the nodes that find, save and delete', () => {
  const bed = new Testbed();
  let sandbox: Sandbox;
  let nodeRed: NodeRedProcess;
  let flow: ActionFlow;

  before(async () => {
    sandbox = await bed.startSandbox();
    nodeRed = await bed.startNodeRed({ apiMaxLength: '50mb' });
    const [, , find = MARK, ...findDebug] = actionNodes({
      id: 'each',
      type: 'icure-find',
      entity: 'Patient',
      by: 'ids',
      ids: '',
      limit: '',
      output: 'sequence',
      notFound: 'error',
      outputs: 1,
    });
    await bed.deploy(
      ...ACTION_SURROUNDINGS,
      ...actionNodes({ id: 'save', ...SAVE }),
      ...actionNodes({ id: 'close', ...SAVE, entity: 'Notification', setStatus: 'completed', retries: 3 }),
      ...actionNodes({ id: 'once', ...SAVE, entity: 'Notification', setStatus: 'completed' }),
      ...actionNodes({ id: 'delete', type: 'icure-delete', entity: '' }),
      ...actionNodes({ id: 'each', type: 'icure-find' }).slice(0, 2),
      { ...find, wires: [['mark']] },
      ...findDebug,
      MARK,
      ...actionNodes({ id: 'marked', type: 'debug' }).slice(3),
      { id: 'badges', type: 'status', ...PLACED, scope: ['save'], wires: [['badges-debug']] },
      debugNode('badges-debug'),
    );
    flow = new ActionFlow(nodeRed);
    await flow.untilReady();
  });
  after(() => bed.end());

  async function saved(entity: string, payload: unknown): Promise<Seen> {
    const tag = await flow.send('save', `{ entity: '${entity}', payload: ${JSON.stringify(payload)} }`);
    return (await flow.output(tag, 'save')).payload as Seen;
  }

  const badges = (): Status[] => nodeRed.shownBy('badges-debug').map(({ status }) => status as Status);

  it('of a sequence share nothing that one could change for the others', async () => {
    const patients = (await saved('Patient', [{ lastName: 'A' }, { lastName: 'B' }, { lastName: 'C' }])) as unknown;
    const tag = await flow.send(
      'each',
      `{ payload: ${JSON.stringify(patients)}, kept: { marks: 0 }, parts: { id: 'outer', marks: 0 } }`,
    );
    const messages = await flow.outputs(tag, 'marked', 3);
    assert.deepEqual(
      messages.map(({ kept, parts }) => [kept, (parts as Seen).parts]),
      messages.map(() => [{ marks: 1 }, { id: 'outer', marks: 1 }]),
    );
    assert.deepEqual(
      messages.map(({ payload }) => payload),
      patients,
    );
  });

  it('with a filter that is null are about their ids, not about everything', async () => {
    const { id } = await saved('Patient', { lastName: 'Only' });
    const tag = await flow.send(
      'each',
      `{ payload: '${String(id)}', filter: null, kept: { marks: 0 }, parts: { marks: 0 } }`,
    );
    const message = await flow.output(tag, 'marked');
    assert.equal((message.payload as Seen).id, id);
    assert.equal((message.parts as Seen).count, 1);
  });

  it('set the status of a notification that was changed meanwhile, if they may try again, and nothing else of it', async () => {
    const first = await saved('Notification', { type: 'OTHER', status: 'pending' });
    await saved('Notification', { id: first.id, rev: first.rev, status: 'ongoing', type: 'KEY_PAIR_UPDATE' });
    const stale = `{ payload: ${JSON.stringify({ id: first.id, rev: first.rev, type: 'OTHER' })} }`;
    const error = await flow.error(await flow.send('once', stale));
    assert.equal(error.code, 'conflict');
    const tag = await flow.send('close', stale);
    const { status, type } = (await flow.output(tag, 'close')).payload as Seen;
    assert.deepEqual([status, type], ['completed', 'KEY_PAIR_UPDATE']);
  });

  it('with a list of which nothing could be sent have the reason as their code, and nothing is stored', async () => {
    const before = sandbox.documents('patient').length;
    sandbox.faults.refuseAll = 503;
    try {
      const list = JSON.stringify(Array.from({ length: 120 }, (_value, index) => ({ lastName: `Lost ${index}` })));
      const tag = await flow.send('save', `{ entity: 'Patient', payload: ${list} }`);
      const error = await flow.error(tag);
      assert.equal(error.code, 'server-error');
      assert.equal((error.cause?.items as unknown[]).length, 120);
      assert.equal(flow.count(tag, 'save'), 0);
      await nodeRed.badge('save', ({ fill, shape }) => fill === 'red' && shape === 'ring');
    } finally {
      delete sandbox.faults.refuseAll;
    }
    assert.equal(sandbox.documents('patient').length, before);
  });

  it('show that they work and how many were saved, in words for people and in a state for programs', async () => {
    const seen = badges().length;
    await saved(
      'Patient',
      Array.from({ length: 120 }, (_value, index) => ({ lastName: `Counted ${index}` })),
    );
    await nodeRed.badge('save', ({ text }) => text === 'saved 120');
    const since = badges().slice(seen);
    assert(since.length >= 2, JSON.stringify(since));
    assert(since.some(({ state, fill, shape }) => state === 'working' && fill === 'blue' && shape === 'dot'));
    assert.equal(since.at(-1)?.state, 'done');
    await flow.error(await flow.send('save', `{ entity: 'Patient', payload: {} }`));
    await nodeRed.badge('save', ({ fill }) => fill === 'red');
    const { state, code, shape } = badges().at(-1) ?? {};
    assert.deepEqual({ state, code, shape }, { state: 'failed', code: 'bad-entity', shape: 'dot' });
  });

  it('that failed are caught whole, with all that they came with', async () => {
    const tag = await flow.send('delete', `{ entity: 'Patient', payload: ['nobody'], kept: { deep: [1, { a: 2 }] } }`);
    await flow.error(tag);
    const caught = nodeRed.shownBy('caught').find((message) => message.tag === tag);
    assert.deepEqual(caught?.kept, { deep: [1, { a: 2 }] });
    assert.equal(caught.hasPayload, true);
  });
});
