/** `icure-user-events`: what happens to entities of the kind User. */
import type { NodeAPI } from 'node-red';
import { registerEventNode } from './event-node';

export default (RED: NodeAPI): void => {
  registerEventNode(RED, 'User');
};
