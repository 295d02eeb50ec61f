/** When to look through what is stored: after each connection, from time to time against connections that hang silently, and again when it failed. */
import { toFailure, type Failure } from '../../model/failure';
import { retryDelay, type BackoffSettings } from '../backoff';

export type CatchUpState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'running'; readonly done: number; readonly total: number }
  /** It is tried again. */
  | { readonly kind: 'failed'; readonly failure: Failure };

export interface CatchUpParts {
  /** @throws FailureError */
  readonly look: (onProgress: (done: number, total: number) => void, stopping: AbortSignal) => Promise<void>;
  /** ms from the end of one look until the next; undefined for none but those after connecting. */
  readonly interval: number | undefined;
  readonly onState: (state: CatchUpState) => void;
}

/** ms between tries while the connection is there. */
const BACKOFF: BackoffSettings = { shortest: 1_000, longest: 60_000 };

export class CatchUp {
  #state: CatchUpState = { kind: 'idle' };
  #isLive = false;
  /** Whether something may have been missed since the last look began. */
  #isDue = false;
  #failures = 0;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  readonly #stopping = new AbortController();

  constructor(private readonly parts: CatchUpParts) {}

  get state(): CatchUpState {
    return this.#state;
  }

  /** The server listens for the node, from now on: whatever was before has to be looked for. */
  wentLive(): void {
    this.#isLive = true;
    this.lookSoon();
  }

  wentDown(): void {
    this.#isLive = false;
    clearTimeout(this.#timer);
  }

  /** Looks now, and once more if it is looking already. */
  lookSoon(): void {
    if (this.#stopping.signal.aborted) return;
    this.#isDue = true;
    clearTimeout(this.#timer);
    if (this.#isLive) this.#running ??= this.#run();
  }

  /** Resolves when it has stopped looking. */
  async close(): Promise<void> {
    this.#stopping.abort();
    clearTimeout(this.#timer);
    await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#isDue && this.#isLive && !this.#stopping.signal.aborted) {
      this.#isDue = false;
      await this.#look();
    }
    this.#running = undefined;
  }

  async #look(): Promise<void> {
    try {
      this.#become({ kind: 'running', done: 0, total: 0 });
      await this.parts.look((done, total) => {
        this.#become({ kind: 'running', done, total });
      }, this.#stopping.signal);
      this.#failures = 0;
      this.#become({ kind: 'idle' });
      if (this.parts.interval !== undefined) this.#plan(this.parts.interval);
    } catch (error) {
      if (this.#stopping.signal.aborted) return;
      this.#failures += 1;
      this.#become({ kind: 'failed', failure: toFailure(error) });
      this.#plan(retryDelay(this.#failures, BACKOFF));
    }
  }

  #plan(wait: number): void {
    clearTimeout(this.#timer);
    if (this.#stopping.signal.aborted || !this.#isLive) return;
    this.#timer = setTimeout(() => {
      this.lookSoon();
    }, wait);
  }

  #become(state: CatchUpState): void {
    this.#state = state;
    this.parts.onState(state);
  }
}
