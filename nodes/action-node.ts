/** What the nodes that find, save and delete have in common: all but what they do. */
import { setTimeout } from 'node:timers/promises';
import type { Node, NodeAPI, NodeDef, NodeMessageInFlow } from 'node-red';
import type { AccountClient } from '../src/account/client';
import { checkSettings, type FindSettings, type Message, type SaveSettings } from '../src/account/requests';
import type { EntityAction } from '../src/model/entities';
import { FailureError, isPermanent, toFailure, type Failure } from '../src/model/failure';
import type { ItemFailure } from '../src/sdk/port';
import { CaughtFailure, giveBack } from './caught-failure';
import { currentSettings } from './current-settings';
import type { AccountNode } from './icure-account';
import { NO_ACCOUNT, refuse } from './refuse';
import { WorkBadge } from './work-badge';

export interface ActionNodeConfig extends NodeDef, FindSettings, SaveSettings {
  /** The id of an `icure-account` node. */
  readonly account?: string;
}

export type Send = (message: Message | (Message | null)[]) => void;

/** What a node does with a message. */
export interface Work {
  readonly client: AccountClient;
  /** What the account is called in messages. */
  readonly account: string;
  readonly message: Message;
  readonly send: Send;
  readonly onProgress: (done: number, total: number) => void;
  /** Aborted when the node is closed. */
  readonly stopping: AbortSignal;
}

/** The part of it that changes from message to message. */
type Doing = Omit<Work, 'client' | 'account'>;

/** How it went. */
export interface Outcome {
  /** The entities that were dealt with. */
  readonly count: number;
  /** Something went wrong all the same. */
  readonly failed?: { readonly failure: Failure; readonly cause: object };
}

/**
 * Registers a node type that does something with entities.
 * @param workOn deals with one message; rejects with a FailureError
 */
export function registerActionNode(
  RED: NodeAPI,
  action: EntityAction,
  workOn: (config: ActionNodeConfig, work: Work) => Promise<Outcome>,
): void {
  function construct(this: Node, stored: ActionNodeConfig): void {
    RED.nodes.createNode(this, stored);
    const settings = currentSettings(stored);
    const config = settings.ok ? settings.config : stored;
    const badge = new WorkBadge(this, action);
    const account = RED.nodes.getNode(config.account ?? '') as AccountNode | null;
    const refusal = settings.ok ? refusalOf(action, config, account) : settings.failure;
    if (refusal === undefined && account?.account.kind === 'ready') {
      const { client } = account.account;
      const queue = new MessageQueue(this, badge, (doing) =>
        workOn(config, { client, account: account.label, ...doing }),
      );
      this.on('input', (message, send, done) => {
        queue.push({ message, send, done });
      });
      this.on('close', (done: () => void) => {
        badge.close();
        queue.close().then(done, done);
      });
      return;
    }
    const failure = refusal ?? NO_ACCOUNT;
    refuse(
      this,
      (shown) => {
        badge.failed(shown);
      },
      failure,
    );
    this.on('input', (_message, _send, done) => {
      giveBack(this, new CaughtFailure(failure), done);
    });
    this.on('close', (done: () => void) => {
      badge.close();
      done();
    });
  }

  RED.nodes.registerType(`icure-${action}`, construct);
}

/**
 * The failure of several entities: that of the only one, or one that lists them all. Nothing when none failed. When none could be dealt with, all for one
 * reason that may pass, that reason is the code: nothing is partial about a server that is away.
 */
export function failedItems(
  outcomes: readonly (
    { readonly kind: 'failed'; readonly failure: ItemFailure } | { readonly kind: 'saved' | 'deleted' }
  )[],
): Pick<Outcome, 'failed'> {
  const items = outcomes.flatMap((outcome, index) =>
    outcome.kind === 'failed' ? [{ index, ...outcome.failure }] : [],
  );
  const [first] = items;
  if (first === undefined) return {};
  const { index, code, message, ...details } = first;
  if (outcomes.length === 1) return { failed: { failure: { code, message }, cause: details } };
  const isOutage = items.length === outcomes.length && !isPermanent(first) && items.every((item) => item.code === code);
  const failure = {
    code: isOutage ? code : 'partial',
    message: `${items.length} of ${outcomes.length} entities failed; the first, number ${index + 1}: ${message}`,
  } satisfies Failure;
  return { failed: { failure, cause: { items } } };
}

/** Why a node cannot work as it is set up. */
function refusalOf(action: EntityAction, config: ActionNodeConfig, account: AccountNode | null): Failure | undefined {
  if (account?.type !== 'icure-account') return NO_ACCOUNT;
  if (account.account.kind === 'misconfigured') return account.account.failure;
  try {
    checkSettings(action, config);
    return undefined;
  } catch (error) {
    return toFailure(error);
  }
}

/** ms that a node may take to close; Node-RED gives up after 15 s. */
const CLOSE_LIMIT = 10_000;

interface Pending {
  readonly message: NodeMessageInFlow;
  readonly send: Send;
  readonly done: (error?: Error) => void;
}

/** One message after the other: two changes of the same entity must not meet, and answers keep the order of the questions. */
class MessageQueue {
  readonly #waiting: Pending[] = [];
  #working: Promise<void> | undefined;
  readonly #stopping = new AbortController();

  constructor(
    private readonly node: Node,
    private readonly badge: WorkBadge,
    private readonly workOn: (doing: Doing) => Promise<Outcome>,
  ) {}

  push(pending: Pending): void {
    this.#waiting.push(pending);
    this.#working ??= this.#work();
  }

  /** Waits some time for what has been sent to the server, whose outcome is told even if it comes later; what was not sent is given back as errors. */
  async close(): Promise<void> {
    this.#stopping.abort();
    const limit = new AbortController();
    const tooLate = setTimeout(CLOSE_LIMIT, undefined, { signal: limit.signal }).catch(() => undefined);
    await Promise.race([this.#working, tooLate]);
    limit.abort();
  }

  async #work(): Promise<void> {
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      await this.#deal(next);
    }
    this.#working = undefined;
  }

  async #deal({ message, send, done }: Pending): Promise<void> {
    const { signal } = this.#stopping;
    try {
      if (signal.aborted) throw new FailureError('closed', 'The node was stopped before it came to this message.');
      this.badge.working();
      const { count, failed } = await this.workOn({
        message,
        send,
        onProgress: (dealtWith, total) => {
          this.badge.progress(dealtWith, total);
        },
        stopping: signal,
      });
      if (failed === undefined) {
        this.badge.done(count);
        done();
        return;
      }
      this.#fail(failed.failure, failed.cause, done);
    } catch (error) {
      this.#fail(toFailure(error), undefined, done);
    }
  }

  #fail(failure: Failure, cause: object | undefined, done: Pending['done']): void {
    this.badge.failed(failure);
    giveBack(this.node, new CaughtFailure(failure, cause), done);
  }
}
