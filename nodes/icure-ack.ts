/** `icure-ack`: tells an event node with acknowledgement that the flow is done with a message. */
import type { Node, NodeAPI, NodeDef, NodeMessageInFlow } from 'node-red';
import { acknowledgements } from '../src/events/delivery/acknowledgements';
import type { Failure } from '../src/model/failure';
import { isJsonObject } from '../src/model/json';
import { CaughtFailure, giveBack } from './caught-failure';
import { currentSettings } from './current-settings';
import { refuse } from './refuse';
import { WorkBadge } from './work-badge';

const NO_DELIVERY_ID: Failure = {
  code: 'no-delivery-id',
  message:
    'The message has no msg.event.deliveryId, so there is nothing to acknowledge: tick "wait for an acknowledge node" in the event node that it comes from, and keep msg.event as it is on the way here.',
};

const BAD_DELIVERY_ID: Failure = {
  code: 'no-delivery-id',
  message: 'msg.event.deliveryId is not one of an event node: keep msg.event as it is on the way here.',
};

const NOT_WAITED_FOR =
  'Nobody waits for this acknowledgement: the event node was deployed anew, started over or removed since it sent the message. If the node still knows of the message, it sends it again.';

export default function registerAckNode(RED: NodeAPI): void {
  RED.nodes.registerType('icure-ack', function (this: Node, config: NodeDef) {
    RED.nodes.createNode(this, config);
    const badge = new WorkBadge(this, 'acknowledge');
    const settings = currentSettings(config);
    if (!settings.ok) {
      const { failure } = settings;
      refuse(
        this,
        (shown) => {
          badge.failed(shown);
        },
        failure,
      );
      this.on('input', (_message, _send, done) => {
        giveBack(this, new CaughtFailure(failure), done);
      });
      return;
    }
    let acknowledged = 0;
    this.on('input', (message, send, done) => {
      const id = deliveryIdOf(message);
      const outcome = id === undefined ? 'missing' : acknowledgements.acknowledge(id);
      switch (outcome) {
        case 'missing':
        case 'malformed': {
          const failure = outcome === 'missing' ? NO_DELIVERY_ID : BAD_DELIVERY_ID;
          badge.failed(failure);
          giveBack(this, new CaughtFailure(failure), done);
          return;
        }
        case 'unknown':
          this.warn(NOT_WAITED_FOR);
          break;
        case 'acknowledged':
          acknowledged += 1;
          badge.done(acknowledged);
          break;
        case 'already':
          break;
        default:
          outcome satisfies never;
      }
      send(message);
      done();
    });
    this.on('close', () => {
      badge.close();
    });
  });
}

/** Nothing when a message does not say, or holds what throws when it is read. */
function deliveryIdOf(message: NodeMessageInFlow): string | undefined {
  try {
    const { event } = message as { readonly event?: unknown };
    const id = isJsonObject(event) ? event.deliveryId : undefined;
    return typeof id === 'string' && id !== '' ? id : undefined;
  } catch {
    return undefined;
  }
}
