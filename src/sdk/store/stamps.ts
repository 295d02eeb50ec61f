/** Tells versions of entities without decrypting anything, as fast as the server answers. */
import type { EntityName } from '../../model/entities';
import type { Stamp } from '../port';
import { pagesOf } from '../server/pages';
import { readShown } from './by-ids';
import type { StoreContext } from './context';
import { isAlive, versionIn, withoutContent } from './read';

/** Ids in one request, at most: only as many whole entities are in memory as requests may be under way. */
const PAGE = 500;

/**
 * See `EntityStore.stamps`. Whole entities are asked for: the server has stubs of healthcare elements, too (`POST /helement/delegations`), but they do not
 * tell a deletion (`IcureStubDto` in kraken-common has no `deletionDate`).
 */
export async function readStamps(
  context: StoreContext,
  entity: EntityName,
  ids: readonly string[],
): Promise<(Stamp | undefined)[]> {
  const pages = await Promise.all(pagesOf([...new Set(ids)], PAGE).map((page) => readPage(context, entity, page)));
  const byId = new Map(pages.flat().map((stamp) => [stamp.id, stamp]));
  return ids.map((id) => byId.get(id));
}

async function readPage(context: StoreContext, entity: EntityName, ids: readonly string[]): Promise<Stamp[]> {
  const documents = await readShown(context, entity, ids, withoutContent);
  const isLiving = isAlive(entity);
  return [...documents].map(([id, document]) => ({
    id,
    version: versionIn(entity, document),
    isDeleted: !isLiving(document),
  }));
}
