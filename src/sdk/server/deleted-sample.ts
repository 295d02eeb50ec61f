/**
 * Looks up what data samples were before they were deleted. What filters ask for is not encrypted, so no SDK is needed; but for the patient, whom the
 * metadata tell that come with it.
 */
import { FailureError } from '../../model/failure';
import { isJsonObject, type JsonObject } from '../../model/json';
import { enriched, isIdentified, servicesIn, type Identified } from '../wire/contact-services';
import { NewestVersions, versionNotFound, type Lookup } from '../wire/deleted-sample';
import { statusFailure, type HttpCall } from './http';
import { pagesOf } from './pages';
import type { Rest } from './rest';

/** Contacts in one request, at most: each may hold many data samples. */
const PAGE = 100;

export const LOOKUP = 'Looking up a deleted data sample';

/** Asks the server by POST and resolves with what it answers. @throws FailureError */
type Ask = (path: string, body: JsonObject) => Promise<unknown>;

/**
 * @param ids of the services
 * @returns by id, with what their contacts say of them; what is not to be found is left out
 * @throws FailureError
 */
export async function readBeforeDeletion(ask: Ask, ids: readonly string[]): Promise<Map<string, Identified>> {
  const newest = new NewestVersions<Identified>(ids);
  const answer = await ask('/contact/match', { $type: 'ContactByServiceIdsFilter', ids: [...ids] });
  const contactIds = Array.isArray(answer) ? answer.filter((id) => typeof id === 'string') : [];
  for (const page of pagesOf([...new Set(contactIds)], PAGE)) {
    const contacts = await ask('/contact/byIds', { ids: page });
    for (const contact of Array.isArray(contacts) ? contacts.filter(isJsonObject) : []) {
      if (!isIdentified(contact)) continue;
      const services = servicesIn(contact).filter(isIdentified);
      newest.add({ services: services.map((service) => enriched(service, contact)), modified: contact.modified });
    }
  }
  return newest.found();
}

/**
 * For an event, which must not be lost because of the server.
 * @param id of the service
 * @param headers those that show the account's access control keys
 */
export async function findBeforeDeletion(rest: Rest, id: string, headers: HttpCall['headers']): Promise<Lookup> {
  const ask: Ask = async (path, body) => {
    const answer = await rest.send('POST', path, body, headers);
    if (answer.status !== 200) throw statusFailure(rest.server, answer.status, LOOKUP);
    return answer.body;
  };
  try {
    const wire = (await readBeforeDeletion(ask, [id])).get(id);
    return wire === undefined ? versionNotFound('protocol') : { kind: 'found', wire };
  } catch (error) {
    if (error instanceof FailureError) return versionNotFound(error.code);
    throw error;
  }
}
