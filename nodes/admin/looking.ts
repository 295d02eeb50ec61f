/** Looks at what is on an account's server, for a person who waits for it in a dialog. */
import { createHash } from 'node:crypto';
import type { NodeAPI } from 'node-red';
import { AccountClient } from '../../src/account/client';
import type { SettingsReading } from '../../src/account/settings';
import { FailureError, toFailure } from '../../src/model/failure';
import { isJsonObject, type JsonValue } from '../../src/model/json';
import type { EntityStore } from '../../src/sdk/port';
import { hostedDriver } from '../../src/sdk/host/host';
import type { AccountNode } from '../icure-account';
import { refused, type Answer, type EndpointRequest, type Surroundings } from './endpoint';
import { readNamedAccount } from './named-account';

type ReadySettings = Extract<SettingsReading, { ok: true }>;

/** ms after which nobody waits any more. */
const PATIENCE = 30_000;

/** ms that a client outlives its last use; its session ends sooner by itself. */
const KEPT = 60_000;

/** Clients that are kept, at most: each may have a worker thread. */
const MOST_CLIENTS = 3;

/** What a look is about. */
export interface Look {
  readonly store: EntityStore;
  /** Tells one login from all others; no secret can be read from it. */
  readonly login: string;
  readonly stopping: AbortSignal;
}

/** Looks with the client of the account that runs, if it is connected, else with a client of its own, which is kept for a while. */
export class Looking {
  readonly #clients = new Map<string, { readonly client: AccountClient; readonly expiry: NodeJS.Timeout }>();

  constructor(private readonly surroundings: Surroundings) {}

  /** Never rejects: what stands in the way is an answer, too. */
  async answer({ body, signal }: EndpointRequest, work: (look: Look) => Promise<JsonValue>): Promise<Answer> {
    const reading = readNamedAccount(this.surroundings, body.account);
    if (!reading.ok) return refused(400, reading.failure);
    const tooLate = AbortSignal.timeout(PATIENCE);
    const stopping = AbortSignal.any([signal, tooLate]);
    try {
      return { kind: 'json', value: await unlessAborted(stopping, this.#look(body.account, reading, stopping, work)) };
    } catch (error) {
      const failure = tooLate.aborted
        ? ({ code: 'timeout', message: `The server did not answer within ${PATIENCE / 1000} s.` } as const)
        : toFailure(error);
      return refused(502, failure);
    }
  }

  async #look(
    account: JsonValue | undefined,
    reading: ReadySettings,
    stopping: AbortSignal,
    work: (look: Look) => Promise<JsonValue>,
  ): Promise<JsonValue> {
    const login = createHash('sha256').update(JSON.stringify(reading.settings)).digest('hex');
    const running = runningClient(this.surroundings.RED, account);
    const client = running ?? this.#clientFor(login, reading);
    try {
      return await client.withStore(stopping, (store) => work({ store, login, stopping }), false);
    } finally {
      // Whoever asks next wants to hear how things are then.
      if (client !== running && !client.isLive) this.#forget(login);
    }
  }

  #clientFor(login: string, { settings, backoff }: ReadySettings): AccountClient {
    const known = this.#clients.get(login);
    if (known !== undefined) {
      known.expiry.refresh();
      return known.client;
    }
    const [oldest] = this.#clients.keys();
    if (oldest !== undefined && this.#clients.size >= MOST_CLIENTS) this.#forget(oldest);
    // Looking makes no key pair, whatever the account is to do when it is deployed.
    const client = new AccountClient(hostedDriver, { ...settings, createKeyPair: false }, backoff);
    const expiry = setTimeout(() => {
      this.#forget(login);
    }, KEPT).unref();
    this.#clients.set(login, { client, expiry });
    return client;
  }

  #forget(login: string): void {
    const known = this.#clients.get(login);
    if (known === undefined) return;
    clearTimeout(known.expiry);
    this.#clients.delete(login);
    void known.client.close();
  }
}

/** Of an account as it is deployed, when it has a session at the moment. */
function runningClient(RED: NodeAPI, account: JsonValue | undefined): AccountClient | undefined {
  if (!isJsonObject(account) || typeof account.id !== 'string' || account.values !== undefined) return undefined;
  const node = RED.nodes.getNode(account.id) as AccountNode | null;
  if (node?.type !== 'icure-account' || node.account.kind !== 'ready') return undefined;
  const { client } = node.account;
  return client.isLive ? client : undefined;
}

/** What is under way when nobody waits any more ends by itself. */
function unlessAborted<Result>(signal: AbortSignal, work: Promise<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    signal.addEventListener(
      'abort',
      () => {
        reject(new FailureError('closed', 'Nobody waits for the answer any more.'));
      },
      { once: true },
    );
    work.then(resolve, reject);
  });
}
