/** `icure-delete`: deletes entities, so that they are no longer found (the server keeps them). Its settings are described in `src/account/requests.ts`. */
import type { NodeAPI } from 'node-red';
import { readDeleteRequest } from '../src/account/requests';
import { deleteAll } from '../src/account/writing';
import { failedItems, registerActionNode } from './action-node';

export default function registerDeleteNode(RED: NodeAPI): void {
  registerActionNode(RED, 'delete', async (config, work) => {
    const { request, isList } = readDeleteRequest(config, work.message);
    const { message, client, account, send, stopping } = work;
    const total = request.items.length;
    const outcomes = await deleteAll(client, request, {
      onProgress: (done) => {
        work.onProgress(done, total);
      },
      stopping,
    });
    const ids = outcomes.flatMap((outcome) => (outcome.kind === 'deleted' ? [outcome.id] : []));
    if (ids.length > 0 || (isList && total === 0)) {
      send({ ...message, result: { action: 'delete', entity: request.entity, account, count: ids.length, ids } });
    }
    return { count: ids.length, ...failedItems(outcomes) };
  });
}
