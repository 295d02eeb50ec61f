/** The badge of a node that does something with each message: what it is doing, and how the last one ended. */
import type { Node, NodeAPI, NodeStatus } from 'node-red';
import type { EntityAction } from '../src/model/entities';
import { isPermanent, type Failure, type FailureCode } from '../src/model/failure';
import { CATALOGUE, COUNT_INTERVAL } from './badge';

interface Status extends NodeStatus {
  readonly state: 'working' | 'done' | 'failed';
  readonly code?: FailureCode;
}

/** What nodes do with messages. */
type Action = EntityAction | 'acknowledge';

/** The texts of the badge when all went well. */
const DONE: Readonly<Record<Action, string>> = {
  find: 'found',
  save: 'saved',
  delete: 'deleted',
  acknowledge: 'acknowledged',
};

export class WorkBadge {
  #pending: Status | undefined;
  #throttle: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(
    private readonly node: Node,
    private readonly RED: NodeAPI,
    private readonly action: Action,
  ) {}

  working(done: number, total: number): void {
    const text = total > 1 ? `${done} / ${total}` : `${CATALOGUE}:status.working`;
    this.#show({ fill: 'blue', shape: 'dot', text, state: 'working' });
  }

  /** @param count of the entities, or the messages, that were dealt with */
  done(count: number): void {
    const text = this.RED._(`${CATALOGUE}:status.${DONE[this.action]}`, { count });
    this.#show({ fill: 'green', shape: 'dot', text, state: 'done' });
  }

  failed(failure: Failure): void {
    const shape = isPermanent(failure) ? 'dot' : 'ring';
    const text = `${CATALOGUE}:failure.${failure.code}`;
    this.#show({ fill: 'red', shape, text, state: 'failed', code: failure.code });
  }

  /** From now on nothing is shown: the badge belongs to the node that takes this one's place. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#throttle);
  }

  /** The first at once, then the latest, so that a flood of messages is no flood of badges. */
  #show(status: Status): void {
    if (this.#closed) return;
    if (this.#throttle !== undefined) {
      this.#pending = status;
      return;
    }
    this.node.status(status);
    this.#throttle = setTimeout(() => {
      this.#throttle = undefined;
      const pending = this.#pending;
      this.#pending = undefined;
      if (pending !== undefined) this.#show(pending);
    }, COUNT_INTERVAL / 4);
  }
}
