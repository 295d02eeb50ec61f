/** Deletes entities, softly: the server keeps what they were. */
import type { SavableEntity } from '../../model/entities';
import type { DeleteOutcome, DeleteRequest } from '../port';
import type { StoreContext } from './context';
import { deleteDataSamples } from './delete-data-samples';
import { conflict, notFound, refused, toItemFailure } from './item-error';
import { isAlive, readDocuments, type Document } from './read';
import { RESOURCES } from './resources';
import { textOf, type DocumentEntity } from './save-entity';

type Item = DeleteRequest['items'][number];

/** How often an entity is read again because it was changed meanwhile, when any revision of it is to be deleted. */
const TRIES = 5;

/** See `EntityStore.delete`. */
export async function deleteEntities(
  context: StoreContext,
  { entity, items }: DeleteRequest,
): Promise<readonly DeleteOutcome[]> {
  return isDocumentEntity(entity)
    ? Promise.all(items.map((item) => deleteEntity(context, entity, item)))
    : deleteDataSamples(context, items);
}

function isDocumentEntity(entity: SavableEntity): entity is DocumentEntity {
  return entity !== 'DataSample';
}

async function deleteEntity(context: StoreContext, entity: DocumentEntity, item: Item): Promise<DeleteOutcome> {
  try {
    for (let tries = 0; ; tries += 1) {
      const current = await readCurrent(context, entity, item);
      const outcome = await deleteRevision(context, entity, current);
      if (outcome === 'deleted') return { kind: 'deleted', id: item.id };
      if (tries >= TRIES) throw conflict(entity, textOf(current.rev), undefined);
    }
  } catch (error) {
    return { kind: 'failed', failure: toItemFailure(error, item.id) };
  }
}

/** @throws FailureError `not-found`, and `conflict` when another revision is to be deleted */
async function readCurrent(context: StoreContext, entity: DocumentEntity, { id, rev }: Item): Promise<Document> {
  const current = (await readDocuments(context, entity, [id])).get(id);
  if (current === undefined || !isAlive(entity)(current)) throw notFound(entity);
  if (rev !== undefined && rev !== current.rev) throw conflict(entity, rev, textOf(current.rev));
  return current;
}

async function deleteRevision(
  { requests }: StoreContext,
  entity: DocumentEntity,
  { id, rev }: Document,
): Promise<'deleted' | 'conflict'> {
  const path = `${RESOURCES[entity].path}/${encodeURIComponent(id)}?rev=${encodeURIComponent(textOf(rev) ?? '')}`;
  const answer = await requests.write({ entity, method: 'DELETE', path, what: `Deleting the ${entity}` });
  if (answer.kind === 'done') return 'deleted';
  if (answer.status === 409) return 'conflict';
  throw refused(entity, answer.status);
}
