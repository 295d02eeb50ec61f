/** A flow with nodes that find, save and delete, to which a test sends any message it likes, and what becomes of it. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { eventually } from './eventually';
import { debugNode, PLACED } from './flow';
import type { FlowNode, NodeRedProcess } from './node-red-process';

export interface Caught {
  readonly message: string;
  readonly code?: string;
  readonly cause?: Readonly<Record<string, unknown>>;
}

export type Seen = Record<string, unknown>;

/** An entrance and exits of an action node: whoever posts to `/to/<id>` sends the message that the JavaScript in the body makes. */
export function actionNodes(node: FlowNode, outputs = 1): FlowNode[] {
  const { id } = node;
  const exits = Array.from({ length: outputs }, (_value, index) => `${id}-debug-${index}`);
  return [
    { id: `${id}-in`, type: 'http in', ...PLACED, url: `/to/${id}`, method: 'post', wires: [[`${id}-make`]] },
    {
      id: `${id}-make`,
      type: 'function',
      ...PLACED,
      func: `
        const { code, tag } = msg.payload;
        node.send([{ res: msg.res, payload: 'ok' }, null]);
        const { req, res, payload, ...rest } = msg;
        return [null, { ...rest, ...new Function('Buffer', 'return ' + code)(Buffer), tag }];`,
      outputs: 2,
      wires: [['answer'], [id]],
    },
    { ...PLACED, account: 'account', ...node, wires: exits.map((exit) => [exit]) },
    ...exits.map(debugNode),
  ];
}

/** What the entrances need, and a catch node that shows errors without the messages that they are about. */
export const ACTION_SURROUNDINGS: readonly FlowNode[] = [
  { id: 'answer', type: 'http response', ...PLACED, wires: [] },
  { id: 'ready', type: 'http in', ...PLACED, url: '/ready', method: 'get', wires: [['answer']] },
  { id: 'catch', type: 'catch', ...PLACED, scope: null, uncaught: false, wires: [['pick']] },
  {
    id: 'pick',
    type: 'function',
    ...PLACED,
    func: 'const { error, tag, kept } = msg; return { error, tag, kept, hasPayload: msg.payload !== undefined };',
    wires: [['caught']],
  },
  debugNode('caught'),
];

export class ActionFlow {
  constructor(private readonly nodeRed: NodeRedProcess) {}

  async untilReady(): Promise<void> {
    await eventually('the flow runs', async () => {
      assert.equal((await fetch(`${this.nodeRed.url}/ready`)).status, 200);
    });
  }

  /**
   * Sends a message to a node.
   * @param code a JavaScript expression that makes it
   * @returns what tells the messages that follow from it
   */
  async send(node: string, code: string): Promise<string> {
    const tag = randomUUID();
    const response = await fetch(`${this.nodeRed.url}/to/${node}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ code, tag }),
    });
    assert.equal(response.status, 200);
    return tag;
  }

  /** The next message from an output. */
  async output(tag: string, node: string, output = 0): Promise<Seen> {
    const [first] = await this.outputs(tag, node, 1, output);
    assert(first);
    return first;
  }

  /** At least so many messages from an output. */
  outputs(tag: string, node: string, count: number, output = 0): Promise<Seen[]> {
    return eventually(
      () => `${count} messages of ${node}; errors: ${JSON.stringify(this.#seen('caught', tag))}`,
      () => {
        const seen = this.#seen(`${node}-debug-${output}`, tag);
        assert(seen.length >= count);
        return seen;
      },
    );
  }

  /** The error that a message has led to. */
  error(tag: string): Promise<Caught> {
    return eventually('an error is caught', () => {
      const [seen] = this.#seen('caught', tag);
      assert(seen);
      return seen.error as Caught;
    });
  }

  /** What is seen by now. */
  count(tag: string, node: string, output = 0): number {
    return this.#seen(`${node}-debug-${output}`, tag).length;
  }

  #seen(id: string, tag: string): Seen[] {
    return this.nodeRed.shownBy(id).filter((message) => message.tag === tag);
  }
}
