/**
 * The SDK's api, which is replaced when it has become useless: after a failed request it may go on failing with what it remembers of it, and
 * after a refused login it does so for an hour.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { FailureError, toFailure, type Failure, type FailureCode } from '../../model/failure';
import { sdkFailure } from './sdk-error';
import type { MedTechApi } from './shape';

/** ms to wait before each further try: 36 s in all, after which the session is given up. */
const DELAYS = [250, 500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000] as const;

/** Only the way to the server is to blame: a new try may succeed. */
const TRANSIENT: ReadonlySet<FailureCode> = new Set<FailureCode>([
  'unreachable',
  'timeout',
  'throttled',
  'server-error',
]);
/** Nothing will succeed any more with this login. */
const LOGIN: ReadonlySet<FailureCode> = new Set<FailureCode>(['token-refused', 'closed']);

export type Outcome<Result> =
  | { readonly kind: 'done'; readonly result: Result }
  /** It cannot be done, for a reason that lies in this one thing. */
  | { readonly kind: 'refused'; readonly failure: Failure };

export class RenewableApi {
  #current: Promise<MedTechApi> | undefined;

  /**
   * @param start makes an api; rejects with the SDK's own errors
   * @param timeout ms that starting an api may take, and one use of it
   */
  constructor(
    private readonly start: () => Promise<MedTechApi>,
    private readonly timeout: number,
    private readonly signal: AbortSignal,
  ) {}

  /**
   * The api, started if need be, without trying again.
   * @throws FailureError
   */
  async open(): Promise<MedTechApi> {
    try {
      return await this.#api();
    } catch (error) {
      throw sdkFailure(error, 'Starting the MedTech SDK');
    }
  }

  /**
   * Does something with the api, as often as it takes when only the way to the server is to blame.
   * @param what begins the message of a failure: "Fetching a key"
   * @throws FailureError when the session has become useless (or was closed meanwhile)
   */
  async use<Result>(what: string, work: (api: MedTechApi) => Promise<Result>): Promise<Outcome<Result>> {
    for (let tries = 0; ; tries += 1) {
      const api = this.#api();
      try {
        return { kind: 'done', result: await this.#inTime(work(await api)) };
      } catch (error) {
        const failure = sdkFailure(error, what);
        if (LOGIN.has(failure.code)) throw failure;
        if (!TRANSIENT.has(failure.code)) return { kind: 'refused', failure: toFailure(failure) };
        const delay = DELAYS[tries];
        if (delay === undefined) throw failure;
        if (this.#current === api) this.#current = undefined;
        await this.#wait(delay, failure);
      }
    }
  }

  /** Has the next use begin with a new api, since 3.x looks for the exchange keys of a patient only when it starts. */
  renew(): void {
    this.#current = undefined;
  }

  /** Starting is shared by all that need the api at the same time; one that did not start is not kept. */
  #api(): Promise<MedTechApi> {
    if (this.#current === undefined) {
      const starting = this.#inTime(this.start());
      this.#current = starting;
      starting.catch(() => {
        if (this.#current === starting) this.#current = undefined;
      });
    }
    return this.#current;
  }

  #inTime<Result>(work: Promise<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        const seconds = Math.round(this.timeout / 1000);
        reject(new FailureError('timeout', `The MedTech SDK got no answer of the server within ${seconds} s.`));
      }, this.timeout);
      const onAbort = (): void => {
        reject(new FailureError('closed', 'The session was closed.'));
      };
      if (this.signal.aborted) onAbort();
      this.signal.addEventListener('abort', onAbort, { once: true });
      void work.then(resolve, reject).finally(() => {
        clearTimeout(timer);
        this.signal.removeEventListener('abort', onAbort);
      });
    });
  }

  async #wait(delay: number, failure: FailureError): Promise<void> {
    try {
      await sleep(delay, undefined, { signal: this.signal });
    } catch {
      throw failure;
    }
  }
}
