/** How long work may be waited for: until whoever waits is stopped. */
import { FailureError } from '../model/failure';

/**
 * Settles as `work` does. When it is stopped first it rejects, and what becomes of the work is nobody's concern any more.
 * @throws FailureError `closed`
 */
export async function unlessStopped<Result>(stopping: AbortSignal, work: Promise<Result>): Promise<Result> {
  let stop: () => void = () => undefined;
  const stopped = new Promise<never>((_, reject) => {
    stop = (): void => {
      reject(new FailureError('closed', 'The node was closed.'));
    };
    stopping.addEventListener('abort', stop, { once: true });
    if (stopping.aborted) stop();
  });
  try {
    return await Promise.race([work, stopped]);
  } finally {
    stopping.removeEventListener('abort', stop);
  }
}
