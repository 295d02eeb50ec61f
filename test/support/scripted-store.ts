/** A store that answers as the test says, and notes what it is asked. */
import type { EntityName } from '../../src/model/entities';
import { FailureError } from '../../src/model/failure';
import type { Filter } from '../../src/model/filter';
import type { StoredEntity } from '../../src/model/stored-entity';
import { versionOf } from '../../src/model/version';
import type {
  DataOwner,
  DeleteOutcome,
  DeleteRequest,
  EntityStore,
  Inspection,
  SaveOutcome,
  SaveRequest,
  Stamp,
} from '../../src/sdk/port';

type Get = (entity: EntityName, ids: readonly string[], filter?: Filter) => (StoredEntity | undefined)[];

export class ScriptedStore implements EntityStore {
  readonly gets: (readonly string[])[] = [];
  readonly saves: SaveRequest[] = [];
  readonly deletes: DeleteRequest[] = [];
  /** Ids that match any filter. */
  matching: readonly string[] = [];
  /** Parts of names that were looked for. */
  readonly names: string[] = [];
  /** Ids of patients with any name. */
  namesakes: readonly string[] = [];
  owners: readonly DataOwner[] = [];
  /** What is there; everything, unless told otherwise. */
  onGet: Get = (_entity, ids) => ids.map(stored);
  /** Called with each request to save, before it is answered. */
  onSave: (request: SaveRequest) => Promise<void> = () => Promise.resolve();
  readonly #rejections = new Set<(error: FailureError) => void>();

  match(): Promise<readonly string[]> {
    return Promise.resolve(this.matching);
  }

  get(entity: EntityName, ids: readonly string[], filter?: Filter): Promise<readonly (StoredEntity | undefined)[]> {
    this.gets.push(ids);
    return Promise.resolve(this.onGet(entity, ids, filter));
  }

  /** Of what there is. */
  stamps(entity: EntityName, ids: readonly string[]): Promise<readonly (Stamp | undefined)[]> {
    const found = this.onGet(entity, ids);
    return Promise.resolve(
      found.map((one) => one && { id: one.id, version: versionOf(entity, one), isDeleted: false }),
    );
  }

  /** What there is passes any filter; the rest is gone. */
  inspect(entity: EntityName, ids: readonly string[]): Promise<readonly Inspection[]> {
    const found = this.onGet(entity, ids);
    return Promise.resolve(
      found.map((one) =>
        one === undefined
          ? { kind: 'gone' }
          : { kind: 'found', stored: one, version: versionOf(entity, one), isDeleted: false, passes: true },
      ),
    );
  }

  matchName(part: string): Promise<readonly string[]> {
    this.names.push(part);
    return Promise.resolve(this.namesakes);
  }

  dataOwners(limit: number): Promise<readonly DataOwner[]> {
    return Promise.resolve(this.owners.slice(0, limit));
  }

  save(request: SaveRequest): Promise<readonly SaveOutcome[]> {
    this.saves.push(request);
    return this.#untilEnd(
      this.onSave(request).then(() =>
        request.payloads.map(({ id }) => ({
          kind: 'saved',
          created: true,
          stored: stored(typeof id === 'string' ? id : 'new'),
        })),
      ),
    );
  }

  delete(request: DeleteRequest): Promise<readonly DeleteOutcome[]> {
    this.deletes.push(request);
    return Promise.resolve(request.items.map(({ id }) => ({ kind: 'deleted', id })));
  }

  /** The session has ended: what is under way is rejected, as the SDK's host does it. */
  end(): void {
    for (const reject of this.#rejections) {
      reject(new FailureError('closed', 'The session has ended. It is not known whether it was saved.'));
    }
  }

  #untilEnd<Result>(answer: Promise<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#rejections.add(reject);
      answer.then(resolve, reject).finally(() => this.#rejections.delete(reject));
    });
  }
}

/** A patient as it is found. */
export function stored(id: string): StoredEntity {
  return { entity: 'Patient', id, rev: '1-a', decrypted: true, payload: { id, rev: '1-a' } };
}
