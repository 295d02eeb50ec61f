/** Accounts: a user, the data owner that it acts for, and a password. Two are ready in every sandbox. */
import { createHash } from 'node:crypto';
import type { Credentials } from './auth/credentials';
import { kindOfDataOwner } from './access/data-owners';
import type { Database } from './store/database';

/** The one group (iCure's word for an organisation) of the sandbox. */
export const GROUP_ID = 'sandbox';

/** An account that can be logged in to. */
export interface SandboxAccount {
  readonly login: string;
  readonly password: string;
  readonly userId: string;
  readonly dataOwnerId: string;
  readonly kind: 'hcp' | 'patient';
  readonly name: string;
}

/** An account to be made. */
export interface NewAccount {
  readonly login: string;
  /** At least 6 characters, or the server refuses it at login. */
  readonly password: string;
  readonly kind: 'hcp' | 'patient';
  /** First and last name; the login when left out. */
  readonly name?: string;
}

/** The accounts that every sandbox has: [0] the healthcare professional, [1] the patient user. */
export const READY_ACCOUNTS: readonly NewAccount[] = [
  { login: 'hcp@sandbox.local', password: 'sandbox', kind: 'hcp', name: 'Hannah Professional' },
  { login: 'patient@sandbox.local', password: 'sandbox', kind: 'patient', name: 'Peter Patient' },
];

/**
 * Makes an account, or finds it again in persisted data. Its ids follow from the login, so that keys which clients keep fit across
 * restarts, persisted or not.
 */
export function openAccount(
  { login, password, kind, name = login }: NewAccount,
  database: Database,
  credentials: Credentials,
): SandboxAccount {
  const userId = stableId(`user ${login}`);
  const dataOwnerId = stableId(`data owner ${login}`);
  const dataOwners = database.collection(kindOfDataOwner(kind));
  if (dataOwners.find(dataOwnerId) === undefined) {
    const [firstName = name, ...others] = name.split(' ');
    dataOwners.create({
      id: dataOwnerId,
      firstName,
      lastName: others.join(' '),
      ...(kind === 'hcp' ? { name } : {}),
    });
  }
  const users = database.collection('user');
  if (users.find(userId) === undefined) {
    users.create({
      id: userId,
      created: Date.now(),
      login,
      email: login,
      groupId: GROUP_ID,
      [kind === 'hcp' ? 'healthcarePartyId' : 'patientId']: dataOwnerId,
      name,
      status: 'ACTIVE',
      type: 'database',
    });
  }
  credentials.setPassword(userId, password);
  return { login, password, userId, dataOwnerId, kind, name };
}

/** A UUID that is the same for the same text. */
function stableId(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}
