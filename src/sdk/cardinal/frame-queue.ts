/** The frames of a channel on their way: handled one after the other, in the order in which they came. */

/** Frames waiting at which reading is to pause, and at which it is to go on. */
const HIGH_WATER = 1_000;
const LOW_WATER = 200;

export interface FrameFlow {
  pause: () => void;
  resume: () => void;
}

export class FrameQueue {
  readonly #waiting: string[] = [];
  #working: Promise<void> | undefined;
  #dropped = false;

  /** @param handle must not reject */
  constructor(
    private readonly handle: (frame: string) => Promise<void>,
    private readonly flow: FrameFlow,
  ) {}

  push(frame: string): void {
    if (this.#dropped) return;
    this.#waiting.push(frame);
    if (this.#waiting.length === HIGH_WATER) this.flow.pause();
    this.#working ??= this.#work();
  }

  /** Resolves when all frames have been handled, or dropped and the current one handled. */
  async idle(): Promise<void> {
    await this.#working;
  }

  /** Forgets the frames that wait; the one that is being handled goes on. */
  drop(): void {
    this.#dropped = true;
    this.#waiting.length = 0;
  }

  async #work(): Promise<void> {
    for (let frame = this.#waiting.shift(); frame !== undefined; frame = this.#waiting.shift()) {
      await this.handle(frame);
      if (this.#waiting.length === LOW_WATER) this.flow.resume();
    }
    this.#working = undefined;
  }
}
