/** The input of an event node: messages that start and stop it, let it listen to something else, and ask how it is. */
import type { Node, NodeMessageInFlow } from 'node-red';
import type { FeedRunner } from '../src/events/delivery/feed-runner';
import type { FeedWish } from '../src/events/delivery/plan';
import { readControlRequest, type ControlMessage, type ControlRequest } from '../src/model/control';
import { ENTITIES } from '../src/model/entities';
import { FailureError, toFailure } from '../src/model/failure';
import { filterToJson } from '../src/model/filter';
import { CaughtFailure, giveBack } from './caught-failure';

type Send = (message: NodeMessageInFlow) => void;

interface Pending {
  readonly message: NodeMessageInFlow;
  readonly send: Send;
  readonly done: (error?: Error) => void;
}

export class EventControl {
  readonly #waiting: Pending[] = [];
  #working: Promise<void> | undefined;
  #closed = false;

  /**
   * @param wish what the node listens to unless a message says otherwise; without event types it waits for a message that names some
   * @param account what the account is called
   */
  constructor(
    private readonly node: Node,
    private readonly runner: FeedRunner,
    private wish: FeedWish,
    private readonly account: string,
  ) {
    node.on('input', (message, send, done) => {
      this.#waiting.push({ message, send, done });
      this.#working ??= this.#work();
    });
  }

  /** Gives back what waits; resolves when nothing is being done. The runner must be closed meanwhile, so that nothing takes long. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#working;
  }

  /** One after the other: a stop must not overtake the start before it. */
  async #work(): Promise<void> {
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      await this.#deal(next);
    }
    this.#working = undefined;
  }

  async #deal({ message, send, done }: Pending): Promise<void> {
    try {
      if (this.#closed) throw new FailureError('closed', 'The node was stopped before it came to this message.');
      await this.#act(readControlRequest(partsOf(message), this.wish.entity), message, send);
      done();
    } catch (error) {
      giveBack(this.node, new CaughtFailure(toFailure(error)), done);
    }
  }

  async #act(request: ControlRequest, message: NodeMessageInFlow, send: Send): Promise<void> {
    switch (request.action) {
      case 'start':
        this.runner.start(withEvents(this.wish));
        return;
      case 'stop':
        await this.runner.stop();
        return;
      case 'subscribe': {
        const wish = withEvents({ ...this.wish, ...request.changes });
        await this.runner.replace(wish);
        this.wish = wish;
        return;
      }
      case 'status':
        send(Object.assign(message, { topic: this.#topic(), payload: this.#status() }));
        return;
      default:
        request satisfies never;
    }
  }

  #topic(): string {
    return `icure/${ENTITIES[this.wish.entity].topic}/status`;
  }

  /** The numbers of the badge, and what the node listens to, or will when it is started. */
  #status(): object {
    const { connection } = this.runner.state;
    const { entity, eventTypes, filter } = this.runner.wish ?? this.wish;
    return {
      ...this.runner.snapshot(),
      ...('failure' in connection ? { state: connection.kind, ...connection.failure } : {}),
      entity,
      account: this.account,
      events: eventTypes.map((type) => type.toLowerCase()),
      filter: filterToJson(filter),
    };
  }
}

/** @throws FailureError */
function withEvents(wish: FeedWish): FeedWish {
  if (wish.eventTypes.length > 0) return wish;
  throw new FailureError(
    'bad-action',
    'No event type is ticked in the node, and no message has named any: send msg.action "subscribe" with msg.events.',
  );
}

/** @throws FailureError for a message that holds what throws when it is read */
function partsOf(message: NodeMessageInFlow): ControlMessage {
  try {
    const { action, events, filter } = message as ControlMessage;
    return { action, events, filter };
  } catch {
    throw new FailureError('bad-action', 'The message cannot be read. The node goes on as it was.');
  }
}
