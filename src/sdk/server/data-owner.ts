/** Asks the server who the account is. */
import { FailureError } from '../../model/failure';
import { isJsonObject, type JsonObject } from '../../model/json';
import type { Identity } from '../port';
import { callServer, statusFailure, type Server } from './http';
import { readPublicKeys, type KeyHolder } from '../keys/decision';
import type { Login } from './login';

export interface Account {
  readonly identity: Identity;
  readonly keyHolder: KeyHolder;
}

const TYPES = ['hcp', 'patient', 'device'] as const;

/**
 * @throws FailureError
 */
export async function readAccount(server: Server, login: Login, signal: AbortSignal): Promise<Account> {
  const user = await get(server, login, '/rest/v2/user/current', signal);
  const owner = await get(server, login, '/rest/v2/dataowner/current', signal);
  const { type, dataOwner } = owner ?? {};
  const dataOwnerType = TYPES.find((name) => name === type);
  if (dataOwnerType === undefined || !isJsonObject(dataOwner) || typeof dataOwner.id !== 'string') {
    throw new FailureError(
      'not-data-owner',
      'This user is neither a healthcare party nor a patient nor a device, so it has no keys and gets no events; use another user.',
    );
  }
  if (user === undefined || typeof user.id !== 'string') {
    throw new FailureError('protocol', `${server.url} does not tell which user is logged in; check the server URL.`);
  }
  return {
    identity: { userId: user.id, dataOwnerId: dataOwner.id, dataOwnerType },
    keyHolder: { dataOwnerId: dataOwner.id, ...readPublicKeys(dataOwner) },
  };
}

/** Undefined when the server does not have it (404). */
async function get(server: Server, login: Login, path: string, signal: AbortSignal): Promise<JsonObject | undefined> {
  const { bearer } = await login.tokens();
  const answer = await callServer(
    server,
    { method: 'GET', path, headers: { authorization: `Bearer ${bearer}` } },
    signal,
  );
  if (answer.status === 404) return undefined;
  if (answer.status !== 200) throw statusFailure(server, answer.status, 'Asking who the user is');
  if (!isJsonObject(answer.body)) {
    throw new FailureError('protocol', `${server.url} did not answer in JSON; check the server URL.`);
  }
  return answer.body;
}
