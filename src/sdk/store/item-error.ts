/** What went wrong with one entity of a request; the others go on. */
import { FailureError, type FailureCode } from '../../model/failure';
import type { EntityName } from '../../model/entities';
import type { ItemFailure } from '../port';

type Details = Pick<ItemFailure, 'field' | 'revisions'>;

export class ItemError extends FailureError {
  constructor(
    code: FailureCode,
    message: string,
    readonly details: Details = {},
  ) {
    super(code, message);
  }
}

/** Anything that is no FailureError is thrown again: nobody foresaw it. */
export function toItemFailure(error: unknown, id: string | undefined): ItemFailure {
  if (!(error instanceof FailureError)) throw error;
  const details = error instanceof ItemError ? error.details : {};
  return { code: error.code, message: error.message, ...(id === undefined ? {} : { id }), ...details };
}

export function notFound(entity: EntityName): ItemError {
  return new ItemError('not-found', `There is no such ${entity}, or it is deleted or not shared with this user.`);
}

/** @param current undefined when it cannot be told */
export function conflict(entity: EntityName, given: string | undefined, current: string | undefined): ItemError {
  return new ItemError(
    'conflict',
    `The ${entity} was changed by somebody else meanwhile; read it again and repeat the change.`,
    { revisions: { ...(given === undefined ? {} : { given }), ...(current === undefined ? {} : { current }) } },
  );
}

export function exists(entity: EntityName, current: string | undefined): ItemError {
  return new ItemError(
    'conflict',
    `There is a ${entity} with this id already, deleted ones count, too; to change it, save what was found or heard of it.`,
    { revisions: current === undefined ? {} : { current } },
  );
}

/** @param status of the server's answer to a write, which is no success */
export function refused(entity: EntityName, status: number): ItemError {
  switch (status) {
    case 403:
      return new ItemError('forbidden', `The server does not allow this user to change the ${entity} (403).`);
    case 404:
      return notFound(entity);
    case 409:
      return conflict(entity, undefined, undefined);
    default:
      return new ItemError('bad-entity', `The server does not take the ${entity} (${status}).`);
  }
}

export function noKey(entity: EntityName): ItemError {
  return new ItemError(
    'no-key',
    `The account has no key for the ${entity}, so that it can neither read nor change it.`,
  );
}
