/** `icure-notification-events`: what happens to entities of the kind Notification. */
import type { NodeAPI } from 'node-red';
import { registerEventNode } from './event-node';

export default (RED: NodeAPI): void => {
  registerEventNode(RED, 'Notification');
};
