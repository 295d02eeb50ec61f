/** From what the server sent to an event: decrypt, map, and apply the exact filter. */
import type { EntityName } from '../../model/entities';
import type { EntityEvent } from '../../model/event';
import type { Failure } from '../../model/failure';
import { matchesFilter, type Filter, type FilterSubject } from '../../model/filter';
import { isJsonObject, type JsonObject } from '../../model/json';
import type { ChannelRequest } from '../port';
import { toPayload } from '../mapping';
import { asksForPast, passedBefore, type Lookup } from './deleted-sample';
import { decryptEntity, type Decrypting } from './decrypt-entity';
import { ownersOf } from './entity-json';
import { idsOf, patientsAskedFor, type FindingPatients } from './patients-of';

/** What it takes an SDK to do. */
export interface EventSources extends Decrypting, FindingPatients {
  /**
   * @param id of the service
   * @throws FailureError when the session has become useless
   */
  readonly findBeforeDeletion: (id: string) => Promise<Lookup>;
}

export class EventReader {
  constructor(
    private readonly sources: EventSources,
    /** The account's own data owner. */
    private readonly self: string,
  ) {}

  /**
   * @param value the entity as JSON, from the server
   * @returns undefined when the filter does not let it through, or there is nothing to make an event of
   * @throws FailureError when the session has become useless
   */
  async read(
    request: ChannelRequest,
    value: unknown,
    onProblem: (failure: Failure) => void,
  ): Promise<EntityEvent | undefined> {
    const receivedAt = new Date().toISOString();
    const received = readEntity(value);
    if (received === undefined) {
      onProblem({ code: 'protocol', message: 'The server sent something that is no entity; it is left out.' });
      return undefined;
    }
    const { entity, eventType } = request;
    const { wire, decrypted, problem } = await decryptEntity(this.sources, entity, received);
    if (problem !== undefined) onProblem(problem);
    const payload = toPayload(entity, wire);
    const owners = ownersOf(wire);
    const subject = { payload, owners, sharedWithSelf: decrypted || owners.includes(this.self) };
    const sieved = await this.#sieve(request, received, subject, onProblem);
    if (sieved === 'held back') return undefined;
    return {
      type: eventType,
      entity,
      id: received.id,
      ...(typeof wire.rev === 'string' ? { rev: wire.rev } : {}),
      source: 'live',
      ...(sieved === 'unchecked' ? { unchecked: true } : {}),
      receivedAt,
      decrypted,
      payload,
    };
  }

  /** What was before the deletion of a data sample is looked up where the filter asks for it. */
  async #sieve(
    { entity, filter }: ChannelRequest,
    received: Entity,
    subject: FilterSubject,
    onProblem: (failure: Failure) => void,
  ): Promise<'passed' | 'held back' | 'unchecked'> {
    const patientsOf = (wire: Entity): Promise<readonly string[]> => this.#patientsOf(entity, filter, wire, onProblem);
    if (!asksForPast(entity, filter, subject.payload)) {
      const patients = await patientsOf(received);
      return matchesFilter(filter, { ...subject, patients }) ? 'passed' : 'held back';
    }
    const lookup = await this.sources.findBeforeDeletion(received.id);
    if (lookup.kind === 'not-found') {
      onProblem(lookup.failure);
      return passedBefore(filter, subject, undefined) ? 'unchecked' : 'held back';
    }
    const { wire } = lookup;
    const before = { payload: toPayload(entity, wire), patients: await patientsOf(wire) };
    return passedBefore(filter, subject, before) ? 'passed' : 'held back';
  }

  async #patientsOf(
    entity: EntityName,
    filter: Filter,
    wire: Entity,
    onProblem: (failure: Failure) => void,
  ): Promise<readonly string[]> {
    const patients = await patientsAskedFor(this.sources, entity, filter, wire);
    if (patients?.kind === 'refused') onProblem(patients.failure);
    return idsOf(patients);
  }
}

type Entity = JsonObject & { readonly id: string };

function readEntity(value: unknown): Entity | undefined {
  return isJsonObject(value) && typeof value.id === 'string' && value.id !== ''
    ? { ...value, id: value.id }
    : undefined;
}
