/** The versions of Node and of Node-RED that a test runs the package on. */
import { join } from 'node:path';

export interface Runtime {
  /** The program of Node. */
  readonly node: string;
  /** The `red.js` of Node-RED. */
  readonly nodeRed: string;
}

/** Those of the development dependencies. Another version of Node-RED can be tried by naming its `red.js`. */
export const USUAL_RUNTIME: Runtime = {
  node: process.execPath,
  nodeRed: process.env.NODE_RED ?? join(__dirname, '..', '..', '..', 'node_modules', 'node-red', 'red.js'),
};
