/** `icure-healthcare-element-events`: what happens to entities of the kind HealthcareElement. */
import type { NodeAPI } from 'node-red';
import { registerEventNode } from './event-node';

export default (RED: NodeAPI): void => {
  registerEventNode(RED, 'HealthcareElement');
};
