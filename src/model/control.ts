/** What a message can ask of an event node that has an input. */
import { ENTITIES, type EntityName, type EventType } from './entities';
import { FailureError } from './failure';
import { describeFilterProblem, parseFilter, type Filter } from './filter';

export const CONTROL_ACTIONS = ['start', 'stop', 'subscribe', 'status'] as const;
export type ControlAction = (typeof CONTROL_ACTIONS)[number];

export type ControlRequest =
  | { readonly action: Exclude<ControlAction, 'subscribe'> }
  | { readonly action: 'subscribe'; readonly changes: SubscriptionChanges };

/** What is not given stays as it is. */
export interface SubscriptionChanges {
  readonly eventTypes?: readonly EventType[];
  readonly filter?: Filter;
}

/** A message as it comes: anything may be in it. */
export interface ControlMessage {
  readonly action?: unknown;
  /** Event types, in upper or lower case. */
  readonly events?: unknown;
  /** A filter as in `filter.ts`. */
  readonly filter?: unknown;
}

/**
 * Reads a message to an event node.
 * @throws FailureError `bad-action` or `bad-filter`
 */
export function readControlRequest({ action, events, filter }: ControlMessage, entity: EntityName): ControlRequest {
  const wanted = CONTROL_ACTIONS.find((known) => known === action);
  if (wanted === undefined) {
    const given = typeof action === 'string' && action !== '' ? `"${action.slice(0, 40)}"` : 'missing';
    throw refused(`msg.action is ${given}; it must be one of ${CONTROL_ACTIONS.join(', ')}`);
  }
  if (wanted !== 'subscribe') return { action: wanted };
  const changes = {
    ...(events === undefined ? {} : { eventTypes: readEventTypes(events, entity) }),
    ...(filter === undefined ? {} : { filter: readFilter(filter, entity) }),
  };
  return { action: wanted, changes };
}

/** Each type once, in the order of the entity table: equal wishes look equal. */
function readEventTypes(events: unknown, entity: EntityName): readonly EventType[] {
  const known = ENTITIES[entity].eventTypes;
  const choices = known.map((type) => `"${type.toLowerCase()}"`).join(', ');
  if (!Array.isArray(events) || events.length === 0) {
    throw refused(`msg.events must be a list of at least one of ${choices}`);
  }
  const given = events.map((event: unknown) => (typeof event === 'string' ? event.trim().toUpperCase() : ''));
  if (!given.every((type) => known.some((knownType) => knownType === type))) {
    throw refused(`msg.events may contain ${choices} (what iCure tells of a ${entity}), and nothing else`);
  }
  return known.filter((type) => given.includes(type));
}

function readFilter(filter: unknown, entity: EntityName): Filter {
  const parsing = parseFilter(filter, entity);
  if (parsing.ok) return parsing.filter;
  const problem = describeFilterProblem(parsing.problem);
  throw new FailureError('bad-filter', `msg.filter cannot be understood: ${problem}. The node goes on as it was.`);
}

function refused(what: string): FailureError {
  return new FailureError('bad-action', `${what}. The node goes on as it was.`);
}
