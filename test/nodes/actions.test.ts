/** The nodes that find, save and delete, in a real Node-RED, with the real Cardinal SDK, against the sandbox. */
import assert from 'node:assert/strict';
import type { Sandbox } from '../../sandbox';
import { ACTION_SURROUNDINGS, ActionFlow, actionNodes } from '../support/actions';
import { eventually } from '../support/eventually';
import { PLACED } from '../support/flow';
import type { FlowNode, NodeRedProcess } from '../support/node-red-process';
import { Testbed } from '../support/testbed';
import { MALFORMED_MESSAGES } from './malformed-messages';

const SAVE = { type: 'icure-save', entity: '', retries: 0 };
const FIND = { type: 'icure-find', entity: 'Patient', by: 'ids', ids: '', limit: '', outputs: 1 };

describe('nodes that find, save and delete', () => {
  const bed = new Testbed();
  let sandbox: Sandbox;
  let nodeRed: NodeRedProcess;
  let flow: ActionFlow;

  before(async () => {
    sandbox = await bed.startSandbox();
    nodeRed = await bed.startNodeRed({ apiMaxLength: '50mb' });
    await deploy();
  });
  after(() => bed.end());

  async function deploy(...others: readonly FlowNode[]): Promise<void> {
    await bed.deploy(
      ...ACTION_SURROUNDINGS,
      ...actionNodes({ id: 'save', ...SAVE }),
      ...actionNodes({
        id: 'label',
        ...SAVE,
        entity: 'Patient',
        retries: 3,
        addLabels: [{ type: 'demo', code: 'seen' }],
        removeLabels: [{ type: 'demo', code: 'new' }],
      }),
      ...actionNodes({ id: 'find', ...FIND, output: 'array', notFound: 'error' }),
      ...actionNodes({ id: 'each', ...FIND, output: 'sequence', notFound: 'output', outputs: 2 }, 2),
      ...actionNodes({ id: 'delete', type: 'icure-delete', entity: '' }),
      ...others,
    );
    flow = new ActionFlow(nodeRed);
    await flow.untilReady();
  }

  /** Saves patients with these last names, and returns them. */
  async function savePatients(...names: readonly string[]): Promise<Record<string, unknown>[]> {
    const payload = names.map((lastName) => ({ lastName, note: 'Secret', labels: [{ type: 'demo', code: 'new' }] }));
    const tag = await flow.send('save', `{ entity: 'Patient', payload: ${JSON.stringify(payload)} }`);
    return (await flow.output(tag, 'save')).payload as Record<string, unknown>[];
  }

  async function savePatient(name: string): Promise<Record<string, unknown>> {
    const [patient] = await savePatients(name);
    assert(patient);
    return patient;
  }

  it('save one entity, keep the rest of the message and tell what they did', async () => {
    const tag = await flow.send(
      'save',
      `{ entity: 'Patient', kept: { a: 1 }, topic: 't', payload: { lastName: 'Snow', note: 'Secret' } }`,
    );
    const { payload, result, kept, topic } = await flow.output(tag, 'save');
    const { id, rev, note } = payload as Record<string, unknown>;
    assert.equal(note, 'Secret');
    assert.deepEqual(result, { action: 'save', entity: 'Patient', account: 'Ward 3', id, rev, created: true });
    assert.deepEqual([kept, topic], [{ a: 1 }, 't']);
    const stored = sandbox.documents('patient').find((document) => document.id === id);
    assert.equal(stored?.rev, rev);
    assert(!JSON.stringify(stored).includes('Secret'));
  });

  it('change an entity, and refuse what was changed meanwhile with both revisions', async () => {
    const first = await savePatient('Snow');
    const change = JSON.stringify({ id: first.id, rev: first.rev, lastName: 'Stark' });
    const tag = await flow.send('save', `{ entity: 'Patient', payload: ${change} }`);
    const second = (await flow.output(tag, 'save')).payload as Record<string, unknown>;
    assert.deepEqual([second.lastName, second.note], ['Stark', 'Secret']);
    const error = await flow.error(
      await flow.send('save', `{ entity: 'Patient', payload: { ...${change}, lastName: 'Targaryen' } }`),
    );
    assert.equal(error.code, 'conflict');
    assert.deepEqual(error.cause, { id: first.id, revisions: { given: first.rev, current: second.rev } });
    assert.equal(sandbox.documents('patient').find(({ id }) => id === first.id)?.lastName, 'Stark');
  });

  it('label what was changed meanwhile, when they may try again', async () => {
    const first = await savePatient('Snow');
    await flow.output(
      await flow.send('save', `{ entity: 'Patient', payload: ${JSON.stringify({ ...first, lastName: 'Stark' })} }`),
      'save',
    );
    const tag = await flow.send('label', `{ payload: ${JSON.stringify(first)} }`);
    const { lastName, labels } = (await flow.output(tag, 'label')).payload as Record<string, unknown>;
    assert.equal(lastName, 'Stark');
    assert.deepEqual(labels, [{ id: 'demo|seen|1', type: 'demo', code: 'seen', version: '1' }]);
  });

  it('lose nothing of a list of which a part fails', async () => {
    const tag = await flow.send(
      'save',
      `{ entity: 'Patient', payload: [{ lastName: 'A' }, { lastName: 5 }, { lastName: 'B' }, { gender: 'robot', lastName: 'C' }] }`,
    );
    const { payload, result } = await flow.output(tag, 'save');
    assert.deepEqual(
      (payload as { lastName: string }[]).map(({ lastName }) => lastName),
      ['A', 'B'],
    );
    const { created, failed } = result as Record<string, unknown>;
    assert.deepEqual([created, failed], [2, 2]);
    const error = await flow.error(tag);
    assert.equal(error.code, 'partial');
    const items = error.cause?.items as { index: number; field: string; code: string }[];
    assert.deepEqual(
      items.map(({ index, field, code }) => [index, field, code]),
      [
        [1, 'lastName', 'bad-entity'],
        [3, 'gender', 'bad-entity'],
      ],
    );
  });

  it('find entities by their ids, and tell which are not there', async () => {
    const [one, other] = await savePatients('A', 'B');
    const tag = await flow.send('find', `{ payload: ${JSON.stringify([other?.id, 'nobody', one?.id])} }`);
    const { payload, result } = await flow.output(tag, 'find');
    assert.deepEqual(payload, [other, one]);
    assert.deepEqual(result, {
      action: 'find',
      entity: 'Patient',
      account: 'Ward 3',
      count: 2,
      notFound: ['nobody'],
      undecrypted: [],
    });
    const error = await flow.error(tag);
    assert.equal(error.code, 'not-found');
    assert.deepEqual(error.cause, { entity: 'Patient', notFound: ['nobody'] });
  });

  it('find entities one by one, as a sequence that can be joined, and the missing apart', async () => {
    const saved = await savePatients('A', 'B', 'C');
    const ids = [...saved.map(({ id }) => id), 'nobody'];
    const tag = await flow.send('each', `{ payload: ${JSON.stringify(ids)}, parts: { id: 'outer', index: 0 } }`);
    const messages = await flow.outputs(tag, 'each', 3);
    assert.deepEqual(
      messages.map(({ payload }) => payload),
      saved,
    );
    const parts = messages.map((message) => message.parts as Record<string, unknown>);
    assert.deepEqual(
      parts.map(({ index, count, type, len }) => [index, count, type, len]),
      [0, 1, 2].map((index) => [index, 3, 'array', 1]),
    );
    assert.equal(new Set(parts.map(({ id }) => id)).size, 1);
    assert.deepEqual(parts[0]?.parts, { id: 'outer', index: 0 });
    const missing = await flow.output(tag, 'each', 1);
    assert.deepEqual(missing.payload, ['nobody']);
  });

  it('find more than a page by a filter from the message, in the order of a sequence that a join node completes', async () => {
    const names = Array.from({ length: 130 }, (_value, index) => `Crowd ${index}`);
    await savePatients(...names);
    await deploy(
      { id: 'joined-in', type: 'http in', ...PLACED, url: '/joined', method: 'get', wires: [['joined-filter']] },
      {
        id: 'joined-filter',
        type: 'function',
        ...PLACED,
        func: `return { ...msg, filter: { criteria: [{ by: 'label', type: 'demo', code: 'new' }] } };`,
        wires: [['joined-find']],
      },
      {
        id: 'joined-find',
        ...PLACED,
        ...FIND,
        account: 'account',
        output: 'sequence',
        notFound: 'error',
        wires: [['join']],
      },
      { id: 'join', type: 'join', ...PLACED, mode: 'auto', wires: [['answer']] },
    );
    const response = await fetch(`${nodeRed.url}/joined`);
    const found = (await response.json()) as { id: string; lastName: string }[];
    assert.equal(found.filter(({ lastName }) => lastName.startsWith('Crowd')).length, 130);
    const ids = found.map(({ id }) => id);
    assert.deepEqual(ids, [...ids].sort());
    assert.equal(new Set(ids).size, ids.length);
  });

  it('stop at the limit', async () => {
    await savePatients('A', 'B', 'C');
    const tag = await flow.send('find', `{ filter: {}, limit: 2 }`);
    assert.equal(((await flow.output(tag, 'find')).payload as unknown[]).length, 2);
  });

  it('delete entities, which are then not found', async () => {
    const [one, other] = await savePatients('A', 'B');
    const tag = await flow.send(
      'delete',
      `{ entity: 'Patient', payload: ${JSON.stringify([one, other?.id])}, kept: true }`,
    );
    const { payload, result, kept } = await flow.output(tag, 'delete');
    assert.deepEqual(payload, [one, other?.id]);
    assert.equal(kept, true);
    assert.deepEqual(result, {
      action: 'delete',
      entity: 'Patient',
      account: 'Ward 3',
      count: 2,
      ids: [one?.id, other?.id],
    });
    const error = await flow.error(await flow.send('find', `{ payload: ${JSON.stringify(one)} }`));
    assert.equal(error.code, 'not-found');
    const again = await flow.error(await flow.send('delete', `{ entity: 'Patient', payload: ${JSON.stringify(one)} }`));
    assert.equal(again.code, 'not-found');
  });

  it('deal with messages in their order', async () => {
    const { id, rev } = await savePatient('Snow');
    const tags = [
      await flow.send('save', `{ entity: 'Patient', payload: ${JSON.stringify({ id, rev, lastName: 'First' })} }`),
      await flow.send('save', `{ entity: 'Patient', payload: ${JSON.stringify({ id, rev, lastName: 'Second' })} }`),
    ];
    const [first = '', second = ''] = tags;
    assert.equal(((await flow.output(first, 'save')).payload as Record<string, unknown>).lastName, 'First');
    assert.equal((await flow.error(second)).code, 'conflict');
  });

  it('show what they did on their badges', async () => {
    await savePatient('Snow');
    await nodeRed.badge(
      'save',
      ({ fill, shape, text = '' }) => fill === 'green' && shape === 'dot' && text.includes('1'),
    );
    await flow.error(await flow.send('save', `{ entity: 'Patient', payload: {} }`));
    await nodeRed.badge('save', ({ fill, text = '' }) => fill === 'red' && text.endsWith('failure.bad-entity'));
  });

  it('say so when they have no account, and give each message back', async () => {
    await deploy(...actionNodes({ id: 'orphan', ...SAVE, account: 'nowhere' }));
    await nodeRed.badge('orphan', ({ fill, text = '' }) => fill === 'red' && text.endsWith('failure.no-account'));
    const error = await flow.error(await flow.send('orphan', `{ entity: 'Patient', payload: {} }`));
    assert.equal(error.code, 'no-account');
  });

  it('give a message back when the server is away, and work again when it is there', async () => {
    // An account that is still logging in would wait, and tell of its login.
    await savePatient('Before');
    try {
      sandbox.faults.refuseAll = 503;
      const error = await flow.error(await flow.send('save', `{ entity: 'Patient', payload: { lastName: 'Snow' } }`));
      assert.equal(error.code, 'server-error');
    } finally {
      delete sandbox.faults.refuseAll;
    }
    await savePatient('After');
  });

  describe('given a malformed message', () => {
    let patient: string;
    before(async () => {
      patient = String((await savePatient('Subject')).id);
    });

    it('are tried with more than 40 kinds', () => {
      assert(MALFORMED_MESSAGES.length > 40);
    });

    for (const { what, node, code, names } of MALFORMED_MESSAGES) {
      it(`${node}: ${what}: name what is wrong and go on`, async () => {
        const tag = await flow.send(node, code.replace('PATIENT', patient));
        const error = await flow.error(tag);
        assert.match(error.message, names);
        assert(error.code !== undefined && error.code !== 'sdk-crashed', error.code);
        assert(!/\n\s+at /.test(error.message));
        assert.equal(flow.count(tag, node), 0);
      });
    }

    it('tell of one that Node-RED itself cannot copy', async () => {
      const code = `{ entity: 'Patient', payload: { get lastName() { throw new Error('no'); } } }`;
      await flow.send('save', code);
      await eventually('it is told without the message', () => {
        const told = nodeRed.shownBy('caught').filter(({ tag }) => typeof tag !== 'string');
        const texts = told.map(({ error }) => (error as { message: string }).message);
        assert(
          texts.some((text) => text.includes('lastName cannot be read')),
          texts.join('\n'),
        );
      });
    });

    it('and work afterwards', async () => {
      const patientSaved = await savePatient('Survivor');
      await flow.output(await flow.send('find', `{ payload: ${JSON.stringify(patientSaved)} }`), 'find');
      await flow.output(
        await flow.send('delete', `{ entity: 'Patient', payload: ${JSON.stringify(patientSaved)} }`),
        'delete',
      );
      assert(nodeRed.isRunning);
    });
  });

  it('finish what they are at when they are redeployed, and nothing hangs', async () => {
    const payload = Array.from({ length: 120 }, (_value, index) => ({ lastName: `Redeployed ${index}` }));
    await flow.send('save', `{ entity: 'Patient', payload: ${JSON.stringify(payload)} }`);
    await eventually('it has begun', () => {
      assert(sandbox.documents('patient').some(({ lastName }) => lastName === 'Redeployed 0'));
    });
    await deploy();
    assert(!nodeRed.log.includes('Close timed out'));
    await savePatient('After');
    const saved = sandbox
      .documents('patient')
      .filter(({ lastName }) => typeof lastName === 'string' && lastName.startsWith('Redeployed '));
    assert.equal(new Set(saved.map(({ lastName }) => lastName)).size, saved.length, 'none twice');
  });
});
