/** What a failure of an SDK means, in words. The SDKs' own texts are not shown, since they may quote answers of the server with health data in them. */
import type { FailureCode } from '../../model/failure';

/** Why something failed; of other codes there is nothing to say but that the SDK gave up. */
export const FAILURE_REASONS: Partial<Readonly<Record<FailureCode, string>>> = {
  'token-refused': 'the server no longer accepts the login',
  forbidden: 'the server does not allow it to this user',
  throttled: 'the server asks to wait because of too many requests',
  'server-error': 'the server has an error of its own',
  timeout: 'the server did not answer in time',
  unreachable: 'the server cannot be reached',
  protocol: "the server's answer is not iCure's; check the server URL",
};
