/** The way of event frames to one socket, on which they may be held back, reordered and doubled on purpose. */
import type { Faults, Span } from '../faults';
import { Timers } from '../timers';

interface Held {
  readonly frame: string;
  /** When it is to be sent, on the clock of `performance.now()`. */
  readonly due: number;
}

export class EventLine {
  readonly #timers = new Timers();
  /** Collected in order to be sent in the wrong order. */
  readonly #group: string[] = [];
  #stopWaitingForGroup: () => void = () => undefined;
  /** In the order of sending. */
  readonly #held: Held[] = [];
  #count = 0;

  /** @param transmit sends a frame now */
  constructor(
    private readonly transmit: (frame: string) => void,
    private readonly faults: Faults,
  ) {}

  send(frame: string): void {
    const { reorderEvents } = this.faults;
    this.#group.push(frame);
    if (reorderEvents === undefined || this.#group.length >= reorderEvents.count) {
      this.#sendGroup();
    } else if (this.#group.length === 1) {
      this.#stopWaitingForGroup = this.#timers.after(reorderEvents.within, () => {
        this.#sendGroup();
      });
    }
  }

  /** Whatever is still on its way is lost. */
  end(): void {
    this.#timers.clear();
    this.#group.length = 0;
    this.#held.length = 0;
  }

  #sendGroup(): void {
    this.#stopWaitingForGroup();
    for (const frame of this.#group.splice(0).reverse()) this.#hold(frame);
  }

  #hold(frame: string): void {
    const { delayEvents, duplicateEvents, random } = this.faults;
    const delay = delayEvents === undefined ? 0 : within(delayEvents, random);
    const due = Math.max(performance.now() + delay, this.#held.at(-1)?.due ?? 0);
    this.#count += 1;
    const isDoubled = duplicateEvents !== undefined && this.#count % duplicateEvents.every === 0;
    this.#sendAt(due, frame);
    if (!isDoubled) return;
    if (duplicateEvents.after === 0) {
      this.#sendAt(due, frame);
    } else {
      this.#timers.after(due - performance.now() + duplicateEvents.after, () => {
        this.transmit(frame);
      });
    }
  }

  #sendAt(due: number, frame: string): void {
    if (this.#held.length === 0 && due <= performance.now()) {
      this.transmit(frame);
    } else {
      this.#held.push({ frame, due });
      // One timer, for the first: timers for each could overtake each other.
      if (this.#held.length === 1) this.#waitForFirst();
    }
  }

  #waitForFirst(): void {
    const [first] = this.#held;
    if (first === undefined) return;
    this.#timers.after(Math.max(0, first.due - performance.now()), () => {
      this.#sendDue();
    });
  }

  #sendDue(): void {
    while ((this.#held[0]?.due ?? Infinity) <= performance.now()) {
      const next = this.#held.shift();
      if (next !== undefined) this.transmit(next.frame);
    }
    this.#waitForFirst();
  }
}

/** ms */
function within({ least, most }: Span, random: () => number): number {
  return least + random() * (most - least);
}
