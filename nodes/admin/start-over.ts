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

/** Of a node, or of all instances of a node of a subflow. Never rejects: what stands in the way comes back. */
async function startOver(nodeId: string): Promise<Answer> {
  const feeds = runningFeeds.of(nodeId);
  if (feeds.length === 0) return refused(404, { message: 'No event node with this id is running.' });
  const starts = feeds.flatMap(({ startOver: start }) => (start === undefined ? [] : [start]));
  if (starts.length === 0) {
    return refused(409, { message: 'This node keeps no checkpoint: neither catch-up nor acknowledgement is on.' });
  }
  const outcomes = await Promise.allSettled(starts.map((start) => start()));
  const failed = outcomes.filter((outcome) => outcome.status === 'rejected');
  const [first] = failed;
  if (first === undefined) return { kind: 'nothing' };
  const words = wordsFor(first.reason);
  return refused(500, {
    message: starts.length === 1 ? words : `${failed.length} of ${starts.length} instances failed; the first: ${words}`,
  });
}

/** The text of an error that nobody foresaw may hold anything; only its class is told. */
function wordsFor(error: unknown): string {
  if (error instanceof FailureError) return error.message;
  const name = error instanceof Error ? error.constructor.name : typeof error;
  return `The checkpoint could not be emptied (${name}); look whether the disk is full and whether Node-RED may write there.`;
}
