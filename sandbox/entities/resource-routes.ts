/** The routes that every kind of entity has. */
import type { JsonObject } from '../../src/model/json';
import type { Api } from '../http/api';
import { idsIn, objectIn, objectsIn, revisionsIn } from '../http/call';
import { parsePredicate } from '../predicate';
import { byId, page } from './paging';
import { succeeding, type Resource } from './resource';

/** Registers a resource's routes. Those with a fixed path come before those with an id. */
export function addResourceRoutes(api: Api, resource: Resource): void {
  const base = `/${resource.definition.kind}`;
  addReading(api, base, resource);
  addWriting(api, base, resource);
  addDeleting(api, base, resource);
}

function addReading(api: Api, base: string, resource: Resource): void {
  api.post(`${base}/byIds`, ({ body, caller }) => resource.byIds(idsIn(body), caller));
  api.post(`${base}/match`, ({ body, caller }) => resource.match(body, caller));
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

function addWriting(api: Api, base: string, resource: Resource): void {
  api.post(base, ({ body }) => resource.create(objectIn(body)));
  api.put(base, ({ body, caller }) => resource.modify(objectIn(body), caller));
  api.post(`${base}/batch`, ({ body }) => resource.batch(objectsIn(body), (sent) => resource.create(sent)));
  api.put(`${base}/batch`, ({ body, caller }) =>
    resource.batch(objectsIn(body), (sent) => resource.modify(sent, caller)),
  );
}

function addDeleting(api: Api, base: string, resource: Resource): void {
  api.post(`${base}/delete/batch`, ({ body, caller }) =>
    succeeding(idsIn(body), (id) => resource.softDelete(id, undefined, caller)),
  );
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
  api.delete(`${base}/:id`, ({ param, query, caller }) => resource.softDelete(param('id'), query('rev'), caller));
}
