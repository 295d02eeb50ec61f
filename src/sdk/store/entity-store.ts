/** Reading and writing what is stored, for all SDKs. */
import type { EntityName } from '../../model/entities';
import type { Filter } from '../../model/filter';
import type { StoredEntity } from '../../model/stored-entity';
import type { DeleteOutcome, DeleteRequest, EntityStore, SaveOutcome, SaveRequest } from '../port';
import type { StoreContext } from './context';
import { getEntities, matchEntities } from './read';

export class RestEntityStore implements EntityStore {
  constructor(private readonly context: StoreContext) {}

  match(entity: EntityName, filter: Filter): Promise<readonly string[]> {
    return matchEntities(this.context, entity, filter);
  }

  get(entity: EntityName, ids: readonly string[], filter?: Filter): Promise<readonly (StoredEntity | undefined)[]> {
    return getEntities(this.context, entity, ids, filter);
  }

  save(_request: SaveRequest): Promise<readonly SaveOutcome[]> {
    return Promise.reject(new Error('to be done'));
  }

  delete(_request: DeleteRequest): Promise<readonly DeleteOutcome[]> {
    return Promise.reject(new Error('to be done'));
  }
}
