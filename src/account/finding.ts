/** Finding entities, page by page, so that however many there are, few are in memory. */
import type { EntityName } from '../model/entities';
import { FailureError } from '../model/failure';
import type { Filter } from '../model/filter';
import type { StoredEntity } from '../model/stored-entity';
import type { AccountClient } from './client';

export interface FindRequest {
  readonly entity: EntityName;
  readonly by:
    { readonly kind: 'ids'; readonly ids: readonly string[] } | { readonly kind: 'filter'; readonly filter: Filter };
  /** At most so many are found. */
  readonly limit: number;
}

export interface Page {
  readonly found: readonly StoredEntity[];
  /** Of the ids that were asked for, those that are not there; none when a filter was. */
  readonly missing: readonly string[];
  /** Whether there is no page after it. */
  readonly isLast: boolean;
}

/** Entities in a page: what the store reads at a time. */
const PAGE_SIZE = 100;

/**
 * Hands over at least one page, which may be empty; the next is read when the promise of the last one has resolved.
 * @param stopping when it is aborted, no further page is read
 * @throws FailureError
 */
export async function findPages(
  client: AccountClient,
  { entity, by, limit }: FindRequest,
  stopping: AbortSignal,
  onPage: (page: Page) => Promise<void>,
): Promise<void> {
  await client.withStore(stopping, async (store) => {
    const ids = by.kind === 'ids' ? [...new Set(by.ids)] : await store.match(entity, by.filter);
    let left = limit;
    for (let start = 0; ; start += PAGE_SIZE) {
      if (stopping.aborted) throw new FailureError('closed', 'The node was stopped before everything was found.');
      const asked = ids.slice(start, start + PAGE_SIZE);
      const answers = asked.length === 0 ? [] : await readPage(asked);
      const found = answers.filter((stored) => stored !== undefined).slice(0, left);
      left -= found.length;
      const missing = by.kind === 'ids' ? asked.filter((_id, index) => answers[index] === undefined) : [];
      const isLast = left === 0 || start + PAGE_SIZE >= ids.length;
      await onPage({ found, missing, isLast });
      if (isLast) return;
    }

    function readPage(asked: readonly string[]): Promise<readonly (StoredEntity | undefined)[]> {
      return by.kind === 'ids' ? store.get(entity, asked) : store.get(entity, asked, by.filter);
    }
  });
}
