/** Why something does not work, in a form that can be shown, caught and acted on. */

/**
 * What went wrong, for programs (`status.code`, `error.code`).
 * The ones in `PERMANENT_FAILURES` do not go away by trying again as things are; they are retried slowly and shown in red.
 */
export type FailureCode =
  | 'unreachable' // the server does not answer: refused, no such host, connection reset
  | 'timeout' // the server accepted the connection but went quiet, or did not answer in time
  | 'closed' // the server closed the connection
  | 'protocol' // the server sent something that is not iCure's protocol
  | 'server-error' // the server answered with an error of its own (5xx)
  | 'throttled' // the server asks for patience (429)
  | 'token-refused' // the server no longer accepts the login's token
  | 'sdk-crashed' // the worker with the SDK in it died
  | 'sdk-missing' // the SDK is not installed
  | 'bad-config' // a setting is missing or malformed
  | 'no-account' // an event node has no account
  | 'bad-filter' // an event node's filter cannot be understood
  | 'no-credentials' // user name or secret are empty
  | 'secret-withheld' // a stored secret is not sent to another server, or as another user, than it was stored for
  | 'bad-credentials' // the server refuses user name and secret
  | 'second-factor' // the server asks for a second factor
  | 'not-data-owner' // the user is no data owner, so it has no keys
  | 'no-key' // no private key here for the account
  | 'key-mismatch' // the given private key is not the account's
  | 'filter-refused' // the server refuses the subscription's filter
  | 'forbidden' // the user may not do this
  | 'bad-entity' // what is to be saved, deleted or found is not what iCure takes
  | 'not-found' // an entity is not there, deleted or not for this user
  | 'conflict' // somebody else has changed the entity meanwhile, or one with its id exists
  | 'not-shared' // an entity cannot be shared with somebody
  | 'checkpoint-locked' // another process uses the node's checkpoint
  | 'checkpoint-failed' // the disk does not let the node's checkpoint be read or written
  | 'checkpoint-damaged' // what the node's checkpoint holds makes no sense
  | 'checkpoint-foreign' // the node's checkpoint is another account's, or a newer version's
  | 'no-delivery-id' // a message to acknowledge does not say which delivery it is
  | 'bad-action' // a message asks an event node for what it cannot do
  | 'partial'; // of several entities some could not be dealt with

export interface Failure {
  readonly code: FailureCode;
  /** One sentence: what failed, why, and what to do. Never a secret, a stack trace or health data. */
  readonly message: string;
  /** What the sentence is about, for whoever translates it by the code: an error code of the network, an HTTP status, what is wrong with a key. */
  readonly detail?: string;
}

const PERMANENT_FAILURES: ReadonlySet<FailureCode> = new Set<FailureCode>([
  'sdk-missing',
  'bad-config',
  'no-account',
  'bad-filter',
  'no-credentials',
  'secret-withheld',
  'bad-credentials',
  'second-factor',
  'not-data-owner',
  'no-key',
  'key-mismatch',
  'filter-refused',
  'forbidden',
  'bad-entity',
  'not-found',
  'conflict',
  'not-shared',
  'checkpoint-locked',
  'checkpoint-failed',
  'no-delivery-id',
  'bad-action',
  'partial',
]);

/** Whether trying again soon is pointless: a person has to change something first. */
export function isPermanent(failure: Failure): boolean {
  return PERMANENT_FAILURES.has(failure.code);
}

/** A failure that is thrown. */
export class FailureError extends Error implements Failure {
  constructor(
    readonly code: FailureCode,
    message: string,
    readonly detail?: string,
  ) {
    super(message);
    this.name = 'FailureError';
  }
}

/**
 * Any caught error as a failure. One that is no `FailureError` is a defect; its text may hold anything, health data too, so only its class is told.
 */
export function toFailure(error: unknown): Failure {
  if (error instanceof FailureError) {
    const { code, message, detail } = error;
    return { code, message, ...(detail === undefined ? {} : { detail }) };
  }
  const name = error instanceof Error ? error.constructor.name : typeof error;
  return { code: 'sdk-crashed', message: `The iCure SDK failed unexpectedly (${name}); it is started again.` };
}
