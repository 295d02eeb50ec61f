/** Who takes part in the try-out. */
import { READY_ACCOUNTS, type NewAccount } from '../sandbox/accounts';

/** The healthcare professional whose Node-RED it is: one of the sandbox's ready accounts. */
export const PROFESSIONAL: NewAccount = readyProfessional();

/** The glucose meter that feeds it; it makes this account for itself. */
export const METER = { login: 'glucose-meter@sandbox.local', password: 'sandbox', name: 'Glucose meter' };

function readyProfessional(): NewAccount {
  const account = READY_ACCOUNTS.find(({ kind }) => kind === 'hcp');
  if (account === undefined) throw new Error('The sandbox has no healthcare professional.');
  return account;
}
