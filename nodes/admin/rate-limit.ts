/** Keeps an endpoint from being asked more than it bears, by whomever. */
import type { Limit } from './endpoint';

const MINUTE = 60_000;

export class RateLimit {
  #running = 0;
  /** When those of the last minute began, the oldest first; ms. */
  #begun: number[] = [];

  constructor(
    private readonly limit: Limit,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** @returns seconds after which to ask again, when there is no room now; else undefined, and `leave` has to follow */
  enter(): number | undefined {
    const now = this.now();
    this.#begun = this.#begun.filter((time) => now - time < MINUTE);
    const [oldest] = this.#begun;
    if (oldest !== undefined && this.#begun.length >= this.limit.perMinute) {
      return Math.max(1, Math.ceil((oldest + MINUTE - now) / 1000));
    }
    if (this.#running >= this.limit.atATime) return 1;
    this.#running += 1;
    this.#begun.push(now);
    return undefined;
  }

  leave(): void {
    this.#running -= 1;
  }
}
