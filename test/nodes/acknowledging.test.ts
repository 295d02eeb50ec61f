/** The node that acknowledges, alone: it reaches the feed that a message names, and says in words what is missing. */
import assert from 'node:assert/strict';
import type { EventEmitter } from 'node:events';
import type { Node, NodeDef, NodeInitializer } from 'node-red';
import helper from 'node-red-node-test-helper';
import registerAckNode from '../../nodes/icure-ack';
import { acknowledgements, deliveryId } from '../../src/events/delivery/acknowledgements';
import { eventually } from '../support/eventually';
import { PLACED, TAB } from '../support/flow';
import type { Status } from '../support/node-red-process';

interface Message {
  readonly _msgid: string;
  readonly payload?: unknown;
  readonly event?: unknown;
  readonly error?: { readonly code: string; readonly message: string; readonly stack?: string };
  readonly status?: Status;
}

/** A node that notes down what it gets. */
function registerSink(heard: Map<string, Message[]>): NodeInitializer {
  return (RED) => {
    RED.nodes.registerType('sink', function (this: Node, config: NodeDef) {
      RED.nodes.createNode(this, config);
      this.on('input', (message, _send, done) => {
        heard.set(this.id, [...(heard.get(this.id) ?? []), message]);
        done();
      });
    });
  };
}

describe('icure-ack', () => {
  const heard = new Map<string, Message[]>();
  const settled: number[] = [];
  let unregister: () => void;

  before((done) => {
    helper.init(require.resolve('node-red'));
    helper.startServer(done);
  });
  after((done) => {
    helper.stopServer(done);
  });
  beforeEach(async () => {
    heard.clear();
    settled.length = 0;
    unregister = acknowledgements.register('feed', (sequence) => {
      if (settled.includes(sequence)) return false;
      settled.push(sequence);
      return true;
    });
    const flow = [
      TAB,
      { id: 'ack', type: 'icure-ack', ...PLACED, name: '', wires: [['out']] },
      { id: 'catch', type: 'catch', ...PLACED, scope: null, uncaught: false, wires: [['caught']] },
      { id: 'status', type: 'status', ...PLACED, scope: null, wires: [['badge']] },
      ...['out', 'caught', 'badge'].map((id) => ({ id, type: 'sink', ...PLACED, wires: [] })),
    ];
    await helper.load([registerAckNode, registerSink(heard)] as never, flow);
  });
  afterEach(async () => {
    unregister();
    await helper.unload();
  });

  function receive(message: object): void {
    helper.getNode('ack').receive(message as never);
  }

  /** Waits for what a sink has got, in order. */
  const got = (id: string, count: number): Promise<readonly Message[]> =>
    eventually(
      () => `${id} gets ${count} messages, it has got ${JSON.stringify(heard.get(id))}`,
      () => {
        const messages = heard.get(id) ?? [];
        assert.equal(messages.length, count);
        return messages;
      },
    );

  it('acknowledges the delivery that a message names, and passes the message on unchanged', async () => {
    const message = { _msgid: 'm', payload: { id: 'x' }, topic: 't', event: { deliveryId: deliveryId('feed', 7) } };
    receive(structuredClone(message));
    assert.deepEqual(await got('out', 1), [message]);
    assert.deepEqual(settled, [7]);
  });

  it('counts on the badge what it has acknowledged, each once', async () => {
    for (const sequence of [1, 2, 2, 3]) receive({ event: { deliveryId: deliveryId('feed', sequence) } });
    await got('out', 4);
    await eventually('the badge shows the last count', () => {
      const status = heard.get('badge')?.at(-1)?.status;
      assert.match(status?.text ?? '', /acknowledged/);
      assert.equal(status?.fill, 'green');
    });
    assert.deepEqual(settled, [1, 2, 3]);
  });

  it('does not flood the editor with badges', async () => {
    const messages = 500;
    for (let sequence = 0; sequence < messages; sequence += 1) {
      receive({ event: { deliveryId: deliveryId('feed', sequence) } });
    }
    await got('out', messages);
    await eventually('a badge is shown', () => {
      assert.ok((heard.get('badge') ?? []).length > 0);
    });
    assert.ok((heard.get('badge') ?? []).length < messages / 10);
  });

  it('warns, and passes on, when nobody waits for it any more', async () => {
    const warnings: unknown[] = [];
    const node = helper.getNode('ack') as unknown as EventEmitter;
    node.on('call:warn', (call: { readonly args: readonly unknown[] }) => warnings.push(call.args[0]));
    receive({ payload: 1, event: { deliveryId: deliveryId('gone', 7) } });
    assert.equal((await got('out', 1))[0]?.payload, 1);
    assert.match(String(warnings[0]), /deployed anew.*sends it again/);
    assert.equal(heard.get('caught'), undefined);
  });

  for (const [what, message, says] of [
    ['no event', { payload: 1 }, /tick "wait for an acknowledge node".*keep msg\.event/],
    ['an event that is no object', { event: 'CREATE' }, /no msg\.event\.deliveryId/],
    ['an event without delivery id', { event: { type: 'CREATE' } }, /no msg\.event\.deliveryId/],
    ['a delivery id that is no text', { event: { deliveryId: 7 } }, /no msg\.event\.deliveryId/],
    ['a delivery id of somebody else', { event: { deliveryId: 'abc' } }, /is not one of an event node/],
  ] as const) {
    it(`tells Catch nodes what is missing in a message with ${what}, and does not pass it on`, async () => {
      receive({ _msgid: 'm', ...message });
      const [caught] = await got('caught', 1);
      assert.equal(caught?.error?.code, 'no-delivery-id');
      assert.match(caught.error.message, says);
      assert.equal(caught.error.stack, undefined);
      assert.equal(heard.get('out'), undefined);
      await eventually('the badge is red', () => {
        assert.equal(heard.get('badge')?.at(-1)?.status?.fill, 'red');
      });
      receive({ event: { deliveryId: deliveryId('feed', 1) } });
      await got('out', 1);
    });
  }

  it('survives a message that throws when it is looked at', async () => {
    const event = Object.defineProperty({}, 'deliveryId', {
      enumerable: true,
      get: () => {
        throw new Error('a secret');
      },
    });
    receive({ event });
    const [caught] = await got('caught', 1);
    assert.equal(caught?.error?.code, 'no-delivery-id');
    assert.doesNotMatch(JSON.stringify(caught), /a secret/);
  });
});
