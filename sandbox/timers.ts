/** Timers that end together. */
export class Timers {
  readonly #pending = new Set<NodeJS.Timeout>();

  /**
   * Calls `act` later, unless all are cleared before.
   * @param delay ms
   * @returns gives up this one
   */
  after(delay: number, act: () => void): () => void {
    const timer = setTimeout(() => {
      this.#pending.delete(timer);
      act();
    }, delay);
    this.#pending.add(timer);
    return () => {
      this.#pending.delete(timer);
      clearTimeout(timer);
    };
  }

  /** None of those that are pending will be called. */
  clear(): void {
    for (const timer of this.#pending) clearTimeout(timer);
    this.#pending.clear();
  }
}
