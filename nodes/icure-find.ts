/** `icure-find`: reads entities by their ids or by a filter. Its settings are described in `src/account/requests.ts`. */
import { randomUUID } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { NodeAPI } from 'node-red';
import { findPages, type FindRequest, type Page } from '../src/account/finding';
import { readFindRequest, type Message } from '../src/account/requests';
import type { StoredEntity } from '../src/model/stored-entity';
import { registerActionNode, type ActionNodeConfig, type Outcome, type Work } from './action-node';

export default function registerFindNode(RED: NodeAPI): void {
  registerActionNode(RED, 'find', async (config, work) => {
    const request = readFindRequest(config, work.message);
    const missing: string[] = [];
    const sender = config.output === 'sequence' ? new Sequence(RED, work) : new List(work, request);
    await findPages(work.client, request, work.stopping, async (page) => {
      missing.push(...page.missing);
      sender.take(page);
      work.onProgress(sender.count, 1);
      // The flow works off what it got before the next page is read.
      await nextTurn();
    });
    sender.end(missing);
    return finish(RED, config, work, request, sender.count, missing);
  });
}

/** Sends what was not found, or fails with it. */
function finish(
  RED: NodeAPI,
  { output, notFound }: ActionNodeConfig,
  { message, send, account }: Work,
  { entity, by }: FindRequest,
  count: number,
  missing: readonly string[],
): Outcome {
  const foundNothing = by.kind === 'filter' && output === 'sequence' && count === 0;
  if (missing.length === 0 && !foundNothing) return { count };
  if (notFound === 'output') {
    const result = { action: 'find', entity, account, notFound: missing };
    send([null, { ...copyOf(RED, message), payload: [...missing], result }]);
    return { count };
  }
  if (foundNothing) return { count };
  const failure = {
    code: 'not-found',
    message: `${missing.length} of the ids that were asked for are not there, deleted or not shared with the account (${entity}).`,
  } as const;
  return { count, failed: { failure, cause: { entity, notFound: missing } } };
}

/**
 * A message for what does not go out alone: nodes change what they get, and must not change it for one another. The payload is left behind, since each
 * message gets one of its own.
 */
function copyOf(RED: NodeAPI, message: Message): Message {
  return { ...RED.util.cloneMessage({ ...message, payload: undefined }) };
}

/** All in one message. */
class List {
  readonly #found: StoredEntity[] = [];

  constructor(
    private readonly work: Work,
    private readonly request: FindRequest,
  ) {}

  get count(): number {
    return this.#found.length;
  }

  take({ found }: Page): void {
    this.#found.push(...found);
  }

  end(missing: readonly string[]): void {
    const { message, send, account } = this.work;
    const result = {
      action: 'find',
      entity: this.request.entity,
      account,
      count: this.count,
      notFound: [...missing],
      undecrypted: this.#found.filter(({ decrypted }) => !decrypted).map(({ id }) => id),
    };
    send({ ...message, payload: this.#found.map(({ payload }) => payload), result });
  }
}

/** A message for each, with `msg.parts` as the split node makes them. One is held back until it is known whether it is the last, which tells the count. */
class Sequence {
  readonly #id = randomUUID();
  #held: StoredEntity | undefined;
  count = 0;
  #sent = 0;

  constructor(
    private readonly RED: NodeAPI,
    private readonly work: Work,
  ) {}

  take({ found, isLast }: Page): void {
    const isOnly = isLast && this.count === 0;
    this.count += found.length;
    for (const entity of found) {
      if (this.#held !== undefined) this.#send(this.#held, isOnly ? this.count : undefined);
      this.#held = entity;
    }
  }

  end(): void {
    if (this.#held !== undefined) this.#send(this.#held, this.count);
  }

  #send({ entity, id, rev, decrypted, payload }: StoredEntity, count: number | undefined): void {
    const { send, account } = this.work;
    const message = copyOf(this.RED, this.work.message);
    const parts = {
      id: this.#id,
      type: 'array',
      len: 1,
      index: this.#sent,
      ...(count === undefined ? {} : { count }),
      ...(message.parts === undefined ? {} : { parts: message.parts }),
    };
    const result = {
      action: 'find',
      entity,
      account,
      id,
      ...(rev === undefined ? {} : { rev }),
      decrypted,
    };
    this.#sent += 1;
    send({ ...message, payload, result, parts });
  }
}
