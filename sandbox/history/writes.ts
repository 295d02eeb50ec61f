/** From a change of a document to the writes of entities that it is. */
import { isDeepStrictEqual } from 'node:util';
import type { EntityName } from '../../src/model/entities';
import type { JsonObject, JsonValue } from '../../src/model/json';
import { presented } from '../entities/presentation';
import { objectsOf } from '../json-reading';
import type { Change, CollectionKind } from '../store/document';
import type { EntityWrite, WriteOperation } from './history';

/** A write that has no number yet. */
export type DeclaredWrite = Omit<EntityWrite, 'sequence'> & { readonly entity: EntityName; readonly id: string };

/** What is one entity a document; data samples are parts of contacts. */
const ENTITIES: Readonly<Partial<Record<CollectionKind, EntityName>>> = {
  patient: 'Patient',
  helement: 'HealthcareElement',
  maintenancetask: 'Notification',
  user: 'User',
};

/** @param isAlive whether there is a data sample with this id that has not ended */
export function writesOf(change: Change, isAlive: (id: string) => boolean): DeclaredWrite[] {
  const { kind, operation, document } = change;
  if (kind === 'contact') return sampleWrites(change, isAlive);
  const entity = ENTITIES[kind];
  return entity === undefined ? [] : [{ entity, id: document.id, operation, rev: document.rev }];
}

function sampleWrites(change: Change, isAlive: (id: string) => boolean): DeclaredWrite[] {
  const { document } = change;
  return objectsOf(document.services).flatMap((service): DeclaredWrite[] => {
    const { id, modified, endOfLife } = service;
    if (typeof id !== 'string') return [];
    const operation = sampleOperation(change, service, isAlive(id));
    if (operation === undefined) return [];
    const version = { contactId: document.id, modified: numberIn(modified), endOfLife: numberIn(endOfLife) };
    return [{ entity: 'DataSample', id, operation, rev: document.rev, version }];
  });
}

/** Undefined when nothing has happened to the data sample. The end of its contact is its end, and nothing to one that has ended before. */
function sampleOperation(change: Change, service: JsonObject, isAlive: boolean): WriteOperation | undefined {
  const isEnded = numberIn(service.endOfLife) !== undefined;
  switch (change.operation) {
    case 'create':
      return newVersion(isEnded, isAlive);
    case 'modify': {
      const before = objectsOf(change.previous.services).find(({ id }) => id === service.id);
      return before !== undefined && isSame(before, service) ? undefined : newVersion(isEnded, isAlive);
    }
    case 'delete':
    case 'purge':
    case 'undelete':
      return isEnded ? undefined : change.operation;
    default:
      return change satisfies never;
  }
}

/** Clients send back what they were answered, which has lists and objects with nothing in them that are not stored before. */
function isSame(before: JsonObject, after: JsonObject): boolean {
  return isDeepStrictEqual(presented(before, 'Service'), presented(after, 'Service'));
}

function newVersion(isEnded: boolean, isAlive: boolean): WriteOperation {
  if (isEnded) return 'delete';
  return isAlive ? 'modify' : 'create';
}

function numberIn(value: JsonValue | undefined): number | undefined {
  return typeof value === 'number' ? value : undefined;
}
