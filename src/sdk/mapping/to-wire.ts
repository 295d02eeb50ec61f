/** From a payload to the wire's JSON, strictly: what iCure would not take is refused, with the field's name. */
import type { SavableEntity } from '../../model/entities';
import type { JsonObject, JsonValue } from '../../model/json';
import { FieldProblem, wireObject } from './converters';
import { TABLES } from './tables';

export type WireReading =
  | {
      readonly ok: true;
      /** Only the fields that the payload has; null where it says null. Nothing is encrypted yet. */
      readonly wire: JsonObject;
      /** Of a data sample, what its contact says about it; only what the payload has. */
      readonly links: { readonly healthcareElementIds?: readonly string[]; readonly canvasesIds?: readonly string[] };
      /** Of a data sample: its contact, when it is in one. */
      readonly batchId: string | undefined;
    }
  | { readonly ok: false; readonly problem: { readonly field: string; readonly reason: string } };

/** @param isNew whether fields that a new entity must have may not be missing */
export function toWire(entity: SavableEntity, payload: JsonObject, isNew: boolean): WireReading {
  try {
    const wire = wireObject(`a ${entity}`, TABLES[entity], payload, '');
    if (isNew) requireFields(entity, payload);
    if (entity !== 'DataSample') return { ok: true, wire, links: {}, batchId: undefined };
    const { contactId, healthElementsIds, formIds, ...service } = wire;
    return {
      ok: true,
      wire: service,
      links: {
        ...(healthElementsIds === undefined ? {} : { healthcareElementIds: textsIn(healthElementsIds) }),
        ...(formIds === undefined ? {} : { canvasesIds: textsIn(formIds) }),
      },
      batchId: typeof contactId === 'string' ? contactId : undefined,
    };
  } catch (error) {
    if (error instanceof FieldProblem) return { ok: false, problem: { field: error.field, reason: error.message } };
    throw error;
  }
}

/** The server refuses a patient who has neither. */
function requireFields(entity: SavableEntity, { firstName, lastName }: JsonObject): void {
  if (entity === 'Patient' && isAbsent(firstName) && isAbsent(lastName)) {
    throw new FieldProblem('lastName', 'is missing: a new Patient has a firstName or a lastName');
  }
}

function isAbsent(value: JsonValue | undefined): boolean {
  return value === undefined || value === null || value === '';
}

function textsIn(value: JsonValue): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
