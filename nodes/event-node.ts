/** What the five event nodes have in common: all but the entity. */
import type { Node, NodeAPI, NodeDef, NodeMessage } from 'node-red';
import type { SupervisorState } from '../src/events/supervisor';
import { ENTITIES, eventNodeType, eventTopic, type EntityName, type EventType } from '../src/model/entities';
import type { EntityEvent } from '../src/model/event';
import type { Failure } from '../src/model/failure';
import { describeFilterProblem, parseFilter, type Filter } from '../src/model/filter';
import { Badge } from './badge';
import { CaughtFailure } from './caught-failure';
import type { AccountNode } from './icure-account';
import { NO_ACCOUNT, refuse } from './refuse';

/** The settings of an event node. */
interface EventNodeConfig extends NodeDef {
  /** The id of an `icure-account` node. */
  readonly account?: string;
  /** Whether to listen to creations, changes and deletions; an event that the entity does not have is ignored. */
  readonly create?: boolean;
  readonly update?: boolean;
  readonly delete?: boolean;
  /** A filter as in `src/model/filter.ts`; absent means everything that is shared with the account. */
  readonly filter?: unknown;
}

interface EventMessage extends NodeMessage {
  readonly event: Omit<EntityEvent, 'payload'> & { readonly account: string };
}

interface Wish {
  readonly account: AccountNode;
  readonly eventTypes: readonly EventType[];
  readonly filter: Filter;
}

type Reading<Value> = { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly failure: Failure };

/** Registers the node type that listens to an entity. */
export function registerEventNode(RED: NodeAPI, entity: EntityName): void {
  function construct(this: Node, config: EventNodeConfig): void {
    RED.nodes.createNode(this, config);
    const badge = new Badge(this, RED);
    const wish = readWish(RED, entity, config);
    if (wish.ok) {
      listen(this, badge, entity, wish.value);
    } else {
      refuseOnBadge(this, badge, wish.failure);
    }
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
}

function listen(node: Node, badge: Badge, entity: EntityName, { account, eventTypes, filter }: Wish): void {
  if (account.account.kind === 'misconfigured') {
    refuseOnBadge(node, badge, account.account.failure);
    return;
  }
  const reports = new Reports(node);
  const unsubscribe = account.account.client.subscribe({
    entity,
    eventTypes,
    filter,
    onState: (state) => {
      badge.show(state);
      reports.state(state);
    },
    onProblem: (failure) => {
      node.error(new CaughtFailure(failure), {});
    },
    onEvent: (event) => {
      if (!event.decrypted) badge.countUnreadable();
      node.send(toMessage(event, account.label));
      return Promise.resolve();
    },
  });
  node.on('close', (done: () => void) => {
    badge.close();
    unsubscribe().then(done, done);
  });
}

/** The message of an event, as the design's "Contract of an event message" says. */
function toMessage({ payload, ...event }: EntityEvent, account: string): EventMessage {
  return { payload, topic: eventTopic(event.entity, event.type), event: { ...event, account } };
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

function readWish(RED: NodeAPI, entity: EntityName, config: EventNodeConfig): Reading<Wish> {
  const account = RED.nodes.getNode(config.account ?? '') as AccountNode | null;
  if (account?.type !== 'icure-account') {
    return { ok: false, failure: NO_ACCOUNT };
  }
  const eventTypes = ENTITIES[entity].eventTypes.filter(
    (type) => config[type.toLowerCase() as Lowercase<EventType>] === true,
  );
  if (eventTypes.length === 0) {
    return refused('bad-config', 'No event type is ticked: open the node and tick at least one.');
  }
  const parsing = parseFilter(config.filter, entity);
  if (!parsing.ok) {
    return refused('bad-filter', `The filter cannot be understood: ${describeFilterProblem(parsing.problem)}.`);
  }
  return { ok: true, value: { account, eventTypes, filter: parsing.filter } };
}

function refused(code: Failure['code'], message: string): Reading<Wish> {
  return { ok: false, failure: { code, message } };
}
