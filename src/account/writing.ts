/** Saving and deleting many entities, part by part, so that progress can be told. */
import { toFailure } from '../model/failure';
import type { DeleteOutcome, DeleteRequest, EntityStore, ItemFailure, SaveOutcome, SaveRequest } from '../sdk/port';
import type { AccountClient } from './client';

/** Called with the number of entities that have been dealt with. */
export type OnProgress = (done: number) => void;

/** Entities that are dealt with before progress is told. */
const PART_SIZE = 50;

/** Never rejects: what cannot be saved has an outcome that says why. Outcomes are in the order of the payloads. */
export function saveAll(
  client: AccountClient,
  request: SaveRequest,
  onProgress: OnProgress,
): Promise<readonly SaveOutcome[]> {
  const { entity, payloads } = request;
  // New data samples become one batch, so they are saved at once.
  const isNewSample = (index: number): boolean => entity === 'DataSample' && payloads[index]?.batchId === undefined;
  const work = (store: EntityStore, part: readonly number[]): Promise<readonly SaveOutcome[]> =>
    store.save({
      ...request,
      payloads: part.map((index) => payloads[index]).filter((payload) => payload !== undefined),
    });
  return inParts(client, partsOf(payloads.length, isNewSample), work, onProgress);
}

/** Never rejects: what cannot be deleted has an outcome that says why. Outcomes are in the order of the items. */
export function deleteAll(
  client: AccountClient,
  request: DeleteRequest,
  onProgress: OnProgress,
): Promise<readonly DeleteOutcome[]> {
  const { items } = request;
  const work = (store: EntityStore, part: readonly number[]): Promise<readonly DeleteOutcome[]> =>
    store.delete({ ...request, items: part.map((index) => items[index]).filter((item) => item !== undefined) });
  return inParts(
    client,
    partsOf(items.length, () => false),
    work,
    onProgress,
  );
}

interface Failed {
  readonly kind: 'failed';
  readonly failure: ItemFailure;
}

async function inParts<Outcome>(
  client: AccountClient,
  parts: readonly (readonly number[])[],
  work: (store: EntityStore, part: readonly number[]) => Promise<readonly Outcome[]>,
  onProgress: OnProgress,
): Promise<(Outcome | Failed)[]> {
  const outcomes: (Outcome | Failed)[] = [];
  let done = 0;
  for (const part of parts) {
    const dealtWith = await client
      .withStore((store) => work(store, part))
      .catch((error: unknown) => part.map((): Failed => ({ kind: 'failed', failure: toFailure(error) })));
    for (const [position, outcome] of dealtWith.entries()) {
      const index = part[position];
      if (index !== undefined) outcomes[index] = outcome;
    }
    done += part.length;
    onProgress(done);
  }
  return outcomes;
}

/** The indexes below `count`: those of one part together, the others some at a time. */
function partsOf(count: number, belongTogether: (index: number) => boolean): number[][] {
  const indexes = Array.from({ length: count }, (_value, index) => index);
  const together = indexes.filter(belongTogether);
  const others = indexes.filter((index) => !belongTogether(index));
  const parts = together.length === 0 ? [] : [together];
  for (let start = 0; start < others.length; start += PART_SIZE) parts.push(others.slice(start, start + PART_SIZE));
  return parts;
}
