/** The store of a session in a worker, as it looks from Node-RED's thread. */
import type { EntityName } from '../../model/entities';
import { FailureError, type Failure } from '../../model/failure';
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
import type { CallNumber, StoreCall, StoreMethod, StoreResult, ToWorker } from './messages';

/** Who waits for an answer. */
interface Waiting {
  readonly method: StoreMethod;
  readonly resolve: (result: StoreResult) => void;
  readonly reject: (failure: FailureError) => void;
}

export class HostedStore implements EntityStore {
  readonly #waiting = new Map<CallNumber, Waiting>();
  #next: CallNumber = 1;
  #ended: Failure | undefined;

  constructor(private readonly post: (message: ToWorker) => void) {}

  match(entity: EntityName, filter: Filter): Promise<readonly string[]> {
    return this.#call({ method: 'match', args: [entity, filter] });
  }

  get(entity: EntityName, ids: readonly string[], filter?: Filter): Promise<readonly (StoredEntity | undefined)[]> {
    return this.#call({ method: 'get', args: [entity, ids, filter] });
  }

  stamps(entity: EntityName, ids: readonly string[]): Promise<readonly (Stamp | undefined)[]> {
    return this.#call({ method: 'stamps', args: [entity, ids] });
  }

  inspect(entity: EntityName, ids: readonly string[], filter: Filter): Promise<readonly Inspection[]> {
    return this.#call({ method: 'inspect', args: [entity, ids, filter] });
  }

  matchName(part: string): Promise<readonly string[]> {
    return this.#call({ method: 'matchName', args: [part] });
  }

  dataOwners(limit: number): Promise<readonly DataOwner[]> {
    return this.#call({ method: 'dataOwners', args: [limit] });
  }

  save(request: SaveRequest): Promise<readonly SaveOutcome[]> {
    return this.#call({ method: 'save', args: [request] });
  }

  delete(request: DeleteRequest): Promise<readonly DeleteOutcome[]> {
    return this.#call({ method: 'delete', args: [request] });
  }

  answered(number: CallNumber, result: StoreResult): void {
    this.#take(number)?.resolve(result);
  }

  failed(number: CallNumber, { code, message }: Failure): void {
    this.#take(number)?.reject(new FailureError(code, message));
  }

  /** No answer will come any more. The first reason counts. */
  end(reason: Failure): void {
    this.#ended ??= reason;
    for (const { method, reject } of this.#waiting.values()) reject(unanswered(method, reason));
    this.#waiting.clear();
  }

  /** The worker answers each method with what that method gives. */
  #call<Result extends StoreResult>(call: StoreCall): Promise<Result> {
    return new Promise((resolve, reject) => {
      if (this.#ended !== undefined) {
        reject(new FailureError(this.#ended.code, this.#ended.message));
        return;
      }
      const number = this.#next++;
      this.#waiting.set(number, { method: call.method, resolve: resolve as (result: StoreResult) => void, reject });
      this.post({ kind: 'call', number, call });
    });
  }

  #take(number: CallNumber): Waiting | undefined {
    const waiting = this.#waiting.get(number);
    this.#waiting.delete(number);
    return waiting;
  }
}

function unanswered(method: StoreMethod, { code, message }: Failure): FailureError {
  switch (method) {
    case 'match':
    case 'get':
    case 'stamps':
    case 'inspect':
    case 'matchName':
    case 'dataOwners':
      return new FailureError(code, message);
    case 'save':
      return new FailureError(code, `${message} It is not known whether it was saved.`);
    case 'delete':
      return new FailureError(code, `${message} It is not known whether it was deleted.`);
    default:
      return method satisfies never;
  }
}
