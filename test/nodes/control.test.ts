/** Messages that stop, start and change what an event node listens to, in a real Node-RED, with the real Cardinal SDK, against the sandbox. */
import assert from 'node:assert/strict';
import type { Sandbox } from '../../sandbox';
import type { RawDeliverySettings } from '../../src/model/delivery-settings';
import { actionNodes, ACTION_SURROUNDINGS, ActionFlow } from '../support/actions';
import { eventually } from '../support/eventually';
import {
  broken,
  connected,
  type FlowNode,
  type NodeRedProcess,
  type Status,
  type ToldEvent,
} from '../support/node-red-process';
import { Testbed } from '../support/testbed';
import type { Writer } from '../support/writer';

const LABELLED = { owner: 'self', match: 'all', criteria: [{ by: 'label', type: 'IC-TEST', code: 'TEST' }] };
/** The server matches it by itself: nothing else asks it for the same. */
const NAMED = { owner: 'self', match: 'all', criteria: [{ by: 'id', ids: ['somebody'] }] };
const ANYTHING = { owner: 'self', match: 'all', criteria: [] };

function stopped({ fill, shape, text = '' }: Status): boolean {
  return fill === 'grey' && shape === 'ring' && text.endsWith(':status.stopped');
}

describe('an event node with an input', () => {
  const bed = new Testbed();
  let sandbox: Sandbox;
  let nodeRed: NodeRedProcess;
  let writer: Writer;
  let flow: ActionFlow;

  before(async () => {
    sandbox = await bed.startSandbox();
    nodeRed = await bed.startNodeRed();
    flow = new ActionFlow(nodeRed);
    await deploy('early');
    writer = await bed.startWriter();
  });
  after(() => bed.end());

  /** A node that listens to creations, with an input, and nothing else. */
  async function deploy(
    id: string,
    settings: RawDeliverySettings & { readonly create?: boolean; readonly name?: string } = {},
    account = 'account',
  ): Promise<void> {
    const node: FlowNode = { id, type: 'icure-patient-events', inputs: 1, create: true, ...settings, account };
    await bed.deploy(...ACTION_SURROUNDINGS, ...actionNodes(node));
    await flow.untilReady();
    if (account === 'account' && node.create === true) await nodeRed.badge(id, connected);
  }

  const eventsAt = (id: string): ToldEvent[] => nodeRed.eventsShownBy(`${id}-debug-0`);
  const countOf = (node: string, id: string): number => eventsAt(node).filter((event) => event.id === id).length;
  /** What the open sockets ask for, those that have asked. */
  const wishes = (): string[] =>
    sandbox.sockets.flatMap(({ subscription }) => (subscription === undefined ? [] : [JSON.stringify(subscription)]));

  async function arrives(node: string, id: string): Promise<void> {
    await eventually(`${id} arrives at ${node}`, () => {
      assert.equal(countOf(node, id), 1);
    });
  }

  async function send(node: string, message: object): Promise<string> {
    return flow.send(node, JSON.stringify(message));
  }

  async function statusOf(node: string): Promise<Record<string, unknown>> {
    const tag = await send(node, { action: 'status' });
    const answer = await flow.output(tag, node);
    assert.equal(answer.topic, 'icure/patient/status');
    return answer.payload as Record<string, unknown>;
  }

  it('stops, and starts again', async () => {
    await deploy('plain');
    const before = await writer.patient();
    await arrives('plain', before.id);
    await send('plain', { action: 'stop' });
    await nodeRed.badge('plain', stopped);
    await eventually('its socket is gone', () => {
      assert.equal(sandbox.sockets.length, 0);
    });
    assert.equal((await statusOf('plain')).state, 'stopped');
    const missed = await writer.patient();
    await send('plain', { action: 'start' });
    await nodeRed.badge('plain', connected);
    const after = await writer.patient();
    await arrives('plain', after.id);
    assert.equal(countOf('plain', missed.id), 0, 'it does not catch up');
    assert.equal(sandbox.sockets.length, 1);
  });

  it('catches up, after a stop, on what it missed', async () => {
    await deploy('catching', { catchUp: 'everything' });
    await send('catching', { action: 'stop' });
    await nodeRed.badge('catching', stopped);
    const missed = await writer.patient();
    await send('catching', { action: 'start' });
    await arrives('catching', missed.id);
  });

  it('listens to something else when it is told to, and says so', async () => {
    await deploy('changing');
    await send('changing', { action: 'subscribe', events: ['create', 'DELETE'], filter: LABELLED });
    await eventually('it has two sockets', () => {
      assert.equal(sandbox.sockets.length, 2);
    });
    await nodeRed.badge('changing', connected);
    const status = await statusOf('changing');
    assert.deepEqual(
      [status.state, status.events, status.filter, status.account, status.entity],
      ['live', ['create', 'delete'], LABELLED, 'Ward 3', 'Patient'],
    );
    const beside = await writer.patient();
    const tags = writer.codings([{ type: 'IC-TEST', code: 'TEST' }]);
    const matching = await writer.patient({ tags });
    await writer.sdk.patient.deletePatientById(matching.id, matching.rev ?? '');
    await eventually('it is told of its end', () => {
      assert.equal(countOf('changing', matching.id), 2);
    });
    assert.equal(countOf('changing', beside.id), 0);
    // The other part stays as it is.
    await send('changing', { action: 'subscribe', events: ['create'] });
    await eventually('one socket is left', () => {
      assert.equal(sandbox.sockets.length, 1);
    });
    assert.deepEqual((await statusOf('changing')).filter, LABELLED);
    // Until the next deploy: of this node it changes something.
    await deploy('changing', { name: 'changed' });
    assert.deepEqual((await statusOf('changing')).filter, ANYTHING);
  });

  it('refuses in words what it does not understand, and goes on as it was', async () => {
    await deploy('strict');
    const sockets = sandbox.sockets.map(({ id }) => id);
    for (const [message, code, says] of [
      [{}, 'bad-action', /msg\.action is missing/],
      [{ action: 'Stop' }, 'bad-action', /"Stop"; it must be one of start, stop, subscribe, status/],
      [{ action: 'subscribe', events: [] }, 'bad-action', /at least one of "create", "update", "delete"/],
      [{ action: 'subscribe', events: ['created'] }, 'bad-action', /and nothing else/],
      [
        { action: 'subscribe', filter: { criteria: [{ by: 'id', ids: ['x'] }, { by: 'shoeSize' }] } },
        'bad-filter',
        /msg\.filter cannot be understood: criterion 2: /,
      ],
    ] as const) {
      const error = await flow.error(await send('strict', message));
      assert.equal(error.code, code, JSON.stringify(message));
      assert.match(error.message, says);
      assert.match(error.message, /goes on as it was/);
    }
    const unreadable = await flow.send('strict', '({ get action() { throw new Error("secret"); } })');
    assert.ok(unreadable);
    const patient = await writer.patient();
    await arrives('strict', patient.id);
    assert.deepEqual(
      sandbox.sockets.map(({ id }) => id),
      sockets,
    );
  });

  it('goes on as it was when the server refuses the new filter', async () => {
    await deploy('refused');
    const [socket] = sandbox.sockets;
    sandbox.faults.refuseUpgrade = 403;
    const tag = await send('refused', { action: 'subscribe', filter: LABELLED });
    const error = await flow.error(tag);
    delete sandbox.faults.refuseUpgrade;
    assert.equal(error.code, 'forbidden');
    await eventually('only its socket is there', () => {
      assert.deepEqual(
        sandbox.sockets.map(({ id }) => id),
        [socket?.id],
      );
    });
    const patient = await writer.patient();
    await arrives('refused', patient.id);
    assert.deepEqual((await statusOf('refused')).filter, ANYTHING);
  });

  it('gives messages back while it has no account', async () => {
    await deploy('homeless', {}, '');
    await nodeRed.badge('homeless', broken('no-account'));
    const error = await flow.error(await send('homeless', { action: 'start' }));
    assert.equal(error.code, 'no-account');
  });

  it('waits for a message when no event is ticked', async () => {
    await deploy('waiting', { create: false });
    await nodeRed.badge('waiting', stopped);
    assert.equal(sandbox.sockets.length, 0);
    const error = await flow.error(await send('waiting', { action: 'start' }));
    assert.match(error.message, /"subscribe" with msg\.events/);
    await send('waiting', { action: 'subscribe', events: ['create'] });
    await nodeRed.badge('waiting', connected);
    const patient = await writer.patient();
    await arrives('waiting', patient.id);
  });

  for (const catchUp of ['off', 'everything']) {
    it(`loses nothing and tells nothing twice while it changes what it listens to (catch-up ${catchUp})`, async () => {
      const node = `switching-${catchUp}`;
      await deploy(node, { catchUp });
      const tags = writer.codings([{ type: 'IC-TEST', code: 'TEST' }]);
      const ids: string[] = [];
      const done = new AbortController();
      const writing = (async (): Promise<void> => {
        while (!done.signal.aborted) ids.push((await writer.patient({ tags })).id);
      })();
      for (let change = 0; change < 12; change += 1) {
        const filter = change % 3 === 0 ? LABELLED : change % 3 === 1 ? ANYTHING : LABELLED;
        const events = change % 2 === 0 ? ['create'] : ['create', 'delete'];
        await flow.output(await sendAndAsk(node, { action: 'subscribe', events, filter }), node);
      }
      done.abort();
      await writing;
      await eventually(
        () => `${ids.length} are told: ${eventsAt(node).length}`,
        () => {
          for (const id of ids) assert.ok(countOf(node, id) >= 1, id);
        },
      );
      for (const id of ids) assert.equal(countOf(node, id), 1, id);
      assert.ok(ids.length > 12, `only ${ids.length} were written`);
    });
  }

  /** Sends a message and asks for the status after it: the answer comes when the message has been dealt with. */
  async function sendAndAsk(node: string, message: object): Promise<string> {
    await send(node, message);
    return send(node, { action: 'status' });
  }

  it('deals with what comes fast in order, and leaves nothing behind', async () => {
    await deploy('hasty');
    let doubles = 0;
    const watch = setInterval(() => {
      const subscribed = wishes();
      if (new Set(subscribed).size < subscribed.length) doubles += 1;
    }, 2);
    const settle = async (): Promise<Record<string, number>> => {
      await send('hasty', { action: 'subscribe', events: ['create', 'update'], filter: ANYTHING });
      await statusOf('hasty');
      await nodeRed.badge('hasty', connected);
      await eventually('it has two sockets', () => {
        assert.equal(sandbox.sockets.length, 2);
      });
      return nodeRed.resources();
    };
    const before = await settle();
    const messages = [
      { action: 'stop' },
      { action: 'start' },
      { action: 'start' },
      { action: 'subscribe', filter: NAMED },
      { action: 'stop' },
      { action: 'stop' },
      { action: 'subscribe', events: ['create'], filter: ANYTHING },
      { action: 'subscribe', events: ['create', 'update', 'delete'] },
      { action: 'start' },
    ];
    for (let round = 0; round < 4; round += 1) {
      for (const message of messages) await send('hasty', message);
      await send('hasty', { action: 'stop' });
      await send('hasty', { action: 'start' });
    }
    await settle();
    clearInterval(watch);
    assert.equal(doubles, 0, 'two sockets for one thing were never seen');
    await eventually('nothing is left over', async () => {
      for (const [kind, count] of Object.entries(await nodeRed.resources())) {
        assert.ok(count <= (before[kind] ?? 0), `${kind}: ${count}, before: ${before[kind] ?? 0}`);
      }
    });
    const patient = await writer.patient();
    await arrives('hasty', patient.id);
    assert.ok(nodeRed.isRunning);
    assert.doesNotMatch(nodeRed.log, /Uncaught|Unhandled|MaxListeners|Close timed out/);
  });

  it('stops while it is connecting, and while the server does not answer', async () => {
    await deploy('connecting');
    sandbox.faults.hangUpgrade = true;
    for (const socket of sandbox.sockets) socket.terminate();
    await nodeRed.badge('connecting', broken());
    await send('connecting', { action: 'subscribe', filter: LABELLED });
    await send('connecting', { action: 'stop' });
    await nodeRed.badge('connecting', stopped);
    sandbox.faults.hangUpgrade = false;
    assert.equal(sandbox.sockets.length, 0);
    await send('connecting', { action: 'start' });
    await nodeRed.badge('connecting', connected);
  });

  it('tells again, marked, what was not acknowledged when it was stopped', async () => {
    await deploy('careful', { catchUp: 'creations', acknowledge: true, maxInFlight: 1 });
    const patient = await writer.patient();
    await arrives('careful', patient.id);
    await send('careful', { action: 'stop' });
    await nodeRed.badge('careful', stopped);
    await send('careful', { action: 'start' });
    await eventually('it comes again', () => {
      const told = eventsAt('careful').filter(({ id }) => id === patient.id);
      assert.deepEqual(
        told.map(({ redelivered }) => redelivered === true),
        [false, true],
      );
      assert.notEqual(told[0]?.deliveryId, told[1]?.deliveryId);
    });
  });

  it('is deployed anew in the middle of it all', async () => {
    await deploy('interrupted');
    for (let round = 0; round < 3; round += 1) {
      for (const filter of [LABELLED, ANYTHING]) await send('interrupted', { action: 'subscribe', filter });
      await deploy('interrupted', { name: String(round) });
    }
    await eventually('it listens', async () => {
      assert.equal((await statusOf('interrupted')).state, 'live');
    });
    const patient = await writer.patient();
    await arrives('interrupted', patient.id);
    assert.equal(sandbox.sockets.length, 1);
    assert.doesNotMatch(nodeRed.log, /Uncaught|Unhandled|MaxListeners|Close timed out/);
  });
});
