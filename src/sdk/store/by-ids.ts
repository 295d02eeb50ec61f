/** Asks for entities where it matters that what is not answered is not there: an answer that says nothing of them must not count as one. */
import type { EntityName } from '../../model/entities';
import { FailureError } from '../../model/failure';
import type { StoreContext } from './context';
import type { StoreCall } from './requests';
import { isDocument, newestOf, type Document } from './read';
import { RESOURCES } from './resources';

/**
 * In one request. A refusal of it all, or something else than a list, comes from a proxy or for lack of rights, and tells nothing of the entities.
 * @param keep what is kept of each, see `HttpCall`; it must be a document still
 * @returns by id, deleted ones too; without what is not there or not for this user
 * @throws FailureError
 */
export async function readShown(
  { requests }: StoreContext,
  entity: EntityName,
  ids: readonly string[],
  keep?: StoreCall['keep'],
): Promise<Map<string, Document>> {
  const answer = await requests.ask({
    entity,
    method: 'POST',
    path: RESOURCES[entity].byIds,
    body: { ids: [...ids] },
    keep,
    what: `Reading a ${entity}`,
  });
  if (answer.kind === 'refused') throw readingRefused(entity, answer.status);
  const documents: unknown = answer.body;
  if (!Array.isArray(documents)) {
    throw new FailureError('protocol', `The server answered no list when it was asked for a ${entity}.`);
  }
  return newestOf(documents.filter(isDocument));
}

function readingRefused(entity: EntityName, status: number): FailureError {
  return status === 403
    ? new FailureError('forbidden', `The server does not allow this user to read a ${entity} (403).`)
    : new FailureError('protocol', `The server refuses to tell of any ${entity} (${status}); check the server URL.`);
}
