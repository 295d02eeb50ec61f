/** Begins a session so that whatever it has opened by then is ended when it fails to start, or when nobody waits for it any more. */
import { FailureError } from '../../model/failure';

/**
 * @param signal aborted when nobody waits for the session any more
 * @param applyTls puts the account's TLS options under the SDK's requests, and returns what undoes that
 * @param start gets what ends the session: its signal ends everything that belongs to the session
 * @throws FailureError
 */
export async function startSession<Session>(
  signal: AbortSignal | undefined,
  applyTls: () => () => void,
  start: (closing: AbortController) => Promise<Session>,
): Promise<Session> {
  const closing = new AbortController();
  const abandon = (): void => {
    closing.abort();
  };
  signal?.addEventListener('abort', abandon, { once: true });
  closing.signal.addEventListener('abort', applyTls(), { once: true });
  try {
    if (signal?.aborted === true) throw new FailureError('closed', 'Nobody waits for the session any more.');
    return await start(closing);
  } catch (error) {
    closing.abort();
    throw error;
  } finally {
    signal?.removeEventListener('abort', abandon);
  }
}
