/**
 * An instance of an SDK that is replaced when it has become useless. Both SDKs remember what failed: RC.7 of Cardinal fails for ever with a failed
 * request for an exchange key (seen with a single 503) and never logs in again after a 401; MedTech repeats a refused login for an hour. Asking the
 * same instance once more is pointless, and a new one is cheap (30 ms).
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { FailureError, toFailure, type Failure } from '../../model/failure';

/** ms to wait before each further try: 36 s in all, after which the session is given up. */
const DELAYS = [250, 500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000] as const;

export type Outcome<Result> =
  | { readonly kind: 'done'; readonly result: Result }
  /** The account has no key for it. */
  | { readonly kind: 'no-access' }
  /** It cannot be done, for a reason that lies in this one thing. */
  | { readonly kind: 'refused'; readonly failure: Failure };

/** What an error of the SDK means for going on. */
export type Verdict =
  /** The account has no key for the entity. */
  | 'no-access'
  /** This one thing cannot be done. */
  | 'refused'
  /** Only the way to the server is to blame: a new instance may succeed. */
  | 'transient'
  /** An error of a kind not known here: one more try, with a new instance. */
  | 'unknown'
  /** Nothing will succeed any more with this session. */
  | 'over';

export interface InstanceSource<Instance> {
  /** Makes an instance; rejects with the SDK's own errors. */
  readonly start: () => Promise<Instance>;
  /** Must not reject. */
  readonly stop: (instance: Instance) => Promise<void>;
  readonly judge: (error: unknown) => Verdict;
  /** @param what begins the message: "Fetching a key" */
  readonly toFailure: (error: unknown, what: string) => FailureError;
  /** Told before an instance that failed is replaced. */
  readonly onFailed: (instance: Instance, failure: Failure) => void;
}

export class Renewable<Instance> {
  #current: Promise<Instance> | undefined;

  /**
   * @param timeout ms that starting an instance may take, and one use of it
   * @param signal aborted when the session is closed
   */
  constructor(
    private readonly source: InstanceSource<Instance>,
    private readonly timeout: number,
    private readonly signal: AbortSignal,
  ) {}

  /**
   * The instance, started if need be, without trying again.
   * @throws FailureError
   */
  async open(): Promise<Instance> {
    try {
      return await this.#instance();
    } catch (error) {
      throw this.source.toFailure(error, 'Starting the iCure SDK');
    }
  }

  /**
   * Does something with the SDK, as often as it takes when only the way to the server is to blame.
   * @param what begins the message of a failure: "Fetching a key"
   * @throws FailureError when the session has become useless (or was closed meanwhile)
   */
  async use<Result>(what: string, work: (instance: Instance) => Promise<Result>): Promise<Outcome<Result>> {
    for (let tries = 0; ; tries += 1) {
      const current = this.#instance();
      try {
        return { kind: 'done', result: await this.#inTime(work(await current)) };
      } catch (error) {
        const verdict = this.source.judge(error);
        if (verdict === 'no-access') return { kind: 'no-access' };
        const failure = this.source.toFailure(error, what);
        if (verdict === 'refused' || (verdict === 'unknown' && tries > 0))
          return { kind: 'refused', failure: toFailure(failure) };
        const delay = DELAYS[tries];
        if (verdict === 'over' || delay === undefined) throw failure;
        await this.#discard(current, failure);
        await this.#wait(delay, failure);
      }
    }
  }

  /** Has the next use begin with a new instance, since the SDKs look for the exchange keys of a patient only when they start. */
  renew(): void {
    void this.close();
  }

  async close(): Promise<void> {
    const current = this.#current;
    this.#current = undefined;
    await this.#stop(current);
  }

  /** Starting is shared by all that need the SDK at the same time; an instance that did not start is not kept. */
  #instance(): Promise<Instance> {
    if (this.#current === undefined) {
      const starting = this.#inTime(this.source.start());
      this.#current = starting;
      starting.catch(() => {
        if (this.#current === starting) this.#current = undefined;
      });
    }
    return this.#current;
  }

  /** Unless somebody else has replaced it already. */
  async #discard(instance: Promise<Instance>, failure: Failure): Promise<void> {
    const started = await instance.catch(() => undefined);
    if (started !== undefined) this.source.onFailed(started, failure);
    if (this.#current !== instance) return;
    this.#current = undefined;
    await this.#stop(instance);
  }

  async #stop(instance: Promise<Instance> | undefined): Promise<void> {
    const started = await instance?.catch(() => undefined);
    if (started !== undefined) await this.source.stop(started);
  }

  #inTime<Result>(work: Promise<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        const seconds = Math.round(this.timeout / 1000);
        reject(new FailureError('timeout', `The iCure SDK got no answer of the server within ${seconds} s.`));
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
