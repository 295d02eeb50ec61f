/** What the package adds to Node-RED's admin API, for the dialogs and for those who watch over it. Nothing secret and no health data is in any answer. */
import type { NodeAPI } from 'node-red';
import { OPEN_METRICS_TYPE, writeOpenMetrics } from '../src/events/delivery/open-metrics';
import { runningFeeds } from '../src/events/delivery/running-feeds';
import { FailureError } from '../src/model/failure';
import { offeredSdks } from '../src/sdk/installed';

/** Why "start over" was not done. */
interface Refusal {
  readonly status: 404 | 409 | 500;
  readonly message: string;
}

/**
 * Called once when Node-RED loads the package.
 * @param moduleFolders the folders in whose `node_modules` an SDK may be installed
 */
export function registerAdminEndpoints(RED: NodeAPI, moduleFolders: readonly string[]): void {
  const mayRead = RED.auth.needsPermission('icure-account.read');
  const mayWrite = RED.auth.needsPermission('icure-account.write');

  // The account's dialog asks which SDKs it can offer.
  RED.httpAdmin.get('/icure/sdks', mayRead, (_request, response) => {
    response.json(offeredSdks(moduleFolders));
  });

  RED.httpAdmin.get('/icure/metrics', mayRead, (_request, response) => {
    // Not by `send`, which writes the parameters of the type in its own way.
    response.setHeader('content-type', OPEN_METRICS_TYPE);
    response.end(writeOpenMetrics(runningFeeds.all()));
  });

  RED.httpAdmin.post('/icure/checkpoints/:node/start-over', mayWrite, (request, response, next) => {
    const { node } = request.params;
    startOver(typeof node === 'string' ? node : '')
      .then((refusal) => {
        if (refusal === undefined) response.status(204).end();
        else response.status(refusal.status).json({ message: refusal.message });
      })
      .catch(next);
  });
}

/** Lets a node, or all instances of a node of a subflow, begin as on the very first start. Never rejects: what stands in the way comes back. */
async function startOver(nodeId: string): Promise<Refusal | undefined> {
  const feeds = runningFeeds.of(nodeId);
  if (feeds.length === 0) return { status: 404, message: 'No event node with this id is running.' };
  const starts = feeds.flatMap(({ startOver: start }) => (start === undefined ? [] : [start]));
  if (starts.length === 0) {
    const message = 'This node keeps no checkpoint: neither catch-up nor acknowledgement is on.';
    return { status: 409, message };
  }
  const outcomes = await Promise.allSettled(starts.map((start) => start()));
  const failed = outcomes.filter((outcome) => outcome.status === 'rejected');
  const [first] = failed;
  if (first === undefined) return undefined;
  const words = wordsFor(first.reason);
  return {
    status: 500,
    message: starts.length === 1 ? words : `${failed.length} of ${starts.length} instances failed; the first: ${words}`,
  };
}

/** The text of an error that nobody foresaw may hold anything; only its class is told. */
function wordsFor(error: unknown): string {
  if (error instanceof FailureError) return error.message;
  const name = error instanceof Error ? error.constructor.name : typeof error;
  return `The checkpoint could not be emptied (${name}); look whether the disk is full and whether Node-RED may write there.`;
}
