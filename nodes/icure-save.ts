/** `icure-save`: creates or changes entities. Its settings are described in `src/account/requests.ts`. */
import type { NodeAPI } from 'node-red';
import { readSaveRequest } from '../src/account/requests';
import { saveAll } from '../src/account/writing';
import type { SaveOutcome } from '../src/sdk/port';
import { failedItems, registerActionNode } from './action-node';

export default function registerSaveNode(RED: NodeAPI): void {
  registerActionNode(RED, 'save', async (config, work) => {
    const { request, isList } = readSaveRequest(config, work.message);
    const { message, client, account, send, stopping } = work;
    const total = request.payloads.length;
    const outcomes = await saveAll(client, request, {
      onProgress: (done) => {
        work.onProgress(done, total);
      },
      stopping,
    });
    const saved = outcomes.filter((outcome) => outcome.kind === 'saved');
    if (saved.length > 0 || (isList && outcomes.length === 0)) {
      const payloads = saved.map(({ stored }) => stored.payload);
      const result = { action: 'save', entity: request.entity, account, ...resultOf(outcomes, isList) };
      send({ ...message, payload: isList ? payloads : payloads[0], result });
    }
    return { count: saved.length, ...failedItems(outcomes) };
  });
}

function resultOf(outcomes: readonly SaveOutcome[], isList: boolean): object {
  const items = outcomes.flatMap((outcome) =>
    outcome.kind === 'saved' ? [{ id: outcome.stored.id, rev: outcome.stored.rev, created: outcome.created }] : [],
  );
  const [only] = items;
  if (!isList) return { ...only };
  const created = items.filter((item) => item.created).length;
  return { created, modified: items.length - created, failed: outcomes.length - items.length, items };
}
