/** What a node's filter lets through at the moment, before the node is deployed. */
import type { NodeAPI } from 'node-red';
import { readFilterSetting } from '../../src/account/filter-setting';
import { previewFilter, type Preview } from '../../src/account/preview';
import { isEntityName } from '../../src/model/entities';
import { toFailure } from '../../src/model/failure';
import type { Filter } from '../../src/model/filter';
import { isJsonObject, type JsonObject, type JsonValue } from '../../src/model/json';
import { refused, type Endpoint, type Surroundings } from './endpoint';
import { resolveEnvironment } from './environment';
import type { Looking } from './looking';

/** `deploy`: what it shows is health data, and a look takes the account's login. */
export function previewEndpoint({ RED }: Surroundings, looking: Looking): Endpoint {
  return {
    method: 'POST',
    path: '/icure/preview',
    permission: 'deploy',
    limit: { atATime: 2, perMinute: 30 },
    answer: (request) => {
      const { entity, filter, node, content } = request.body;
      if (!isEntityName(entity)) return refused(400, { message: '"entity" must name an entity.' });
      const nodeId = typeof node === 'string' ? node : '';
      const resolved = resolveAll(RED, nodeId, filter ?? {});
      let exact: Filter;
      try {
        exact = readFilterSetting(resolved, entity);
      } catch (error) {
        const { code, message } = toFailure(error);
        return refused(400, { code, message });
      }
      const wanted = { entity, filter: exact, withContent: content === true };
      return looking.answer(request, async ({ store, stopping }) =>
        toJson(await previewFilter(store, wanted, stopping)),
      );
    },
  };
}

/** Environment variables may stand anywhere in a filter, as Node-RED replaces them when it starts a node. */
function resolveAll(RED: NodeAPI, nodeId: string, value: JsonValue | undefined): unknown {
  if (Array.isArray(value)) return value.map((item) => resolveAll(RED, nodeId, item));
  if (isJsonObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, resolveAll(RED, nodeId, item)]));
  }
  return resolveEnvironment(RED, nodeId, { value }).value;
}

function toJson({ entities, ...numbers }: Preview): JsonObject {
  return { ...numbers, entities: entities.map((entity) => ({ ...entity })) };
}
