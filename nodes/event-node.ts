/** What the five event nodes have in common: all but the entity. */
import type { Node, NodeAPI, NodeDef, NodeMessage } from 'node-red';
import { readFilterSetting } from '../src/account/filter-setting';
import { STOPPED_FEED } from '../src/events/delivery/feed';
import { FeedRunner } from '../src/events/delivery/feed-runner';
import { runningFeeds } from '../src/events/delivery/running-feeds';
import type { SupervisorState } from '../src/events/supervisor';
import { parseDeliverySettings, type DeliverySettings, type RawDeliverySettings } from '../src/model/delivery-settings';
import { ENTITIES, eventNodeType, eventTopic, type EntityName, type EventType } from '../src/model/entities';
import type { EntityEvent } from '../src/model/event';
import { toFailure, type Failure } from '../src/model/failure';
import type { Filter } from '../src/model/filter';
import { Badge } from './badge';
import { CaughtFailure, giveBack } from './caught-failure';
import { CheckpointPlace, templateIdOf } from './checkpoint-place';
import { currentSettings } from './current-settings';
import { EventControl } from './event-control';
import type { AccountNode } from './icure-account';
import { NO_ACCOUNT, refuse } from './refuse';

/** The settings of an event node. */
interface EventNodeConfig extends NodeDef, RawDeliverySettings {
  /** The id of an `icure-account` node. */
  readonly account?: string;
  /** Whether to listen to creations, changes and deletions; an event that the entity does not have is ignored. */
  readonly create?: boolean;
  readonly update?: boolean;
  readonly delete?: boolean;
  /** How many inputs the node has: 1 when messages may control it. */
  readonly inputs?: number | string;
  /** A filter as in `src/model/filter.ts`; absent means everything that is shared with the account. */
  readonly filter?: unknown;
}

interface EventMessage extends NodeMessage {
  readonly event: Omit<EntityEvent, 'payload'> & {
    readonly account: string;
    /** What an `icure-ack` node acknowledges; only when that is asked for. */
    readonly deliveryId?: string;
  };
}

interface Wish {
  readonly account: AccountNode;
  /** None: a message will name some. */
  readonly eventTypes: readonly EventType[];
  readonly filter: Filter;
  readonly delivery: DeliverySettings;
}

type Reading<Value> = { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly failure: Failure };

/** Registers the node type that listens to an entity. */
export function registerEventNode(RED: NodeAPI, entity: EntityName): void {
  function construct(this: Node, config: EventNodeConfig): void {
    RED.nodes.createNode(this, config);
    const wish = readWish(RED, entity, config);
    if (wish.ok) listen(RED, this, entity, wish.value, isControlled(config));
    else refuseOnBadge(this, new Badge(this), wish.failure);
  }

  RED.nodes.registerType(eventNodeType(entity), construct);
}

function refuseOnBadge(node: Node, badge: Badge, failure: Failure): void {
  refuse(
    node,
    (shown) => {
      badge.showFailure(shown);
    },
    failure,
  );
  // Only a node with an input gets messages.
  node.on('input', (_message, _send, done) => {
    giveBack(node, new CaughtFailure(failure), done);
  });
}

function isControlled({ inputs }: EventNodeConfig): boolean {
  return Number(inputs) === 1;
}

function listen(RED: NodeAPI, node: Node, entity: EntityName, wish: Wish, isControlled: boolean): void {
  const { account, eventTypes, filter, delivery } = wish;
  if (account.account.kind === 'misconfigured') {
    refuseOnBadge(node, new Badge(node), account.account.failure);
    return;
  }
  const badge: Badge = new Badge(node, () => runner.snapshot());
  const reports = new Reports(node);
  const isDurable = delivery.catchUp !== 'off' || delivery.acknowledge;
  const place = new CheckpointPlace(RED, node, isDurable);
  const runner = new FeedRunner(node.id, account.account.client, (owner) => place.open(owner), {
    onState: (state) => {
      badge.show(state);
      reports.state(state.connection);
    },
    onProblem: (failure) => {
      node.error(new CaughtFailure(failure), {});
    },
    onEvent: (event, delivered) => {
      const id = delivery.acknowledge ? { deliveryId: delivered } : {};
      node.send(toMessage(event, { ...id, account: account.label }));
    },
  });
  const feedWish = { entity, eventTypes, filter, delivery };
  const unregister = runningFeeds.register(node.id, {
    entity,
    templateId: templateIdOf(node),
    snapshot: () => runner.snapshot(),
    startOver: isDurable ? () => runner.startOver() : undefined,
  });
  const control = isControlled ? new EventControl(node, runner, feedWish, account.label) : undefined;
  if (eventTypes.length > 0) runner.start(feedWish);
  else badge.show(STOPPED_FEED);
  node.on('close', (_removed: boolean, done: () => void) => {
    badge.close();
    unregister();
    Promise.all([runner.close(), control?.close()])
      .then(() => {
        place.removeWithNode();
      })
      .then(done, done);
  });
}

/** The message of an event, as the design's "Contract of an event message" says. */
function toMessage({ payload, ...event }: EntityEvent, more: { account: string; deliveryId?: string }): EventMessage {
  return { payload, topic: eventTopic(event.entity, event.type), event: { ...event, ...more } };
}

/** Tells of an outage once, not at each try: a failure that a person must put right as an error, a passing one as a warning. */
class Reports {
  #told = '';

  constructor(private readonly node: Node) {}

  state(state: SupervisorState): void {
    switch (state.kind) {
      case 'live':
        this.#told = '';
        return;
      case 'waiting':
        this.#tell(state.failure, () => {
          this.node.warn(state.failure.message);
        });
        return;
      case 'failed':
        this.#tell(state.failure, () => {
          this.node.error(new CaughtFailure(state.failure), {});
        });
        return;
      case 'connecting':
      case 'stopped':
        return;
      default:
        state satisfies never;
    }
  }

  #tell(failure: Failure, tell: () => void): void {
    if (this.#told === failure.code) return;
    this.#told = failure.code;
    tell();
  }
}

function readWish(RED: NodeAPI, entity: EntityName, stored: EventNodeConfig): Reading<Wish> {
  const settings = currentSettings(stored);
  if (!settings.ok) return settings;
  const { config } = settings;
  const account = RED.nodes.getNode(config.account ?? '') as AccountNode | null;
  if (account?.type !== 'icure-account') {
    return { ok: false, failure: NO_ACCOUNT };
  }
  const eventTypes = ENTITIES[entity].eventTypes.filter(
    (type) => config[type.toLowerCase() as Lowercase<EventType>] === true,
  );
  if (eventTypes.length === 0 && !isControlled(config)) {
    return refused('bad-config', 'No event type is ticked: open the node and tick at least one.');
  }
  const filter = readFilter(config.filter, entity);
  if (!filter.ok) return filter;
  const delivery = parseDeliverySettings(config);
  if (!delivery.ok) return refused('bad-config', `The node's settings: ${delivery.reason}.`);
  return { ok: true, value: { account, eventTypes, filter: filter.value, delivery: delivery.settings } };
}

function readFilter(setting: unknown, entity: EntityName): Reading<Filter> {
  try {
    return { ok: true, value: readFilterSetting(setting, entity) };
  } catch (error) {
    return { ok: false, failure: toFailure(error) };
  }
}

function refused(code: Failure['code'], message: string): Reading<Wish> {
  return { ok: false, failure: { code, message } };
}
