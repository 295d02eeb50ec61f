/**
 * What a data sample was before it was deleted. The server keeps no service documents: a deletion is a new contact with a stub of the service,
 * while the contact that holds the service itself stays.
 */
import type { Failure, FailureCode } from '../../model/failure';
import type { JsonObject } from '../../model/json';

export type Lookup =
  { readonly kind: 'found'; readonly wire: JsonObject } | { readonly kind: 'not-found'; readonly failure: Failure };

interface Version {
  readonly id?: unknown;
  readonly modified?: unknown;
  readonly endOfLife?: unknown;
}

interface ContactOf<Service> {
  readonly services: readonly Service[];
  readonly modified?: unknown;
}

/** Of the versions of a service that had not ended; the same order as the server's: by time of modification. */
export function newestVersion<Service extends Version>(
  contacts: readonly ContactOf<Service>[],
  id: string,
): Service | undefined {
  return contacts
    .flatMap(({ services, modified }) =>
      services.map((service) => ({ service, modified: Number(service.modified ?? modified ?? 0) })),
    )
    .filter(({ service }) => service.id === id && typeof service.endOfLife !== 'number')
    .sort((one, other) => other.modified - one.modified)[0]?.service;
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
