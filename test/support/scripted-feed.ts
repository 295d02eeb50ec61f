/** A running feed that is as a test says. */
import type { FeedSnapshot } from '../../src/events/delivery/feed-snapshot';
import type { RunningFeed } from '../../src/events/delivery/running-feeds';
import type { EntityName } from '../../src/model/entities';

/** A feed to which nothing has happened, but for what a test says. */
export function scriptedFeed(
  entity: EntityName,
  snapshot: Partial<FeedSnapshot> = {},
  startOver?: RunningFeed['startOver'],
): RunningFeed {
  return {
    entity,
    snapshot: () => ({
      state: 'live',
      catchUp: { kind: 'off' },
      backlog: 0,
      inFlight: 0,
      told: { CREATE: 0, UPDATE: 0, DELETE: 0 },
      redelivered: 0,
      duplicates: 0,
      collapsed: 0,
      unreadable: 0,
      reconnects: 0,
      lastEventAt: undefined,
      ...snapshot,
    }),
    startOver,
  };
}
