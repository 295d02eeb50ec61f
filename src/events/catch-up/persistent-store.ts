/**
 * What is stored, for as long as a look takes: a request that fails is made again, with whatever session there is by then. So a look goes on where it was when the connection was lost,
 * and gets to its end however often that happens.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { EntityName } from '../../model/entities';
import { isPermanent, toFailure } from '../../model/failure';
import type { Filter } from '../../model/filter';
import type { EntityStore, Inspection, Stamp } from '../../sdk/port';
import { retryDelay, type BackoffSettings } from '../backoff';
import type { EventSource } from '../subscription';

/** ms between tries. */
const BACKOFF: BackoffSettings = { shortest: 200, longest: 5_000 };
/** Then the look fails, and is begun anew later. */
const MOST_TRIES = 10;

export class PersistentStore implements Pick<EntityStore, 'match' | 'stamps' | 'inspect'> {
  constructor(
    private readonly source: Pick<EventSource, 'withStore'>,
    private readonly stopping: AbortSignal,
  ) {}

  match(entity: EntityName, filter: Filter): Promise<readonly string[]> {
    return this.#persist((store) => store.match(entity, filter));
  }

  stamps(entity: EntityName, ids: readonly string[]): Promise<readonly (Stamp | undefined)[]> {
    return this.#persist((store) => store.stamps(entity, ids));
  }

  inspect(entity: EntityName, ids: readonly string[], filter: Filter): Promise<readonly Inspection[]> {
    return this.#persist((store) => store.inspect(entity, ids, filter));
  }

  /** @throws FailureError the last one, and what does not pass by itself at once */
  async #persist<Result>(work: (store: EntityStore) => Promise<Result>): Promise<Result> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.source.withStore(this.stopping, work);
      } catch (error) {
        if (this.stopping.aborted || tries === MOST_TRIES || isPermanent(toFailure(error))) throw error;
        await delay(retryDelay(tries, BACKOFF), undefined, { signal: this.stopping }).catch(() => undefined);
      }
    }
  }
}
