/** The example flows that the package brings along, as Node-RED's import dialog offers them. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FlowNode } from './node-red-process';

const FOLDER = join(__dirname, '..', '..', '..', 'examples');

/** What the import dialog calls the examples. */
export const EXAMPLES: readonly string[] = readdirSync(FOLDER).map((file) => file.replace(/\.json$/, ''));

/** An example as it is in its file. */
export function readExample(title: string): FlowNode[] {
  return JSON.parse(readFileSync(join(FOLDER, `${title}.json`), 'utf8')) as FlowNode[];
}

/** An example with an account in place of its own, as after the import a person enters a login; nothing else of it is changed. */
export function exampleFlow(title: string, account: FlowNode): FlowNode[] {
  return readExample(title).map((node) => (node.type === 'icure-account' ? { ...account, id: node.id } : node));
}

/** The id of the one node of a type and name. */
export function idIn(flow: readonly FlowNode[], type: string, name: string): string {
  const [node, ...others] = flow.filter((candidate) => candidate.type === type && candidate.name === name);
  assert(node !== undefined && others.length === 0, `one ${type} node "${name}"`);
  return node.id;
}
