/** The status badge of an event node: true at every moment, and never so busy that the editor cannot follow. */
import type { Node, NodeAPI, NodeStatus } from 'node-red';
import type { FeedState } from '../src/events/delivery/feed';
import type { FeedSnapshot } from '../src/events/delivery/feed-snapshot';
import type { Failure, FailureCode } from '../src/model/failure';

/** The catalogue that holds the texts which all nodes share. */
export const CATALOGUE = '@icure-community/node-red-icure/icure-account';

/** ms between two updates of a number in the badge; the editor follows about 1,000 status frames a second of a whole runtime. */
export const COUNT_INTERVAL = 1_000;

/** `text` is a key that the editor translates to the viewer's language, or a text. */
type Appearance = Required<Pick<NodeStatus, 'fill' | 'shape' | 'text'>>;

/** What a Status node gets: it passes on fields that Node-RED does not know. */
interface Status extends Appearance, Partial<FeedSnapshot> {
  readonly state: FeedSnapshot['state'];
  readonly code?: FailureCode;
}

const STOPPED: FeedState = {
  connection: { kind: 'stopped' },
  catchUp: { kind: 'idle' },
  backlog: 0,
  inFlight: 0,
  setAside: undefined,
};

export class Badge {
  #state = STOPPED;
  /** What of the badge is shown at once when it changes. */
  #shown = '';
  #throttle: NodeJS.Timeout | undefined;
  #isDue = false;
  #closed = false;

  /** @param snapshot the numbers that Status nodes get with it, if there are any */
  constructor(
    private readonly node: Node,
    private readonly RED: NodeAPI,
    private readonly snapshot: () => FeedSnapshot | undefined = () => undefined,
  ) {}

  /** How the connection is shows at once, what changes with every event at intervals. */
  show(state: FeedState): void {
    this.#state = state;
    if (this.#closed) return;
    const shown = `${state.connection.kind} ${this.#code() ?? ''} ${state.setAside ?? ''}`;
    if (shown !== this.#shown) {
      this.#shown = shown;
      this.#update();
    } else {
      // Not at once: what came this moment waits for no more than a moment, and a badge that says so until the next one would be wrong.
      this.#isDue = true;
      this.#throttle ??= this.#later();
    }
  }

  showFailure(failure: Failure): void {
    this.show({ ...STOPPED, connection: { kind: 'failed', failure, retryIn: Number.POSITIVE_INFINITY } });
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#throttle);
  }

  /** Status nodes get `state` and `code` as well, since a translated text is no good to compare with, and the numbers. */
  #update(): void {
    const code = this.#code();
    const status: Status = {
      ...this.snapshot(),
      ...this.#appearance(),
      state: this.#state.connection.kind,
      ...(code === undefined ? {} : { code }),
    };
    this.node.status(status);
    clearTimeout(this.#throttle);
    this.#isDue = false;
    this.#throttle = this.#later();
  }

  #later(): NodeJS.Timeout {
    return setTimeout(() => {
      this.#throttle = undefined;
      if (this.#isDue) this.#update();
    }, COUNT_INTERVAL);
  }

  #code(): FailureCode | undefined {
    const { connection, catchUp } = this.#state;
    if ('failure' in connection) return connection.failure.code;
    return connection.kind === 'live' && catchUp.kind === 'failed' ? catchUp.failure.code : undefined;
  }

  #appearance(): Appearance {
    const { connection } = this.#state;
    switch (connection.kind) {
      case 'stopped':
        return { fill: 'grey', shape: 'ring', text: `${CATALOGUE}:status.stopped` };
      case 'connecting':
        return { fill: 'yellow', shape: 'ring', text: 'node-red:common.status.connecting' };
      case 'live':
        return this.#liveAppearance();
      case 'waiting':
        return { fill: 'red', shape: 'ring', text: `${CATALOGUE}:failure.${connection.failure.code}` };
      case 'failed':
        return { fill: 'red', shape: 'dot', text: `${CATALOGUE}:failure.${connection.failure.code}` };
      default:
        return connection satisfies never;
    }
  }

  /** A text with a number in it cannot be translated by the editor; it comes in the language of the runtime. */
  #liveAppearance(): Appearance {
    const { catchUp, backlog, inFlight, setAside } = this.#state;
    const unreadable = this.snapshot()?.unreadable ?? 0;
    if (catchUp.kind === 'failed') {
      return { fill: 'yellow', shape: 'dot', text: `${CATALOGUE}:failure.${catchUp.failure.code}` };
    }
    if (catchUp.kind === 'running') {
      const { done, total } = catchUp;
      return { fill: 'blue', shape: 'dot', text: this.RED._(`${CATALOGUE}:status.catchingUp`, { done, total }) };
    }
    if (setAside !== undefined) return { fill: 'yellow', shape: 'dot', text: `${CATALOGUE}:status.startedAnew` };
    const text =
      backlog + inFlight > 0
        ? this.RED._(`${CATALOGUE}:status.backlog`, { backlog, inFlight })
        : unreadable > 0
          ? this.RED._(`${CATALOGUE}:status.unreadable`, { count: unreadable })
          : 'node-red:common.status.connected';
    return { fill: 'green', shape: 'dot', text };
  }
}
