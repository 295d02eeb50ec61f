/** The versions of Node and Node-RED that the package promises to run on: of each the oldest and the newest that people have. */
import { join } from 'node:path';
import { USUAL_RUNTIME, type Runtime } from '../support/runtime';

export interface Cell {
  readonly name: string;
  readonly runtime: Runtime;
  /** What Node and Node-RED say that they are. */
  readonly node: RegExp;
  readonly nodeRed: RegExp;
}

const INSTALLED = join(__dirname, '..', '..', '..', 'node_modules', '.cache', 'matrix', 'node_modules');

/** Which versions these are stands in `runtimes/package.json`; `scripts/runtimes.mjs` installs them. */
const nodeOf = (alias: string): string => join(INSTALLED, alias, 'bin', 'node');
const NODE_RED_4 = join(INSTALLED, 'node-red-4', 'red.js');

export const CELLS: readonly Cell[] = [
  {
    name: 'Node-RED 5 on Node 24',
    runtime: USUAL_RUNTIME,
    node: /^v24\./,
    nodeRed: /^5\./,
  },
  {
    name: 'Node-RED 5 on Node 22.10',
    runtime: { ...USUAL_RUNTIME, node: nodeOf('node-22-first') },
    node: /^v22\.10\./,
    nodeRed: /^5\./,
  },
  {
    name: 'Node-RED 4.1 on Node 22',
    runtime: { nodeRed: NODE_RED_4, node: nodeOf('node-22') },
    node: /^v22\.(?!10\.)/,
    nodeRed: /^4\.1\./,
  },
  {
    name: 'Node-RED 4.1 on Node 20.19',
    runtime: { nodeRed: NODE_RED_4, node: nodeOf('node-20') },
    node: /^v20\.19\./,
    nodeRed: /^4\.1\./,
  },
];
