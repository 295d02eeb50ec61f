/**
 * An SDK instance that is replaced when it has become useless. RC.7 remembers a failed request for an exchange key and fails with it for ever
 * (seen with a single 503), and never logs in again after a 401: asking the same instance once more is pointless, a new one is cheap (30 ms).
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { CardinalSdk } from '@icure/cardinal-sdk' with { 'resolution-mode': 'import' };
import { FailureError, toFailure, type Failure } from '../../model/failure';
import { closeSdk } from './compatibility';
import type { Login, Tokens } from '../server/login';
import { readSdkError, sdkFailure, type SdkProblem } from './sdk-error';

/** ms to wait before each further try: 36 s in all, after which the session is given up. */
const DELAYS = [250, 500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000] as const;

export type Outcome<Result> =
  | { readonly kind: 'done'; readonly result: Result }
  /** The account has no key for it. */
  | { readonly kind: 'no-access' }
  /** It cannot be done, for a reason that lies in this one thing. */
  | { readonly kind: 'refused'; readonly failure: Failure };

interface Instance {
  readonly sdk: CardinalSdk;
  /** The token that it was started with. */
  readonly bearer: string;
}

export class RenewableSdk {
  #current: Promise<Instance> | undefined;

  /**
   * @param start makes an instance; rejects with the SDK's own errors
   * @param timeout ms that starting an instance may take, and one use of it
   */
  constructor(
    private readonly login: Login,
    private readonly start: (tokens: Tokens) => Promise<CardinalSdk>,
    private readonly timeout: number,
    private readonly signal: AbortSignal,
  ) {}

  /**
   * Starts the first instance, without trying again.
   * @throws FailureError
   */
  async open(): Promise<void> {
    try {
      await this.#instance();
    } catch (error) {
      throw sdkFailure(error, 'Starting the iCure SDK');
    }
  }

  /**
   * Does something with the SDK, as often as it takes when only the way to the server is to blame.
   * @param what begins the message of a failure: "Fetching a key"
   * @throws FailureError when the session has become useless (or was closed meanwhile)
   */
  async use<Result>(what: string, work: (sdk: CardinalSdk) => Promise<Result>): Promise<Outcome<Result>> {
    for (let tries = 0; ; tries += 1) {
      const instance = this.#instance();
      try {
        const { sdk } = await instance;
        return { kind: 'done', result: await this.#inTime(work(sdk)) };
      } catch (error) {
        const problem = readSdkError(error);
        if (problem.kind === 'no-access') return { kind: 'no-access' };
        const failure = sdkFailure(error, what);
        if (problem.kind === 'refused' || (problem.kind === 'unknown' && tries > 0))
          return { kind: 'refused', failure: toFailure(failure) };
        const delay = DELAYS[tries];
        if (problem.kind === 'permanent' || delay === undefined) throw failure;
        await this.#discard(instance, problem);
        await this.#wait(delay, failure);
      }
    }
  }

  /** Has the next use begin with a new instance, since RC.7 looks for the exchange keys of a patient only when it starts. */
  renew(): void {
    void this.close();
  }

  async close(): Promise<void> {
    const current = this.#current;
    this.#current = undefined;
    await closeInstance(current);
  }

  /** Starting is shared by all that need the SDK at the same time; an instance that did not start is not kept. */
  #instance(): Promise<Instance> {
    if (this.#current === undefined) {
      const starting = this.#start();
      this.#current = starting;
      starting.catch(() => {
        if (this.#current === starting) this.#current = undefined;
      });
    }
    return this.#current;
  }

  async #start(): Promise<Instance> {
    const tokens = await this.login.tokens();
    return { sdk: await this.#inTime(this.start(tokens)), bearer: tokens.bearer };
  }

  /** Unless somebody else has replaced it already. */
  async #discard(instance: Promise<Instance>, problem: SdkProblem): Promise<void> {
    const started = await instance.catch(() => undefined);
    if (started !== undefined && problem.kind === 'transient' && problem.code === 'token-refused') {
      this.login.refused(started.bearer);
    }
    if (this.#current !== instance) return;
    this.#current = undefined;
    await closeInstance(instance);
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

async function closeInstance(instance: Promise<Instance> | undefined): Promise<void> {
  const started = await instance?.catch(() => undefined);
  if (started !== undefined) await closeSdk(started.sdk);
}
