/** What is kept of an event until it has been told, and how it becomes an event again. */
import type { EntityName } from '../../model/entities';
import type { EntityEvent } from '../../model/event';
import type { Filter } from '../../model/filter';
import type { EntityStore } from '../../sdk/port';
import type { Reference } from '../checkpoint/checkpoint';
import type { Waiting } from './window';

/** @param attempted whether it may have been told, should the process end now */
export function referenceTo({ sequence, event }: Waiting, attempted: boolean): Reference {
  const { id, type, rev, source, receivedAt } = event;
  return { sequence, id, type, rev, source, receivedAt, attempted };
}

/**
 * Makes events of what was written down of them, with the entities as they are now: they may have changed since.
 * @throws FailureError
 */
export async function readAgain(
  store: Pick<EntityStore, 'inspect'>,
  entity: EntityName,
  filter: Filter,
  references: readonly Reference[],
): Promise<EntityEvent[]> {
  const ids = [...new Set(references.map(({ id }) => id))];
  const inspections = await store.inspect(entity, ids, filter);
  const inspectionOf = new Map(ids.map((id, index) => [id, inspections[index]]));
  return references.map(({ id, type, rev, source, receivedAt, attempted }) => {
    const inspection = inspectionOf.get(id);
    const stored = inspection?.kind === 'found' ? inspection.stored : undefined;
    return {
      type,
      entity,
      id,
      ...(rev === undefined ? {} : { rev }),
      source,
      receivedAt,
      ...(attempted ? { redelivered: true } : {}),
      refreshed: true,
      // Of what the server no longer has there is nothing left that could be encrypted.
      decrypted: stored?.decrypted ?? true,
      payload: stored?.payload ?? { id },
    };
  });
}
