/** Asks the server who the account is. */
import { FailureError } from '../../model/failure';
import { isJsonObject, type JsonObject } from '../../model/json';
import type { Identity } from '../port';
import { statusFailure } from './http';
import { readPublicKeys, type KeyHolder } from '../keys/decision';
import type { Rest } from './rest';

export interface Account {
  readonly identity: Identity;
  readonly keyHolder: KeyHolder;
}

const TYPES = ['hcp', 'patient', 'device'] as const;

/**
 * @throws FailureError
 */
export async function readAccount(rest: Rest): Promise<Account> {
  const user = await get(rest, '/user/current');
  const owner = await get(rest, '/dataowner/current');
  const { type, dataOwner } = owner ?? {};
  const dataOwnerType = TYPES.find((name) => name === type);
  if (dataOwnerType === undefined || !isJsonObject(dataOwner) || typeof dataOwner.id !== 'string') {
    throw new FailureError(
      'not-data-owner',
      'This user is neither a healthcare party nor a patient nor a device, so it has no keys and gets no events; use another user.',
    );
  }
  if (user === undefined || typeof user.id !== 'string') {
    throw new FailureError(
      'protocol',
      `${rest.server.url} does not tell which user is logged in; check the server URL.`,
    );
  }
  return {
    identity: { userId: user.id, dataOwnerId: dataOwner.id, dataOwnerType },
    keyHolder: { dataOwnerId: dataOwner.id, ...readPublicKeys(dataOwner) },
  };
}

/** Undefined when the server does not have it (404). */
async function get(rest: Rest, path: string): Promise<JsonObject | undefined> {
  const answer = await rest.send('GET', path);
  if (answer.status === 404) return undefined;
  if (answer.status !== 200) throw statusFailure(rest.server, answer.status, 'Asking who the user is');
  if (!isJsonObject(answer.body)) {
    throw new FailureError('protocol', `${rest.server.url} did not answer in JSON; check the server URL.`);
  }
  return answer.body;
}
