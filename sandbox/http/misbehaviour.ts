/** What goes wrong with REST requests on purpose. */
import type { MiddlewareHandler } from 'hono';
import type { FailingCalls, Faults } from '../faults';
import type { Timers } from '../timers';
import { HttpError } from './error';

/**
 * Keeps requests waiting, for ever or for a time, or fails them.
 * @param timers for the time; a request whose timer is cleared is never answered
 */
export function misbehave(faults: Faults, timers: Timers): MiddlewareHandler {
  const counter = new CallCounter();
  return async ({ req: { path } }, next) => {
    if (faults.hangRequests) await new Promise<never>(() => undefined);
    if (faults.refuseAll !== undefined) throw new HttpError(faults.refuseAll, 'Refused on request');
    const { failCalls, matchDelay } = faults;
    if (failCalls !== undefined && counter.isToFail(failCalls, path)) {
      throw new HttpError(failCalls.status, 'Failed on request');
    }
    if (matchDelay > 0 && path.endsWith('/match')) {
      await new Promise<void>((resolve) => {
        timers.after(matchDelay, resolve);
      });
    }
    await next();
  };
}

/** Counts requests for one setting of the switch, and anew for the next. */
class CallCounter {
  #counted: FailingCalls | undefined;
  #count = 0;

  isToFail(calls: FailingCalls, path: string): boolean {
    if (this.#counted !== calls) {
      this.#counted = calls;
      this.#count = 0;
    }
    if (calls.path !== undefined && path.search(calls.path) === -1) return false;
    this.#count += 1;
    const { which } = calls;
    return 'every' in which ? this.#count % which.every === 0 : this.#count === which.number;
  }
}
