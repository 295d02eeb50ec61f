/** Watches what a node sends that was made in the editor, without disturbing it: a node that is only wired anew goes on running. */
import assert from 'node:assert/strict';
import { debugNode } from './flow';
import type { FlowNode, NodeRedProcess } from './node-red-process';

/** Wires the node's output to a debug node; returns what tells the messages that it got by then. */
export async function watchOutput(nodeRed: NodeRedProcess, id: string): Promise<() => Record<string, unknown>[]> {
  const { flows, rev } = (await request(nodeRed, 'GET')) as { flows: FlowNode[]; rev: string };
  const watched = flows.find((node) => node.id === id);
  assert(watched);
  const watch = `${id}-watch`;
  const rewired = flows.map((node) => (node === watched ? { ...node, wires: [[watch]] } : node));
  await request(nodeRed, 'POST', { flows: [...rewired, { ...debugNode(watch), z: watched.z }], rev });
  return () => nodeRed.shownBy(watch);
}

async function request({ url }: NodeRedProcess, method: 'GET' | 'POST', body?: object): Promise<unknown> {
  const answer = await fetch(`${url}/flows`, {
    method,
    headers: {
      'content-type': 'application/json',
      'Node-RED-API-Version': 'v2',
      'Node-RED-Deployment-Type': 'nodes',
      connection: 'close',
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  assert.equal(answer.status, 200, await answer.clone().text());
  return answer.json();
}
