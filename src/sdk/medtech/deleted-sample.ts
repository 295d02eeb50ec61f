/** Looks up what a data sample was before it was deleted. What filters ask for is not encrypted, so no SDK is needed. */
import { isJsonObject, type JsonObject } from '../../model/json';
import { callServer, statusFailure, type Server } from '../server/http';
import type { Login } from '../server/login';
import { newestVersion, versionNotFound, type Lookup } from '../wire/deleted-sample';
import { FailureError } from '../../model/failure';

/** @param id of the service */
export async function findBeforeDeletion(
  server: Server,
  login: Login,
  signal: AbortSignal,
  id: string,
): Promise<Lookup> {
  const ask = async (path: string, body: JsonObject): Promise<unknown[]> => {
    const { bearer } = await login.tokens();
    const headers = { authorization: `Bearer ${bearer}` };
    const answer = await callServer(server, { method: 'POST', path, body, headers }, signal);
    if (answer.status === 401) login.refused(bearer);
    if (answer.status !== 200) throw statusFailure(server, answer.status, 'Looking up a deleted data sample');
    return Array.isArray(answer.body) ? (answer.body as unknown[]) : [];
  };
  try {
    const filter = { $type: 'ContactByServiceIdsFilter', ids: [id] };
    const ids = (await ask('/rest/v2/contact/match', filter)).filter((item) => typeof item === 'string');
    const contacts = ids.length === 0 ? [] : await ask('/rest/v2/contact/byIds', { ids });
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
