/** Lets an event node begin as on its very first start. */
import { runningFeeds } from '../../src/events/delivery/running-feeds';
import { FailureError } from '../../src/model/failure';
import { refused, type Answer, type Endpoint } from './endpoint';

export const startOverEndpoint: Endpoint = {
  method: 'POST',
  path: '/icure/checkpoints/:node/start-over',
  permission: 'write',
  answer: ({ params }) => startOver(params.node ?? ''),
};

/** Never rejects: what stands in the way comes back. */
async function startOver(nodeId: string): Promise<Answer> {
  const feed = runningFeeds.get(nodeId);
  if (feed === undefined) return refused(404, { message: 'No event node with this id is running.' });
  if (feed.startOver === undefined) {
    return refused(409, { message: 'This node keeps no checkpoint: neither catch-up nor acknowledgement is on.' });
  }
  try {
    await feed.startOver();
    return { kind: 'nothing' };
  } catch (error) {
    return refused(500, { message: wordsFor(error) });
  }
}

/** The text of an error that nobody foresaw may hold anything; only its class is told. */
function wordsFor(error: unknown): string {
  if (error instanceof FailureError) return error.message;
  const name = error instanceof Error ? error.constructor.name : typeof error;
  return `The checkpoint could not be emptied (${name}); look whether the disk is full and whether Node-RED may write there.`;
}
