/** Reads the SDK's errors: it has no classes for them, and their texts hold whole answers of the server. */
import { FailureError, type FailureCode } from '../../model/failure';
import { FAILURE_REASONS } from '../session/failure-reasons';
import type { Verdict } from '../session/renewable';

/** Only the way to the server is to blame: a new try may succeed. */
const TRANSIENT: ReadonlySet<FailureCode> = new Set<FailureCode>([
  'unreachable',
  'timeout',
  'throttled',
  'server-error',
]);
/** Nothing will succeed any more with this login. */
const LOGIN: ReadonlySet<FailureCode> = new Set<FailureCode>(['token-refused', 'closed']);

/** As a failure to show; `sdk-crashed` is an error of a kind not known here. */
export function sdkFailure(error: unknown, what: string): FailureError {
  if (error instanceof FailureError) return error;
  const code = codeOf(error);
  const name = error instanceof Error ? error.constructor.name : typeof error;
  return new FailureError(code, `${what} failed: ${FAILURE_REASONS[code] ?? `the SDK gave up (${name})`}.`);
}

/** What an error means for going on. */
export function judge(error: unknown): Verdict {
  const { code } = sdkFailure(error, '');
  if (LOGIN.has(code)) return 'over';
  return TRANSIENT.has(code) ? 'transient' : 'refused';
}

function codeOf(error: unknown): FailureCode {
  const status = statusOf(error);
  if (status !== undefined) return codeOfStatus(status);
  if (error instanceof Error) {
    if (error.message === 'fetch failed') return 'unreachable';
    // The SDK looked for a key that the data owner has on the server, and did not get it.
    if (error.message.includes('No verified key found')) return 'no-key';
    return 'sdk-crashed';
  }
  return isTimeout(error) ? 'timeout' : 'sdk-crashed';
}

/** An `XHRError` has the status in a field; most calls make a plain error of it whose text begins with the status. */
function statusOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  if ('statusCode' in error && typeof error.statusCode === 'number') return error.statusCode;
  const text = error instanceof Error ? /^(?<status>\d{3}) - /.exec(error.message)?.groups?.status : undefined;
  return text === undefined ? undefined : Number(text);
}

function codeOfStatus(status: number): FailureCode {
  if (status === 401) return 'token-refused';
  if (status === 403) return 'forbidden';
  if (status === 429) return 'throttled';
  return status >= 500 ? 'server-error' : 'protocol';
}

/** The one error that is no `Error`. */
function isTimeout(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'message' in error && error.message === 'Request timed out';
}
