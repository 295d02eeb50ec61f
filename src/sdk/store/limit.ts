/** At most so many things at a time; the others wait in the order in which they came. */
export class Limit {
  readonly #waiting: (() => void)[] = [];
  #free: number;

  constructor(most: number) {
    this.#free = most;
  }

  /** Must not be called from within `work`, which could then wait for itself. */
  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    await this.#enter();
    try {
      return await work();
    } finally {
      this.#leave();
    }
  }

  #enter(): Promise<void> {
    if (this.#free === 0) {
      return new Promise((resolve) => {
        this.#waiting.push(resolve);
      });
    }
    this.#free -= 1;
    return Promise.resolve();
  }

  /** The place goes to who waits longest, if anybody does. */
  #leave(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#free += 1;
    else next();
  }
}
