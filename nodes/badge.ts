/** The status badge of an event node: true at every moment, and never so busy that the editor cannot follow. */
import type { Node, NodeAPI, NodeStatus } from 'node-red';
import type { SupervisorState } from '../src/events/supervisor';
import type { Failure, FailureCode } from '../src/model/failure';

/** The catalogue that holds the texts which all nodes share. */
export const CATALOGUE = '@icure-community/node-red-icure/icure-account';

/** ms between two updates of a number in the badge; the editor follows about 1,000 status frames a second of a whole runtime. */
export const COUNT_INTERVAL = 1_000;

/** `text` is a key that the editor translates to the viewer's language, or a text. */
type Appearance = Required<Pick<NodeStatus, 'fill' | 'shape' | 'text'>>;

/** What a Status node gets: it passes on fields that Node-RED does not know. */
interface Status extends Appearance {
  readonly state: SupervisorState['kind'];
  readonly code?: FailureCode;
}

export class Badge {
  #state: SupervisorState = { kind: 'stopped' };
  #unreadable = 0;
  #counting: NodeJS.Timeout | undefined;

  constructor(
    private readonly node: Node,
    private readonly RED: NodeAPI,
  ) {}

  show(state: SupervisorState): void {
    this.#state = state;
    this.#update();
  }

  showFailure(failure: Failure): void {
    this.show({ kind: 'failed', failure, retryIn: Number.POSITIVE_INFINITY });
  }

  /** One more entity arrived that the account has no key for. */
  countUnreadable(): void {
    this.#unreadable += 1;
    this.#counting ??= setTimeout(() => {
      this.#counting = undefined;
      this.#update();
    }, COUNT_INTERVAL);
  }

  close(): void {
    clearTimeout(this.#counting);
  }

  /** Status nodes get `state` and `code` as well, since a translated text is no good to compare with. */
  #update(): void {
    const status: Status = {
      ...this.#appearance(),
      state: this.#state.kind,
      ...('failure' in this.#state ? { code: this.#state.failure.code } : {}),
    };
    this.node.status(status);
  }

  #appearance(): Appearance {
    const state = this.#state;
    switch (state.kind) {
      case 'stopped':
        return { fill: 'grey', shape: 'ring', text: `${CATALOGUE}:status.stopped` };
      case 'connecting':
        return { fill: 'yellow', shape: 'ring', text: 'node-red:common.status.connecting' };
      case 'live':
        return { fill: 'green', shape: 'dot', text: this.#liveText() };
      case 'waiting':
        return { fill: 'red', shape: 'ring', text: `${CATALOGUE}:failure.${state.failure.code}` };
      case 'failed':
        return { fill: 'red', shape: 'dot', text: `${CATALOGUE}:failure.${state.failure.code}` };
      default:
        return state satisfies never;
    }
  }

  /** A text with a number in it cannot be translated by the editor; it comes in the language of the runtime. */
  #liveText(): string {
    if (this.#unreadable === 0) return 'node-red:common.status.connected';
    return this.RED._(`${CATALOGUE}:status.unreadable`, { count: this.#unreadable });
  }
}
