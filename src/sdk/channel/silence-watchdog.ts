/** Notices that a connection for events never begins, or hangs without a word. */
import type { Failure } from '../../model/failure';

export interface SilenceLimits {
  /** ms until the server's first frame. */
  readonly openTimeout: number;
  /** ms without any frame of the server after which the connection counts as dead. */
  readonly silenceTimeout: number;
}

export class SilenceWatchdog {
  #timer: NodeJS.Timeout | undefined;

  /**
   * Waits for the server's first frame from now on.
   * @param url of the server, for the failure
   * @param onSilent called at most once, with a failure `timeout`
   */
  constructor(
    private readonly url: string,
    private readonly limits: SilenceLimits,
    private readonly onSilent: (failure: Failure) => void,
  ) {
    this.#start(limits.openTimeout, 'did not begin to send events');
  }

  /** There was a sign of life: the next one is waited for. */
  heard(): void {
    this.#start(this.limits.silenceTimeout, 'has sent nothing');
  }

  /** Waits no more, until something is heard. */
  stop(): void {
    clearTimeout(this.#timer);
  }

  #start(limit: number, what: string): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const message = `${this.url} ${what} for ${Math.round(limit / 1000)} s; the connection is opened anew.`;
      this.onSilent({ code: 'timeout', message });
    }, limit);
  }
}
