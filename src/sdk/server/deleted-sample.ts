/** Looks up what a data sample was before it was deleted. What filters ask for is not encrypted, so no SDK is needed. */
import { FailureError } from '../../model/failure';
import { isJsonObject, type JsonObject } from '../../model/json';
import { newestVersion, versionNotFound, type Lookup } from '../wire/deleted-sample';
import { statusFailure } from './http';
import type { Rest } from './rest';

/** @param id of the service */
export async function findBeforeDeletion(rest: Rest, id: string): Promise<Lookup> {
  try {
    const ids = await ask(rest, '/contact/match', { $type: 'ContactByServiceIdsFilter', ids: [id] });
    const contacts =
      ids.length === 0
        ? []
        : await ask(rest, '/contact/byIds', { ids: ids.filter((item) => typeof item === 'string') });
    const service = newestVersion(
      contacts.filter(isJsonObject).map(({ services, modified }) => ({
        services: Array.isArray(services) ? services.filter(isJsonObject) : [],
        modified,
      })),
      id,
    );
    return service === undefined ? versionNotFound('protocol') : { kind: 'found', wire: service };
  } catch (error) {
    if (error instanceof FailureError) return versionNotFound(error.code);
    throw error;
  }
}

async function ask(rest: Rest, path: string, body: JsonObject): Promise<unknown[]> {
  const answer = await rest.send('POST', path, body);
  if (answer.status !== 200) throw statusFailure(rest.server, answer.status, 'Looking up a deleted data sample');
  return Array.isArray(answer.body) ? (answer.body as unknown[]) : [];
}
