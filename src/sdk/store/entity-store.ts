/** Reading and writing what is stored, for all SDKs. */
import type { EntityName } from '../../model/entities';
import type { Filter } from '../../model/filter';
import type { StoredEntity } from '../../model/stored-entity';
import type {
  DataOwner,
  DeleteOutcome,
  DeleteRequest,
  EntityStore,
  Inspection,
  SaveOutcome,
  SaveRequest,
  Stamp,
} from '../port';
import type { StoreContext } from './context';
import { listDataOwners } from './data-owners';
import { deleteEntities } from './delete';
import { inspectEntities } from './inspect';
import { getEntities, matchEntities, matchNames } from './read';
import { saveDataSamples } from './save-data-samples';
import { saveEntity } from './save-entity';
import { Saving } from './saving';
import { readStamps } from './stamps';

export class RestEntityStore implements EntityStore {
  constructor(private readonly context: StoreContext) {}

  async match(entity: EntityName, filter: Filter): Promise<readonly string[]> {
    await this.#refreshAccess();
    return matchEntities(this.context, entity, filter);
  }

  async get(
    entity: EntityName,
    ids: readonly string[],
    filter?: Filter,
  ): Promise<readonly (StoredEntity | undefined)[]> {
    await this.#refreshAccess();
    return getEntities(this.context, entity, ids, filter);
  }

  async stamps(entity: EntityName, ids: readonly string[]): Promise<readonly (Stamp | undefined)[]> {
    await this.#refreshAccess();
    return readStamps(this.context, entity, ids);
  }

  async inspect(entity: EntityName, ids: readonly string[], filter: Filter): Promise<readonly Inspection[]> {
    await this.#refreshAccess();
    return inspectEntities(this.context, entity, ids, filter);
  }

  async matchName(part: string): Promise<readonly string[]> {
    await this.#refreshAccess();
    return matchNames(this.context, part);
  }

  dataOwners(limit: number): Promise<readonly DataOwner[]> {
    return listDataOwners(this.context, limit);
  }

  async save({
    entity,
    payloads,
    changes,
    fixed = {},
    retries,
    ...request
  }: SaveRequest): Promise<readonly SaveOutcome[]> {
    await this.#refreshAccess();
    const saving = new Saving(this.context, request);
    if (entity === 'DataSample') {
      return saveDataSamples(
        saving,
        payloads.map((payload) => ({ payload, changes, retries })),
      );
    }
    return Promise.all(
      payloads.map((payload) =>
        saveEntity(saving, { entity, payload: { ...payload, ...fixed }, changes, fixed, retries }),
      ),
    );
  }

  async delete(request: DeleteRequest): Promise<readonly DeleteOutcome[]> {
    await this.#refreshAccess();
    return deleteEntities(this.context, request);
  }

  #refreshAccess(): Promise<void> {
    const { requests, refreshAccess } = this.context;
    return requests.run(refreshAccess);
  }
}
