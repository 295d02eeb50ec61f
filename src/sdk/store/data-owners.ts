/** With whom data can be shared. */
import { FailureError } from '../../model/failure';
import { isJsonObject, type JsonObject } from '../../model/json';
import type { DataOwner } from '../port';
import type { StoreContext } from './context';

/** See `EntityStore.dataOwners`. */
export async function listDataOwners({ requests }: StoreContext, limit: number): Promise<DataOwner[]> {
  const answer = await requests.ask({
    // They are not encrypted, as users are not: no access control keys are shown.
    entity: 'User',
    method: 'GET',
    path: `/hcparty?limit=${limit}`,
    what: 'Listing the data owners',
  });
  if (answer.kind === 'refused') {
    throw new FailureError('forbidden', `The server does not allow this user to list data owners (${answer.status}).`);
  }
  const rows = isJsonObject(answer.body) ? answer.body.rows : undefined;
  if (!Array.isArray(rows)) {
    throw new FailureError('protocol', 'The server answered no list when it was asked for data owners.');
  }
  return rows
    .filter(isJsonObject)
    .flatMap((party) => (typeof party.id === 'string' ? [{ id: party.id, name: nameOf(party) }] : []))
    .slice(0, limit);
}

function nameOf({ name, firstName, lastName, companyName }: JsonObject): string {
  const person = [firstName, lastName].filter(isFilled).join(' ');
  return [name, person, companyName].find(isFilled) ?? '';
}

function isFilled(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}
