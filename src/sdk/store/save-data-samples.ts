/** Saves data samples: new ones together in one contact, others in the contacts that they are in. */
import type { JsonObject } from '../../model/json';
import type { SaveOutcome, SaveRequest } from '../port';
import { createSamples } from './create-data-samples';
import { modifySamples } from './modify-data-samples';
import { textOf } from './save-entity';
import type { Saving } from './saving';

/** One of a request. */
export interface Sample {
  readonly payload: JsonObject;
  readonly changes: SaveRequest['changes'];
  readonly retries: number;
}

/** One outcome for each, in their order. */
export async function saveDataSamples(saving: Saving, samples: readonly Sample[]): Promise<SaveOutcome[]> {
  const isNew = ({ payload }: Sample): boolean => textOf(payload.batchId) === undefined;
  const [created, modified] = await Promise.all([
    createSamples(saving, samples.filter(isNew)),
    modifySamples(
      saving,
      samples.filter((sample) => !isNew(sample)),
    ),
  ]);
  const rest = { created: created.values(), modified: modified.values() };
  return samples.flatMap((sample) => (isNew(sample) ? rest.created : rest.modified).next().value ?? []);
}
