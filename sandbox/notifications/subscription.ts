/** The one frame that a client sends on a notification socket: what it wants to hear of. */
import { isJsonObject, type JsonObject } from '../../src/model/json';
import { hashesFromHex } from '../access/control-keys';
import { isSharedWith, accessLevel } from '../access/delegations';
import type { Caller } from '../auth/caller';
import {
  assertUsableLive,
  FilterError,
  matchesLive,
  parseFilter,
  type FilterableClass,
  type ParsedFilter,
} from '../filters';
import { parsePredicate, type Predicate } from '../predicate';
import { EVENT_TYPES, type EntityEvent, type EventType } from './events';

export interface Subscription {
  readonly eventTypes: readonly EventType[];
  readonly entityClass: FilterableClass;
  /** The filter's JSON as the client sent it. */
  readonly filter: unknown;
  readonly parsedFilter: ParsedFilter | undefined;
  readonly passesPredicate: Predicate;
  readonly accessControlHashes: readonly string[];
}

const PACKAGE = 'org.taktik.icure.entities.';

/** The classes that can be subscribed to; false for those whose entities everybody may read. */
const NEEDS_DELEGATION: Readonly<Record<FilterableClass, boolean>> = {
  User: false,
  Patient: true,
  Service: true,
  HealthElement: true,
  MaintenanceTask: true,
  Contact: true,
  HealthcareParty: false,
  Device: false,
};

/**
 * Reads the frame; fields that are not known are ignored.
 * @throws FilterError with the server's message: close code 4400
 */
export function parseSubscription(text: string): Subscription {
  const frame = parseObject(text);
  const { eventTypes, filter: chain } = frame;
  if (!Array.isArray(eventTypes) || !eventTypes.every(isEventType)) throw invalid();
  const entityClass = readClass(frame.entityClass);
  const { filter, predicate } = chain === undefined || chain === null ? {} : readChain(chain);
  const parsedFilter = filter === undefined ? undefined : parseFilter(filter, entityClass);
  if (parsedFilter !== undefined) assertUsableLive(parsedFilter);
  const accessControlHashes = hashesFromHex(readKeys(frame.accessControlKeys));
  return {
    eventTypes,
    entityClass,
    filter,
    parsedFilter,
    passesPredicate: parsePredicate(predicate),
    accessControlHashes,
  };
}

/** Whether the event goes to a subscriber: of the class and type, accessible, and of what the filter lets through. */
export function wants(subscription: Subscription, event: EntityEvent, caller: Caller, quirks: boolean): boolean {
  const { entityClass, eventTypes, parsedFilter, passesPredicate, accessControlHashes } = subscription;
  if (event.entityClass !== entityClass || !eventTypes.includes(event.type)) return false;
  const subscriber: Caller = {
    ...caller,
    accessControlHashes: [...caller.accessControlHashes, ...accessControlHashes],
  };
  if (NEEDS_DELEGATION[entityClass] && accessLevel(event.document, subscriber) === 'none') return false;
  if (!passesPredicate(event.document)) return false;
  if (parsedFilter === undefined) return true;
  return matchesLive(parsedFilter, event.document, {
    quirks,
    callerDataOwnerId: caller.dataOwnerId,
    hasAccess: (dataOwnerId, document) => isSharedWith(dataOwnerId, document, subscriber),
  });
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const frame: unknown = JSON.parse(text);
    if (isJsonObject(frame)) return frame;
  } catch {
    throw invalid();
  }
  throw invalid();
}

function invalid(): FilterError {
  return new FilterError('Invalid parameters for method');
}

function isEventType(value: unknown): value is EventType {
  return EVENT_TYPES.some((type) => type === value);
}

/** By the name of the server's class; services are in a package of their own. */
function readClass(value: unknown): FilterableClass {
  if (typeof value !== 'string') throw invalid();
  const name = value.startsWith(PACKAGE) ? value.slice(PACKAGE.length).replace(/^embed\.(?=Service$)/, '') : value;
  if (!isSubscribable(name)) throw new FilterError(`Unsupported entity class: ${value}`);
  return name;
}

function isSubscribable(name: string): name is FilterableClass {
  return Object.hasOwn(NEEDS_DELEGATION, name);
}

function readChain(chain: unknown): JsonObject {
  if (!isJsonObject(chain) || chain.filter === undefined) throw invalid();
  return chain;
}

function readKeys(value: unknown): string[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value) && value.every((key): key is string => typeof key === 'string')) return value;
  throw invalid();
}
