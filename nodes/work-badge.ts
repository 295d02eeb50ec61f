/** The badge of a node that does something with each message: what it is doing, and how the last one ended. */
import type { Node, NodeStatus } from 'node-red';
import { countedText, shortCount, type CountedTextName } from '../src/model/badge-text';
import type { EntityAction } from '../src/model/entities';
import { isPermanent, type Failure, type FailureCode } from '../src/model/failure';
import { CATALOGUE } from './badge';
import { PacedStatus } from './paced-status';

interface Status extends NodeStatus {
  readonly state: 'working' | 'done' | 'failed';
  readonly code?: FailureCode;
}

/** What nodes do with messages. */
type Action = EntityAction | 'acknowledge';

/** The texts of the badge when all went well. */
const DONE: Readonly<Record<Action, CountedTextName>> = {
  find: 'found',
  save: 'saved',
  delete: 'deleted',
  acknowledge: 'acknowledged',
};

export class WorkBadge {
  readonly #status: PacedStatus;

  constructor(
    node: Node,
    private readonly action: Action,
  ) {
    this.#status = new PacedStatus(node);
  }

  working(): void {
    this.#show({ fill: 'blue', shape: 'dot', text: `${CATALOGUE}:status.working`, state: 'working' });
  }

  /** Says how far it is, but only when it is not over soon. */
  progress(done: number, total: number): void {
    if (total <= 1) return;
    const text = `${shortCount(done)} / ${shortCount(total)}`;
    this.#status.showSoon(() => ({ fill: 'blue', shape: 'dot', text, state: 'working' }) satisfies Status);
  }

  /** @param count of the entities, or the messages, that were dealt with */
  done(count: number): void {
    const text = countedText(DONE[this.action], { count });
    this.#show({ fill: 'green', shape: 'dot', text, state: 'done' });
  }

  failed(failure: Failure): void {
    const shape = isPermanent(failure) ? 'dot' : 'ring';
    const text = `${CATALOGUE}:failure.${failure.code}`;
    this.#show({ fill: 'red', shape, text, state: 'failed', code: failure.code });
  }

  /** From now on nothing is shown. */
  close(): void {
    this.#status.close();
  }

  #show(status: Status): void {
    this.#status.show(() => status);
  }
}
