/**
 * What a data sample was before it was deleted. The server keeps no service documents: a deletion is a new contact with a stub of the service,
 * while the contact that holds the service itself stays.
 */
import type { EntityName } from '../../model/entities';
import type { Failure, FailureCode } from '../../model/failure';
import type { CriterionSubject } from '../../model/criteria';
import { isGroup, matchesFilter, type Filter, type FilterSubject } from '../../model/filter';
import type { JsonObject, JsonValue } from '../../model/json';
import type { Identified } from './contact-services';
import { keysOf } from './entity-json';

export type Lookup =
  { readonly kind: 'found'; readonly wire: Identified } | { readonly kind: 'not-found'; readonly failure: Failure };

interface Version {
  readonly id?: unknown;
  readonly modified?: unknown;
  readonly endOfLife?: unknown;
}

interface ContactOf<Service> {
  readonly services: readonly Service[];
  readonly modified?: unknown;
}

/** Collects, of the versions of services that had not ended, the newest: by time of modification, as the server orders them. */
export class NewestVersions<Service extends Version> {
  readonly #newest = new Map<string, { readonly service: Service; readonly modified: number }>();
  readonly #wanted: ReadonlySet<string>;

  /** @param ids of the services that are looked for */
  constructor(ids: readonly string[]) {
    this.#wanted = new Set(ids);
  }

  add({ services, modified: changed }: ContactOf<Service>): void {
    for (const service of services) {
      const { id, endOfLife } = service;
      if (typeof id !== 'string' || !this.#wanted.has(id) || typeof endOfLife === 'number') continue;
      const modified = Number(service.modified ?? changed ?? 0);
      const known = this.#newest.get(id);
      if (known === undefined || modified > known.modified) this.#newest.set(id, { service, modified });
    }
  }

  /** By id; what was in none of the contacts is left out. */
  found(): Map<string, Service> {
    return new Map([...this.#newest].map(([id, { service }]) => [id, service]));
  }
}

/** Whether all that there is of an entity is the stub of a deleted data sample, and the filter asks for what the stub lacks. */
export function asksForPast(entity: EntityName, filter: Filter, payload: JsonObject): boolean {
  return entity === 'DataSample' && isStub(payload) && asksForContent(filter);
}

/**
 * Whether the filter lets a deleted data sample through, by what it was before. Where that is not to be found only the owner can be asked for:
 * such a deletion is delivered rather than lost.
 * @param stub whose delegations count
 * @param before what it was; undefined when it is not to be found
 */
export function passedBefore(filter: Filter, stub: FilterSubject, before: CriterionSubject | undefined): boolean {
  return before === undefined
    ? matchesFilter({ ...filter, criteria: [] }, stub)
    : matchesFilter(filter, { ...stub, ...before });
}

/** @param code why */
export function versionNotFound(code: FailureCode): Lookup {
  return {
    kind: 'not-found',
    failure: {
      code,
      message:
        'A deleted data sample is passed on although the filter could not be applied to it: what it was before could not be found on the server.',
    },
  };
}

function asksForContent({ criteria }: Filter): boolean {
  return criteria.some((part) => (isGroup(part) ? part.criteria.some(({ by }) => by !== 'id') : part.by !== 'id'));
}

/** A data sample is deleted by a new version that has an end and nothing else. */
function isStub({ endOfLife, labels, codes, identifiers, content }: JsonObject): boolean {
  const isEmpty = (list: JsonValue | undefined): boolean => Array.isArray(list) && list.length === 0;
  return endOfLife !== undefined && [labels, codes, identifiers].every(isEmpty) && keysOf(content).length === 0;
}
