/** `icure-patient-events`: what happens to entities of the kind Patient. */
import type { NodeAPI } from 'node-red';
import { registerEventNode } from './event-node';

export default (RED: NodeAPI): void => {
  registerEventNode(RED, 'Patient');
};
