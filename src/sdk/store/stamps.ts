/** Tells versions of entities without decrypting anything, as fast as the server answers. */
import type { EntityName } from '../../model/entities';
import type { Stamp } from '../port';
import { pagesOf } from '../server/pages';
import type { StoreContext } from './context';
import { isAlive, isDocument, isLater, versionIn, type Document } from './read';
import { RESOURCES } from './resources';

/** Ids in one request, at most: of the answers only as many are in memory as requests may be under way. */
const PAGE = 500;

/**
 * See `EntityStore.stamps`. Whole entities are asked for: the server has stubs of healthcare elements, too (`POST /helement/delegations`), but these do not
 * tell a deletion (`IcureStubDto` in kraken-common has no `deletionDate`).
 */
export async function readStamps(
  context: StoreContext,
  entity: EntityName,
  ids: readonly string[],
): Promise<(Stamp | undefined)[]> {
  const pages = await Promise.all(pagesOf([...new Set(ids)], PAGE).map((page) => readStampsOf(context, entity, page)));
  const byId = new Map(pages.flat().map((stamp) => [stamp.id, stamp]));
  return ids.map((id) => byId.get(id));
}

async function readStampsOf({ requests }: StoreContext, entity: EntityName, ids: readonly string[]): Promise<Stamp[]> {
  const body = await requests.read({
    entity,
    method: 'POST',
    path: RESOURCES[entity].byIds,
    body: { ids: [...ids] },
    what: `Asking for the version of a ${entity}`,
  });
  const documents: readonly unknown[] = Array.isArray(body) ? body : [];
  return newest(documents.filter(isDocument)).map((document) => stampOf(entity, document));
}

/** The server may tell several versions of a data sample, one for each contact that it lies in. */
function newest(documents: readonly Document[]): Document[] {
  const byId = new Map<string, Document>();
  for (const document of documents) {
    const known = byId.get(document.id);
    if (known === undefined || isLater(document, known)) byId.set(document.id, document);
  }
  return [...byId.values()];
}

function stampOf(entity: EntityName, document: Document): Stamp {
  return { id: document.id, version: versionIn(entity, document), isDeleted: !isAlive(entity)(document) };
}
