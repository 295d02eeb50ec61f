/** Flows for the tests, as the editor would deploy them. */
import { ENTITIES, eventNodeType, type EntityName, type EventType } from '../../src/model/entities';
import type { RawDeliverySettings } from '../../src/model/delivery-settings';
import type { FlowNode } from './node-red-process';

/** A node without a place on the canvas is a config node to Node-RED, and neither catches nor shows anything. */
export const PLACED = { z: 'tab', x: 100, y: 100 } as const;

export const TAB: FlowNode = { id: 'tab', type: 'tab', label: 'Test' };

/** A debug node that shows whole messages. */
export function debugNode(id: string): FlowNode {
  return {
    id,
    type: 'debug',
    ...PLACED,
    active: true,
    tosidebar: true,
    complete: 'true',
    targetType: 'full',
    wires: [],
  };
}

export interface Login {
  readonly login: string;
  readonly password: string;
}

/** An account node with waits that suit a test. Its id is `account`. */
export function accountNode(serverUrl: string, { login, password }: Login, settings: object = {}): FlowNode {
  return {
    id: 'account',
    type: 'icure-account',
    name: 'Ward 3',
    serverUrl,
    sdk: 'cardinal',
    secretKind: 'password',
    createKeyPair: true,
    minReconnectDelay: 100,
    maxReconnectDelay: 500,
    openTimeout: 3_000,
    silenceTimeout: 3_000,
    credentials: { userName: login, secret: password },
    ...settings,
  };
}

/** An event node that listens to `eventTypes` (all, unless told otherwise), wired to a debug node `<id>-debug` that shows whole messages. */
export function listeningNodes(
  id: string,
  entity: EntityName,
  settings: {
    readonly eventTypes?: readonly EventType[];
    readonly filter?: unknown;
    readonly delivery?: RawDeliverySettings;
  } = {},
): FlowNode[] {
  const { eventTypes = ENTITIES[entity].eventTypes, filter, delivery } = settings;
  return [
    {
      id,
      type: eventNodeType(entity),
      ...PLACED,
      name: '',
      account: 'account',
      ...Object.fromEntries(eventTypes.map((type) => [type.toLowerCase(), true])),
      ...(filter === undefined ? {} : { filter }),
      ...delivery,
      wires: [[`${id}-debug`]],
    },
    debugNode(`${id}-debug`),
  ];
}

/** A catch node wired to a debug node `caught`. */
export const CATCH: readonly FlowNode[] = [
  { id: 'catch', type: 'catch', ...PLACED, scope: null, uncaught: false, wires: [['caught']] },
  debugNode('caught'),
];
