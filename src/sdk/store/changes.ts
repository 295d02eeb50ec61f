/** From what is to be saved to what of it is a change. */
import { isDeepStrictEqual } from 'node:util';
import type { SavableEntity } from '../../model/entities';
import type { JsonObject } from '../../model/json';
import { applyLabelChanges, isEmpty, type LabelChanges } from '../../model/label-changes';
import { toWire, type WireReading } from '../mapping/to-wire';
import { ItemError } from './item-error';

type Wire = Extract<WireReading, { ok: true }>;

/** Not a client's to say: what identifies the entity, and when it was changed or deleted. */
const NOT_WRITTEN: ReadonlySet<string> = new Set(['id', 'rev', 'modified', 'deletionDate']);

/** @throws ItemError `bad-entity`, which names the field */
export function readWire(entity: SavableEntity, payload: JsonObject, isNew: boolean): Wire {
  const reading = toWire(entity, payload, isNew);
  if (!reading.ok) {
    const { field, reason } = reading.problem;
    throw new ItemError('bad-entity', `The ${entity} cannot be saved: ${field} ${reason}.`, { field });
  }
  if (entity === 'DataSample' && typeof payload.endOfLife === 'number') {
    throw new ItemError('bad-entity', 'A data sample with an end of life is a deleted one; delete it instead.', {
      field: 'endOfLife',
    });
  }
  return reading;
}

/** The fields of a new entity. @throws ItemError `bad-entity` */
export function newFields(entity: SavableEntity, payload: JsonObject): Pick<Wire, 'wire' | 'links'> {
  const { wire, links } = readWire(entity, payload, true);
  const entries = Object.entries(wire).filter(([name, value]) => value !== null && !NOT_WRITTEN.has(name));
  return { wire: Object.fromEntries(entries), links };
}

/**
 * Whatever differs from what is stored. So what the payload's form has no place for (fields that nobody here knows, inside lists too) survives
 * where nothing was changed.
 * @param stored the payload of what is on the server
 * @throws ItemError `bad-entity`
 */
export function changedFields(
  entity: SavableEntity,
  payload: JsonObject,
  stored: JsonObject,
): Pick<Wire, 'wire' | 'links'> & { readonly isChange: boolean } {
  const changed = Object.entries(payload).filter(
    ([name, value]) => !NOT_WRITTEN.has(name) && !isDeepStrictEqual(value ?? undefined, stored[name]),
  );
  const { wire, links } = readWire(entity, Object.fromEntries(changed), false);
  const written = Object.fromEntries(Object.entries(wire).filter(([name]) => !NOT_WRITTEN.has(name)));
  return { wire: written, links, isChange: Object.keys(written).length + Object.keys(links).length > 0 };
}

/** With the label changes; a list that the payload leaves out is the stored one. */
export function withLabelChanges(payload: JsonObject, stored: JsonObject, changes: LabelChanges): JsonObject {
  if (isEmpty(changes)) return payload;
  const { labels = stored.labels, codes = stored.codes } = payload;
  return applyLabelChanges({ ...payload, labels, codes }, changes);
}

/** Now, and later than before (epoch, ms). */
export function laterThan(modified: number): number {
  return Math.max(Date.now(), modified + 1);
}
