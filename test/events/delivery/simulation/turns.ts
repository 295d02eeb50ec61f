/** Time as a simulation counts it: in turns of the event loop. Nothing in it takes real time. */
import { mock } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { numbersFrom, type Next } from '../../../model/arbitrary-filter';

/** ms that timers see pass with each turn. */
const TICK = 100;

/** Chances that are the same in every run with the same seed. */
export class Chance {
  readonly #next: Next;

  constructor(seed: number) {
    this.#next = numbersFrom(Math.imul(seed, 2_654_435_761) ^ 0x5bf03635);
  }

  below(number: number): number {
    return this.#next(number);
  }

  /** @param percent of the times */
  happens(percent: number): boolean {
    return this.#next(10_000) < percent * 100;
  }

  pick<Item>(items: readonly Item[]): Item {
    const item = items[this.#next(items.length)];
    if (item === undefined) throw new Error('There is nothing to pick from.');
    return item;
  }
}

/** Takes down what happens, for whoever has to find out why. */
export type Note = (what: string) => void;

/** Timers have to be mocked while it is in use. */
export class Turns {
  now = 0;
  #due: { readonly at: number; readonly resolve: () => void }[] = [];

  /** Resolves after so many turns; at once for none. */
  async after(turns: number): Promise<void> {
    if (turns <= 0) return;
    await new Promise<void>((resolve) => {
      this.#due.push({ at: this.now + turns, resolve });
    });
  }

  async pass(turns = 1): Promise<void> {
    for (let turn = 0; turn < turns; turn += 1) {
      this.now += 1;
      const due = this.#due.filter(({ at }) => at <= this.now);
      this.#due = this.#due.filter(({ at }) => at > this.now);
      for (const { resolve } of due) resolve();
      mock.timers.tick(TICK);
      await nextTurn();
    }
  }
}

/** Of what nobody will ever answer: a process that has ended. */
export function never<Result>(): Promise<Result> {
  return new Promise<Result>(() => undefined);
}
