/** Reading so many entities that a person may wait for it, however many there are. */
import type { EntityName } from '../model/entities';
import { FailureError } from '../model/failure';
import type { Filter } from '../model/filter';
import type { StoredEntity } from '../model/stored-entity';
import type { EntityStore } from '../sdk/port';

/** Entities that are read for one answer to a dialog, at most. */
export const LOOKED_AT = 200;

/** Entities that are read at a time. */
const PAGE_SIZE = 100;

/**
 * Reads all of them: whoever calls has seen to it that they are few.
 * @param stopping when it is aborted, no further page is read
 * @returns without what is not there, not for this user, or not let through by the filter
 * @throws FailureError
 */
export async function readFew(
  store: Pick<EntityStore, 'get'>,
  entity: EntityName,
  ids: readonly string[],
  stopping: AbortSignal,
  filter?: Filter,
): Promise<StoredEntity[]> {
  const read: StoredEntity[] = [];
  for (let start = 0; start < ids.length; start += PAGE_SIZE) {
    if (stopping.aborted) throw new FailureError('closed', 'Nobody waits for the answer any more.');
    const page = await store.get(entity, ids.slice(start, start + PAGE_SIZE), filter);
    read.push(...page.filter((stored) => stored !== undefined));
  }
  return read;
}
