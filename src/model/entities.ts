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
}

export const ENTITIES: Readonly<Record<EntityName, EntityDescription>> = {
  Patient: {
    topic: 'patient',
    eventTypes: EVENT_TYPES,
    hasOwner: true,
    actions: ENTITY_ACTIONS,
    needsPatient: false,
    isCoded: true,
    criteria: ['label', 'code', 'id', 'identifier'],
  },
  DataSample: {
    topic: 'data-sample',
    eventTypes: ['CREATE', 'DELETE'],
    hasOwner: true,
    actions: ENTITY_ACTIONS,
    needsPatient: true,
    isCoded: true,
    criteria: ['label', 'code', 'id', 'identifier'],
  },
  HealthcareElement: {
    topic: 'healthcare-element',
    eventTypes: EVENT_TYPES,
    hasOwner: true,
    actions: ENTITY_ACTIONS,
    needsPatient: true,
    isCoded: true,
    criteria: ['label', 'code', 'id', 'identifier'],
  },
  Notification: {
    topic: 'notification',
    eventTypes: EVENT_TYPES,
    hasOwner: true,
    actions: ENTITY_ACTIONS,
    needsPatient: false,
    isCoded: false,
    criteria: ['type', 'id', 'identifier'],
  },
  User: {
    topic: 'user',
    eventTypes: EVENT_TYPES,
    hasOwner: false,
    actions: ['find'],
    needsPatient: false,
    isCoded: false,
    criteria: ['id'],
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
