/** `icure-data-sample-events`: what happens to entities of the kind DataSample. */
import type { NodeAPI } from 'node-red';
import { registerEventNode } from './event-node';

export default (RED: NodeAPI): void => {
  registerEventNode(RED, 'DataSample');
};
