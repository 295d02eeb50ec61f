/** The event nodes that run, for those who look at them from outside: metrics, and the editor's button "Start over". One for the whole process. */
import type { EntityName } from '../../model/entities';
import type { FeedSnapshot } from './feed-snapshot';

export interface RunningFeed {
  readonly entity: EntityName;
  /** Of a node inside an instance of a subflow: the id of the node of the subflow that it was made from. The editor knows only that. */
  readonly templateId?: string | undefined;
  snapshot(): FeedSnapshot;
  /**
   * Forgets what has been delivered and begins as on the very first start; rejects when that fails. Undefined for a node that keeps nothing that could
   * be forgotten.
   */
  readonly startOver: (() => Promise<void>) | undefined;
}

class RunningFeeds {
  readonly #feeds = new Map<string, RunningFeed>();

  /** Shows a node's feed until the returned function is called. A node that is deployed anew takes the place of the one before. */
  register(nodeId: string, feed: RunningFeed): () => void {
    this.#feeds.set(nodeId, feed);
    return () => {
      if (this.#feeds.get(nodeId) === feed) this.#feeds.delete(nodeId);
    };
  }

  /** The feed of a node that runs; of a node of a subflow, those of all its instances. */
  of(nodeId: string): readonly RunningFeed[] {
    const feed = this.#feeds.get(nodeId);
    if (feed !== undefined) return [feed];
    return [...this.#feeds.values()].filter(({ templateId }) => templateId === nodeId);
  }

  /** All feeds by the ids of their nodes, in the order in which they were registered. */
  all(): ReadonlyMap<string, RunningFeed> {
    return new Map(this.#feeds);
  }
}

export const runningFeeds = new RunningFeeds();
