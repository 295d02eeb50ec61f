/** From what the server sent to an event: decrypt, map, and apply the exact filter. */
import type { EntityEvent } from '../../model/event';
import type { Failure } from '../../model/failure';
import { isGroup, matchesFilter, type Filter } from '../../model/filter';
import { isJsonObject, type JsonObject, type JsonValue } from '../../model/json';
import type { ChannelRequest } from '../port';
import { toPayload } from '../mapping';
import type { Lookup } from './deleted-sample';
import { decryptEntity, type Decrypting } from './decrypt-entity';
import { keysOf, ownersOf } from './entity-json';

/** What it takes an SDK to do. */
export interface EventSources extends Decrypting {
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
    const { entity, eventType, filter } = request;
    const { wire, decrypted, problem } = await decryptEntity(this.sources, entity, received);
    if (problem !== undefined) onProblem(problem);
    const payload = toPayload(entity, wire);
    const owners = ownersOf(wire);
    const known = await this.#contentToFilter(request, received.id, payload, onProblem);
    const subject = {
      payload: known ?? payload,
      owners,
      sharedWithSelf: decrypted || owners.includes(this.self),
    };
    // Of what nothing is known only the owner can be asked for.
    if (!matchesFilter(known === undefined ? { ...filter, criteria: [] } : filter, subject)) return undefined;
    return {
      type: eventType,
      entity,
      id: received.id,
      ...(typeof wire.rev === 'string' ? { rev: wire.rev } : {}),
      source: 'live',
      receivedAt,
      decrypted,
      payload,
    };
  }

  /**
   * What the filter's criteria are applied to: the entity, or what it was before if all that came is the stub of a deleted data sample.
   * Undefined when that is not to be found; such a deletion is delivered rather than lost.
   */
  async #contentToFilter(
    { entity, filter }: ChannelRequest,
    id: string,
    payload: JsonObject,
    onProblem: (failure: Failure) => void,
  ): Promise<JsonObject | undefined> {
    if (entity !== 'DataSample' || !isStub(payload) || !asksForContent(filter)) return payload;
    const lookup = await this.sources.findBeforeDeletion(id);
    if (lookup.kind === 'found') return toPayload(entity, { ...lookup.wire, id });
    onProblem(lookup.failure);
    return undefined;
  }
}

type Entity = JsonObject & { readonly id: string };

function readEntity(value: unknown): Entity | undefined {
  return isJsonObject(value) && typeof value.id === 'string' && value.id !== ''
    ? { ...value, id: value.id }
    : undefined;
}

/** Whether a filter asks for something that the stub of a deleted data sample lacks. */
function asksForContent({ criteria }: Filter): boolean {
  return criteria.some((part) => (isGroup(part) ? part.criteria.some(({ by }) => by !== 'id') : part.by !== 'id'));
}

/** A data sample is deleted by a new version that has an end and nothing else. */
function isStub({ endOfLife, labels, codes, identifiers, content }: JsonObject): boolean {
  const isEmpty = (list: JsonValue | undefined): boolean => Array.isArray(list) && list.length === 0;
  return endOfLife !== undefined && [labels, codes, identifiers].every(isEmpty) && keysOf(content).length === 0;
}
