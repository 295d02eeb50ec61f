/**
 * Keeps one thing open that breaks: a session with a server, a channel.
 * `stopped → connecting → live → waiting → connecting …`, and `failed` for what only a person can put right, which is retried slowly.
 */
import { isPermanent, type Failure } from '../model/failure';
import { permanentRetryDelay, retryDelay, type BackoffSettings } from './backoff';

export type SupervisorState =
  | { readonly kind: 'stopped' }
  | { readonly kind: 'connecting' }
  | { readonly kind: 'live' }
  /** Broken for now; the next try comes in `retryIn` ms. */
  | { readonly kind: 'waiting'; readonly failure: Failure; readonly retryIn: number }
  /** Broken until a person acts; tried again all the same in `retryIn` ms. */
  | { readonly kind: 'failed'; readonly failure: Failure; readonly retryIn: number };

/** One try. It tells its listener once when it is live and once when it is over, however it ends. */
export interface Attempt {
  /** Ends the try; resolves when nothing of it is left. Never rejects, and may be called more than once. */
  close(): Promise<void>;
}

export interface AttemptListener {
  /** Not before the function that opens the attempt has returned. */
  onLive: () => void;
  onClosed: (failure: Failure | undefined) => void;
}

const CLOSED_WITHOUT_REASON: Failure = { code: 'closed', message: 'The connection was closed.' };

export class Supervisor {
  #state: SupervisorState = { kind: 'stopped' };
  #wanted = false;
  #attempt: Attempt | undefined;
  /** Resolves when the attempt that is being closed is gone. Until then no other may begin: never two sockets for one thing. */
  #closing: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #failures = 0;

  constructor(
    private readonly open: (listener: AttemptListener) => Attempt,
    private readonly backoff: BackoffSettings,
    private readonly onState: (state: SupervisorState) => void,
  ) {}

  get state(): SupervisorState {
    return this.#state;
  }

  /** Starts trying; harmless when started already. */
  start(): void {
    if (this.#wanted) return;
    this.#wanted = true;
    this.#failures = 0;
    if (this.#closing === undefined) this.#begin();
  }

  /** Stops trying; resolves when the current try, if any, is gone. */
  async stop(): Promise<void> {
    this.#wanted = false;
    this.#clearTimer();
    const attempt = this.#attempt;
    this.#attempt = undefined;
    this.#become({ kind: 'stopped' });
    if (attempt !== undefined) this.#waitForEnd(attempt);
    await this.#closing;
  }

  #begin(): void {
    this.#become({ kind: 'connecting' });
    const end: { opened: boolean; over: boolean; failure?: Failure } = { opened: false, over: false };
    const attempt = this.open({
      onLive: () => {
        if (end.opened && !end.over && this.#attempt === attempt) this.#wentLive();
      },
      onClosed: (failure) => {
        if (end.over) return;
        end.over = true;
        end.failure = failure;
        if (end.opened && this.#attempt === attempt) this.#broke(attempt, failure);
      },
    });
    end.opened = true;
    this.#attempt = attempt;
    if (end.over) this.#broke(attempt, end.failure);
  }

  #wentLive(): void {
    this.#become({ kind: 'live' });
    this.#clearTimer();
    // Only what stays up for a while counts as mended: something that opens and breaks at once must not be tried ever faster.
    this.#timer = setTimeout(() => {
      this.#failures = 0;
    }, this.backoff.longest);
  }

  #broke(attempt: Attempt, failure: Failure = CLOSED_WITHOUT_REASON): void {
    this.#clearTimer();
    this.#attempt = undefined;
    this.#failures += 1;
    const permanent = isPermanent(failure);
    const retryIn = permanent ? permanentRetryDelay(this.backoff) : retryDelay(this.#failures, this.backoff);
    this.#become({ kind: permanent ? 'failed' : 'waiting', failure, retryIn });
    this.#timer = setTimeout(() => {
      if (this.#closing === undefined) this.#begin();
      else this.#become({ kind: 'connecting' });
    }, retryIn);
    this.#waitForEnd(attempt);
  }

  #waitForEnd(attempt: Attempt): void {
    const ended = (): void => {
      this.#closing = undefined;
      if (this.#wanted && this.#attempt === undefined && !this.#isWaiting()) this.#begin();
    };
    this.#closing = attempt.close().then(ended, ended);
  }

  #isWaiting(): boolean {
    return this.#state.kind === 'waiting' || this.#state.kind === 'failed';
  }

  #clearTimer(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #become(state: SupervisorState): void {
    if (state.kind === 'stopped' && this.#state.kind === 'stopped') return;
    this.#state = state;
    this.onState(state);
  }
}
