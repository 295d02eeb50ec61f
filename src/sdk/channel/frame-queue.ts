/**
 * The frames of a channel on their way to becoming events. Several are read (decrypted) at a time, since that happens in other threads; events
 * are handed over one after the other, in the order in which the frames came.
 */

/** Frames being read at a time. On two cores four gave 1.2 to 1.6 times the throughput of one; more gained little. */
const READ_AHEAD = 4;
/** Frames waiting at which receiving is to pause, and at which it is to go on. */
const HIGH_WATER = 1_000;
const LOW_WATER = 200;

export interface FrameHandler<Frame, Event> {
  /** Makes an event of a frame; undefined when there is none in it. Must not reject. */
  read: (frame: Frame) => Promise<Event | undefined>;
  /** Hands an event over; the next one waits for it. Must not reject. */
  deliver: (event: Event) => Promise<void>;
  /** Stop receiving; go on receiving. */
  pause: () => void;
  resume: () => void;
}

export class FrameQueue<Frame extends string | object, Event> {
  readonly #waiting: Frame[] = [];
  readonly #reading: Promise<Event | undefined>[] = [];
  #working: Promise<void> | undefined;
  #paused = false;
  #dropped = false;

  constructor(private readonly handler: FrameHandler<Frame, Event>) {}

  push(frame: Frame): void {
    if (this.#dropped) return;
    this.#waiting.push(frame);
    if (!this.#paused && this.#waiting.length >= HIGH_WATER) {
      this.#paused = true;
      this.handler.pause();
    }
    this.#readAhead();
    this.#working ??= this.#work();
  }

  /** Resolves when nothing is left to hand over. */
  async idle(): Promise<void> {
    await this.#working;
  }

  /** Forgets all but the event that is being handed over. */
  drop(): void {
    this.#dropped = true;
    this.#waiting.length = 0;
  }

  async #work(): Promise<void> {
    for (let next = this.#reading.shift(); next !== undefined; next = this.#reading.shift()) {
      this.#readAhead();
      const event = await next;
      if (event !== undefined && !this.#dropped) await this.handler.deliver(event);
    }
    this.#working = undefined;
  }

  #readAhead(): void {
    while (this.#reading.length < READ_AHEAD) {
      const frame = this.#waiting.shift();
      if (frame === undefined) break;
      this.#reading.push(this.handler.read(frame));
    }
    if (this.#paused && this.#waiting.length <= LOW_WATER) {
      this.#paused = false;
      this.handler.resume();
    }
  }
}
