/** Reads the SDK's errors. They are Kotlin exceptions whose fields have generated names, so name and text are all there is to go by. */
import { FailureError, isPermanent, type FailureCode } from '../../model/failure';
import { FAILURE_REASONS } from '../session/failure-reasons';
import type { Verdict } from '../session/renewable';

/** What an error of the SDK means for the driver. */
export type SdkProblem =
  /** The account has no key for the entity. */
  | { readonly kind: 'no-access' }
  /** Something on the way to the server and back failed, or its tokens are out of date: a new instance of the SDK may succeed. */
  | { readonly kind: 'transient'; readonly code: FailureCode }
  /** The login will not come back by itself. */
  | { readonly kind: 'permanent'; readonly code: FailureCode }
  /** This one thing cannot be done. */
  | { readonly kind: 'refused'; readonly code: FailureCode }
  /** An error of a kind not known here. */
  | { readonly kind: 'unknown'; readonly code: 'sdk-crashed' };

export function readSdkError(error: unknown): SdkProblem {
  if (error instanceof FailureError) {
    return isPermanent(error) ? { kind: 'permanent', code: error.code } : { kind: 'transient', code: error.code };
  }
  if (!(error instanceof Error)) return { kind: 'unknown', code: 'sdk-crashed' };
  switch (error.name) {
    case 'EntityEncryptionException':
      return { kind: 'no-access' };
    case 'RequestStatusException':
      return readStatus(error.message);
    case 'HttpRequestTimeoutException':
      return { kind: 'transient', code: 'timeout' };
    default:
      if (error.message === 'Fail to fetch') return { kind: 'transient', code: 'unreachable' };
      if (error.message.includes('refresh JWT expired')) return { kind: 'transient', code: 'token-refused' };
      return { kind: 'unknown', code: 'sdk-crashed' };
  }
}

function readStatus(message: string): SdkProblem {
  const status = Number(/status code (?<status>\d+)/.exec(message)?.groups?.status);
  if (status === 401) return { kind: 'transient', code: 'token-refused' };
  if (status === 429) return { kind: 'transient', code: 'throttled' };
  if (status >= 500) return { kind: 'transient', code: 'server-error' };
  return { kind: 'refused', code: status === 403 ? 'forbidden' : 'protocol' };
}

/** What an error means for going on; a refused login is a matter of a new instance, which begins with a new login. */
export function judge(error: unknown): Verdict {
  const { kind } = readSdkError(error);
  return kind === 'permanent' ? 'over' : kind;
}

/** As a failure to show. The SDK's own text stays out of it, since it may quote answers of the server with health data in them. */
export function sdkFailure(error: unknown, what: string): FailureError {
  if (error instanceof FailureError) return error;
  const problem = readSdkError(error);
  if (problem.kind === 'no-access') return new FailureError('no-key', `${what} failed: the account has no key for it.`);
  const name = error instanceof Error ? error.name : typeof error;
  return new FailureError(
    problem.code,
    `${what} failed: ${FAILURE_REASONS[problem.code] ?? `the SDK gave up (${name})`}.`,
  );
}
