/** One try to get a session: log in, have the keys ready, and stay that way until it breaks or is closed. */
import type { Attempt, AttemptListener } from '../events/supervisor';
import { toFailure } from '../model/failure';
import type { AccountSettings, SdkDriver, SdkSession } from '../sdk/port';

export interface SessionListener extends AttemptListener {
  /** The session is there; called just before `onLive`. */
  onSession: (session: SdkSession) => void;
}

/** A session takes several requests, and the SDK has to be loaded: this many times the time that one request may take. */
const REQUESTS = 3;

export function openSession(driver: SdkDriver, settings: AccountSettings, listener: SessionListener): Attempt {
  const abort = new AbortController();
  const limit = settings.openTimeout * REQUESTS;
  const timer = setTimeout(() => {
    listener.onClosed({
      code: 'timeout',
      message: `${settings.serverUrl} did not complete the login within ${Math.round(limit / 1000)} s.`,
    });
    abort.abort();
  }, limit);
  let session: SdkSession | undefined;
  const connecting = connect();

  async function connect(): Promise<void> {
    try {
      session = await driver.connect(settings, listener.onClosed, abort.signal);
      if (abort.signal.aborted) return;
      listener.onSession(session);
      listener.onLive();
    } catch (error) {
      listener.onClosed(toFailure(error));
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    close: async () => {
      abort.abort();
      await connecting;
      await session?.close();
    },
  };
}
