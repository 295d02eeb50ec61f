/** Whom an entity is about. The entity says so encrypted, so that it takes an SDK; it is asked only where a filter asks. */
import { asksFor, type Filter } from '../../model/filter';
import type { EntityName } from '../../model/entities';
import type { Failure } from '../../model/failure';
import type { JsonObject } from '../../model/json';
import { idOfMetadata } from './decrypt-entity';

export type EntityAboutPatient = 'DataSample' | 'HealthcareElement';

/** How asking an SDK for the patients of an entity went. */
export type Patients =
  /** The ids: several where patients were merged, all of which lead to the one that is left. */
  | { readonly kind: 'done'; readonly result: readonly string[] }
  /** The account may not know. */
  | { readonly kind: 'no-access' }
  /** It cannot be told, for a reason that lies in this one entity. */
  | { readonly kind: 'refused'; readonly failure: Failure };

export interface FindingPatients {
  /**
   * @param id whose metadata tell it: the entity's own; of a data sample, its contact's
   * @throws FailureError when the session has become useless
   */
  readonly patientsOf: (entity: EntityAboutPatient, id: string, wire: JsonObject) => Promise<Patients>;
}

/** Undefined where the filter does not ask for them. @throws FailureError when the session has become useless */
export async function patientsAskedFor(
  { patientsOf }: FindingPatients,
  entity: EntityName,
  filter: Filter | undefined,
  wire: JsonObject & { readonly id: string },
): Promise<Patients | undefined> {
  if (entity !== 'DataSample' && entity !== 'HealthcareElement') return undefined;
  if (filter === undefined || !asksFor(filter, 'patient')) return undefined;
  return patientsOf(entity, idOfMetadata(entity, wire), wire);
}

/** The ids; none where they are not known. */
export function idsOf(patients: Patients | undefined): readonly string[] {
  return patients?.kind === 'done' ? patients.result : [];
}
