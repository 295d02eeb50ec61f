/** Saving and deleting many entities, part by part, so that progress can be told. */
import { FailureError, toFailure, type Failure } from '../model/failure';
import type { DeleteOutcome, DeleteRequest, EntityStore, ItemFailure, SaveOutcome, SaveRequest } from '../sdk/port';
import type { AccountClient } from './client';

/** How a caller goes along with what is being done. */
export interface Progress {
  /** Called with the number of entities that have been dealt with. */
  readonly onProgress: (done: number) => void;
  /** When it is aborted, no further part is begun. */
  readonly stopping: AbortSignal;
}

/** Entities that are dealt with before progress is told. */
const PART_SIZE = 50;

/**
 * One outcome for each payload, in their order: what cannot be saved has one that says why.
 * @throws FailureError when nothing at all was dealt with, because the session or the server is of no use
 */
export function saveAll(
  client: AccountClient,
  request: SaveRequest,
  progress: Progress,
): Promise<readonly SaveOutcome[]> {
  const { entity, payloads } = request;
  // New data samples become one batch, so they are saved at once.
  const isNewSample = ({ batchId }: SaveRequest['payloads'][number]): boolean =>
    entity === 'DataSample' && (typeof batchId !== 'string' || batchId === '');
  return inParts(client, partsOf(payloads, isNewSample), progress, (store, part) =>
    store.save({ ...request, payloads: part }),
  );
}

/**
 * One outcome for each item, in their order: what cannot be deleted has one that says why.
 * @throws FailureError when nothing at all was dealt with, because the session or the server is of no use
 */
export function deleteAll(
  client: AccountClient,
  request: DeleteRequest,
  progress: Progress,
): Promise<readonly DeleteOutcome[]> {
  const parts = partsOf(request.items, () => false);
  return inParts(client, parts, progress, (store, part) => store.delete({ ...request, items: part }));
}

interface Failed {
  readonly kind: 'failed';
  readonly failure: ItemFailure;
}

/** What a request asks for one entity, and its place in the request. */
interface Placed<Item> {
  readonly index: number;
  readonly item: Item;
}

/** A part that fails as a whole ends it: what comes after it would wait for the same server in vain. */
async function inParts<Item extends { readonly id?: unknown }, Outcome>(
  client: AccountClient,
  parts: readonly (readonly Placed<Item>[])[],
  { onProgress, stopping }: Progress,
  work: (store: EntityStore, part: readonly Item[]) => Promise<readonly Outcome[]>,
): Promise<(Outcome | Failed)[]> {
  const outcomes: (Outcome | Failed)[] = [];
  let done = 0;
  let ended: Failure | undefined;
  for (const part of parts) {
    const reason = ended ?? (stopping.aborted && done > 0 ? STOPPED : undefined);
    const dealtWith = reason === undefined ? await dealWith(part) : part.map(({ item }) => failed(item, reason));
    for (const [position, { index }] of part.entries()) {
      const outcome = dealtWith[position];
      if (outcome !== undefined) outcomes[index] = outcome;
    }
    done += part.length;
    onProgress(done);
  }
  return outcomes;

  async function dealWith(part: readonly Placed<Item>[]): Promise<readonly (Outcome | Failed)[]> {
    try {
      return await client.withStore(stopping, (store) =>
        work(
          store,
          part.map(({ item }) => item),
        ),
      );
    } catch (error) {
      const failure = toFailure(error);
      if (done === 0) throw new FailureError(failure.code, failure.message);
      ended = { code: failure.code, message: 'Not sent, because what stands before it in the list could not be sent.' };
      return part.map(({ item }) => failed(item, failure));
    }
  }
}

const STOPPED: Failure = { code: 'closed', message: 'Not sent: the node was stopped before it came to this one.' };

function failed({ id }: { readonly id?: unknown }, { code, message }: Failure): Failed {
  return { kind: 'failed', failure: { code, message, ...(typeof id === 'string' ? { id } : {}) } };
}

/** Those of one part together, the others some at a time. */
function partsOf<Item>(items: readonly Item[], belongsTogether: (item: Item) => boolean): Placed<Item>[][] {
  const placed = items.map((item, index) => ({ item, index }));
  const together = placed.filter(({ item }) => belongsTogether(item));
  const others = placed.filter(({ item }) => !belongsTogether(item));
  const parts = together.length === 0 ? [] : [together];
  for (let start = 0; start < others.length; start += PART_SIZE) parts.push(others.slice(start, start + PART_SIZE));
  return parts;
}
