/**
 * The one table of what iCure tells about: which entities there are, which of their events exist and what they can be filtered by.
 * The editor, the validation of a node's settings, the drivers and the docs all read it; nothing repeats it.
 *
 * Names follow the MedTech model, as iCure's own "How to listen to events" does. That page is also the source of the event types:
 * the platform has no UPDATE of a DataSample.
 */
import type { CriterionKind } from './criteria';

/** What can happen to an entity. */
export const EVENT_TYPES = ['CREATE', 'UPDATE', 'DELETE'] as const;
export type EventType = (typeof EVENT_TYPES)[number];

/** The entities, in the order in which people meet them. */
export const ENTITY_NAMES = ['Patient', 'DataSample', 'HealthcareElement', 'Notification', 'User'] as const;
export type EntityName = (typeof ENTITY_NAMES)[number];

/** What the nodes can do with an entity besides listening to it. */
export const ENTITY_ACTIONS = ['find', 'save', 'delete'] as const;
export type EntityAction = (typeof ENTITY_ACTIONS)[number];

export interface EntityDescription {
  /** The middle of `msg.topic` (`icure/<topic>/create`) and of the node type (`icure-<topic>-events`). */
  readonly topic: string;
  /** The events that the platform has for this entity. */
  readonly eventTypes: readonly EventType[];
  /** Whether access is granted by data owner, so that a filter's `owner` means something. Users are not encrypted and have none. */
  readonly hasOwner: boolean;
  /** Users are found only: who makes them deals with logins, which must not pass through flows. */
  readonly actions: readonly EntityAction[];
  /** Whether a new one is about a patient. */
  readonly needsPatient: boolean;
  /** Whether it has labels and codes. */
  readonly isCoded: boolean;
  /** What a filter on this entity may contain. */
  readonly criteria: readonly CriterionKind[];
  /**
   * The kinds of criterion that the server matches itself when an event happens; all others are checked here, on each event that arrives. The server's is
   * a first sieve only: what it lets through is checked here, too.
   */
  readonly matchedLive: readonly CriterionKind[];
}

export const ENTITIES: Readonly<Record<EntityName, EntityDescription>> = {
  Patient: {
    topic: 'patient',
    eventTypes: EVENT_TYPES,
    hasOwner: true,
    actions: ENTITY_ACTIONS,
    needsPatient: false,
    isCoded: true,
    criteria: ['label', 'code', 'id', 'identifier', 'birthDate', 'name', 'ssin', 'gender'],
    matchedLive: ['id'],
  },
  DataSample: {
    topic: 'data-sample',
    eventTypes: ['CREATE', 'DELETE'],
    hasOwner: true,
    actions: ENTITY_ACTIONS,
    needsPatient: true,
    isCoded: true,
    criteria: ['label', 'code', 'id', 'identifier', 'patient', 'healthcareElement', 'valueDate'],
    matchedLive: ['label', 'code', 'id'],
  },
  HealthcareElement: {
    topic: 'healthcare-element',
    eventTypes: EVENT_TYPES,
    hasOwner: true,
    actions: ENTITY_ACTIONS,
    needsPatient: true,
    isCoded: true,
    criteria: ['label', 'code', 'id', 'identifier', 'patient', 'openingDate'],
    matchedLive: ['label', 'code', 'id'],
  },
  Notification: {
    topic: 'notification',
    eventTypes: EVENT_TYPES,
    hasOwner: true,
    actions: ENTITY_ACTIONS,
    needsPatient: false,
    isCoded: false,
    criteria: ['type', 'id', 'identifier', 'status'],
    matchedLive: ['type', 'id'],
  },
  User: {
    topic: 'user',
    eventTypes: EVENT_TYPES,
    hasOwner: false,
    actions: ['find'],
    needsPatient: false,
    isCoded: false,
    criteria: ['id', 'login', 'email'],
    matchedLive: ['id'],
  },
};

/** The entities that can be created, changed and deleted here. */
export type SavableEntity = Exclude<EntityName, 'User'>;

/** Whether an entity can be created, changed and deleted here. */
export function isSavable(entity: EntityName): entity is SavableEntity {
  return ENTITIES[entity].actions.includes('save');
}

/** Whether `value` names an entity of the table. */
export function isEntityName(value: unknown): value is EntityName {
  return ENTITY_NAMES.some((name) => name === value);
}

/** The Node-RED type of the node that listens to an entity, e.g. `icure-patient-events`. */
export function eventNodeType(entity: EntityName): string {
  return `icure-${ENTITIES[entity].topic}-events`;
}

/** `msg.topic` of an event, e.g. `icure/data-sample/create`. */
export function eventTopic(entity: EntityName, type: EventType): string {
  return `icure/${ENTITIES[entity].topic}/${type.toLowerCase()}`;
}
