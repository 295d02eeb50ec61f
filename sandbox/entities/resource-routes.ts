/**
 * The routes that entities of any kind can have. The versions of the API choose from them; within one, those with a fixed path are
 * registered before those with an id in the same place.
 */
import type { JsonObject } from '../../src/model/json';
import type { Api } from '../http/api';
import { idsIn, objectIn, objectsIn, revisionsIn } from '../http/call';
import { parsePredicate } from '../predicate';
import { byId, page } from './paging';
import { revisionOf, succeeding, type Resource } from './resource';

/** What every kind has in every version. */
export function addResourceRoutes(api: Api, resource: Resource): void {
  const base = baseOf(resource);
  api.post(base, ({ body }) => resource.create(objectIn(body)));
  api.put(base, ({ body, caller }) => resource.modify(objectIn(body), caller));
  api.post(`${base}/filter`, (call) => {
    const { filter, predicate } = objectIn(call.body);
    const passes = parsePredicate(resource.definition.predicate === 'honoured' ? predicate : undefined);
    const found = resource
      .byIds(resource.match(filter, call.caller), call.caller)
      .filter((document) => document.deletionDate === undefined && passes(document));
    return page(call, found.sort(byId), (document): JsonObject => document);
  });
  api.get(`${base}/:id`, ({ param, caller }) => resource.get(param('id'), caller));
}

export function addByIdsRoute(api: Api, resource: Resource): void {
  api.post(`${baseOf(resource)}/byIds`, ({ body, caller }) => resource.byIds(idsIn(body), caller));
}

/** The ids stand in the path, separated by commas. */
export function addByIdsInPathRoute(api: Api, resource: Resource): void {
  api.get(`${baseOf(resource)}/byIds/:ids`, ({ param, caller }) => resource.byIds(param('ids').split(','), caller));
}

export function addMatchRoute(api: Api, resource: Resource): void {
  api.post(`${baseOf(resource)}/match`, ({ body, caller }) => resource.match(body, caller));
}

export function addBatchRoutes(api: Api, resource: Resource, name = 'batch'): void {
  const path = `${baseOf(resource)}/${name}`;
  api.post(path, ({ body }) => resource.batch(objectsIn(body), (sent) => resource.create(sent)));
  api.put(path, ({ body, caller }) => resource.batch(objectsIn(body), (sent) => resource.modify(sent, caller)));
}

/** The older name of batches. */
export function addBulkRoutes(api: Api, resource: Resource): void {
  addBatchRoutes(api, resource, 'bulk');
}

/** Deletion of one entity, whatever its revision unless one is given. */
export function addDeletionRoute(api: Api, resource: Resource): void {
  api.delete(`${baseOf(resource)}/:id`, ({ param, query, caller }) =>
    resource.softDelete(param('id'), query('rev'), caller),
  );
}

/** Deletion of several: what cannot be deleted is left out of the answer. */
export function addBatchDeletionRoute(api: Api, resource: Resource): void {
  api.post(`${baseOf(resource)}/delete/batch`, ({ body, caller }) =>
    succeeding(idsIn(body), (id) => resource.softDelete(id, undefined, caller)),
  );
}

/** Deletion by ids in the path, separated by commas. */
export function addListDeletionRoute(api: Api, resource: Resource): void {
  api.delete(`${baseOf(resource)}/:ids`, ({ param, caller }) =>
    forEachOf(param('ids'), (id) => resource.softDelete(id, undefined, caller)),
  );
}

/** Undeletion by ids in the path, separated by commas. */
export function addListUndeletionRoute(api: Api, resource: Resource): void {
  api.put(`${baseOf(resource)}/undelete/:ids`, ({ param, caller }) =>
    forEachOf(param('ids'), (id) => revisionOf(resource.undelete(id, undefined, caller))),
  );
}

/** Deletion, undeletion and purge that tell which revision is meant. */
export function addDeletionWithRevisionRoutes(api: Api, resource: Resource): void {
  const base = baseOf(resource);
  api.post(`${base}/delete/batch/withrev`, ({ body, caller }) =>
    succeeding(revisionsIn(body), ({ id, rev }) => resource.softDelete(id, rev, caller)),
  );
  api.post(`${base}/undelete/batch`, ({ body, caller }) =>
    succeeding(revisionsIn(body), ({ id, rev }) => resource.undelete(id, rev, caller)),
  );
  api.post(`${base}/purge/batch`, ({ body, caller }) =>
    succeeding(revisionsIn(body), ({ id, rev }) => resource.purge(id, rev, caller)),
  );
  api.delete(`${base}/purge/:id`, ({ param, query, caller }) => resource.purge(param('id'), query('rev'), caller));
  api.post(`${base}/undelete/:id`, ({ param, query, caller }) => resource.undelete(param('id'), query('rev'), caller));
}

function baseOf({ definition }: Resource): string {
  return `/${definition.kind}`;
}

/**
 * What becomes of each of the ids. One alone must succeed; of several, what fails is left out without a word, as in batches.
 * @throws HttpError
 */
function forEachOf<Result>(ids: string, act: (id: string) => Result): Result[] {
  const [first = '', ...others] = new Set(ids.split(','));
  return others.length === 0 ? [act(first)] : succeeding([first, ...others], act);
}
