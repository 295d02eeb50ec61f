/** The status badge of an event node: true at every moment, and never so busy that the editor cannot follow. */
import type { Node, NodeStatus } from 'node-red';
import { STOPPED_FEED, type FeedState } from '../src/events/delivery/feed';
import type { FeedSnapshot } from '../src/events/delivery/feed-snapshot';
import { countedText } from '../src/model/badge-text';
import type { Failure, FailureCode } from '../src/model/failure';
import { PacedStatus } from './paced-status';

/** The catalogue that holds the texts which all nodes share. */
export const CATALOGUE = '@icure-community/node-red-icure/icure-account';

/** `text` is a key that the editor translates to the viewer's language, or a text as in `badge-text.ts`. */
type Appearance = Required<Pick<NodeStatus, 'fill' | 'shape' | 'text'>>;

/** What a Status node gets: it passes on fields that Node-RED does not know. */
interface Status extends Appearance, Partial<FeedSnapshot> {
  readonly state: FeedSnapshot['state'];
  readonly code?: FailureCode;
}

export class Badge {
  #state = STOPPED_FEED;
  /** All that the badge says, but for numbers. */
  #shown = '';
  readonly #status: PacedStatus;

  /** @param snapshot the numbers that Status nodes get with it, if there are any */
  constructor(
    node: Node,
    private readonly snapshot: () => FeedSnapshot | undefined = () => undefined,
  ) {
    this.#status = new PacedStatus(node);
  }

  show(state: FeedState): void {
    this.#state = state;
    const { connection, catchUp, setAside } = state;
    const shown = [connection.kind, catchUp.kind, this.#code(), setAside !== undefined].join();
    // An event that is taken at once is no backlog worth a word.
    if (shown === this.#shown) this.#status.showSoon(() => this.#make());
    else this.#status.show(() => this.#make());
    this.#shown = shown;
  }

  showFailure(failure: Failure): void {
    this.show({ ...STOPPED_FEED, connection: { kind: 'failed', failure, retryIn: Number.POSITIVE_INFINITY } });
  }

  close(): void {
    this.#status.close();
  }

  /** Status nodes get `state` and `code` as well, since a translated text is no good to compare with, and the numbers. */
  #make(): Status {
    const code = this.#code();
    return {
      ...this.snapshot(),
      ...this.#appearance(),
      state: this.#state.connection.kind,
      ...(code === undefined ? {} : { code }),
    };
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

  #liveAppearance(): Appearance {
    const { catchUp, backlog, inFlight, setAside } = this.#state;
    const unreadable = this.snapshot()?.unreadable ?? 0;
    if (catchUp.kind === 'failed') {
      return { fill: 'yellow', shape: 'dot', text: `${CATALOGUE}:failure.${catchUp.failure.code}` };
    }
    if (catchUp.kind === 'running') {
      const { done, total } = catchUp;
      // The server has not said yet how many there are.
      const text = total === 0 ? `${CATALOGUE}:status.lookingThrough` : countedText('catchingUp', { done, total });
      return { fill: 'blue', shape: 'dot', text };
    }
    if (setAside !== undefined) return { fill: 'yellow', shape: 'dot', text: `${CATALOGUE}:status.startedAnew` };
    const text =
      backlog + inFlight > 0
        ? countedText('backlog', { backlog, inFlight })
        : unreadable > 0
          ? countedText('unreadable', { count: unreadable })
          : 'node-red:common.status.connected';
    return { fill: 'green', shape: 'dot', text };
  }
}
