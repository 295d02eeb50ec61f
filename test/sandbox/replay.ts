/** Replays recorded traffic of a real SDK: the sandbox must answer with the same statuses and bodies of the same shape. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isJsonObject, type JsonObject, type JsonValue } from '../../src/model/json';
import type { Sandbox } from '../../sandbox';
import { NotificationClient } from './notification-client';
import { request, type ApiVersion } from './rest';

/** The repository's root, from where the compiled tests are. */
const FIXTURES = join(__dirname, '..', '..', '..', 'test', 'fixtures', 'recordings');

/** A step of a recording; the README beside the recordings says more. */
export type Step =
  | {
      readonly kind: 'request';
      readonly method: string;
      readonly path: string;
      readonly query: Readonly<Record<string, string>>;
      readonly refresh?: true;
      readonly body?: JsonValue;
      readonly status: number;
      readonly response?: JsonValue;
    }
  | { readonly kind: 'upgrade'; readonly path: string; readonly status: number }
  | { readonly kind: 'frame'; readonly body: JsonValue }
  | { readonly kind: 'event'; readonly socket: number; readonly body: JsonValue };

/** Fields that the sandbox fills in as the real server does; the servers of the recordings left them out. */
const FILLED_IN = [
  ...['created', 'modified', 'openingDate', 'valueDate', 'author', 'responsible'],
  ...['groupId', 'userId', 'dataOwnerId', 'name', 'email', 'publicKey'],
];

export function readSteps(name: string): Step[] {
  const lines = readFileSync(join(FIXTURES, name), 'utf8').trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as Step);
}

/** Replays steps: whatever the sandbox answers differently (ids, revisions, tokens) is put into the steps that follow. */
export class Replay {
  readonly clients: NotificationClient[] = [];
  /** Of each client, how many of its events have been compared. */
  private readonly compared = new Map<NotificationClient, number>();
  private readonly actual = new Map<string, string>();

  constructor(private readonly sandbox: Sandbox) {
    const [doctor] = sandbox.accounts;
    assert.ok(doctor !== undefined);
    this.actual.set('hcp@example', doctor.login);
    this.actual.set('<password>', doctor.password);
  }

  async run(step: Step): Promise<void> {
    switch (step.kind) {
      case 'request':
        await this.send(step);
        return;
      case 'upgrade':
        this.clients.push(await this.open(step.path));
        return;
      case 'frame':
        await this.clients.at(-1)?.subscribe(this.substitute(step.body));
        return;
      case 'event':
        await this.expect(step.socket, step.body);
        return;
      default:
        step satisfies never;
    }
  }

  private open(path: string): Promise<NotificationClient> {
    const [plainPath = '', oneTimeToken] = path.split(';tokenid=');
    if (oneTimeToken === undefined) return NotificationClient.open(this.sandbox, this.substituted('<token>'));
    return NotificationClient.openAt(this.sandbox, `${plainPath};tokenid=${this.substituted(oneTimeToken)}`);
  }

  /** The next event on a socket must be this one. */
  private async expect(socket: number, recorded: JsonValue): Promise<void> {
    const client = this.clients[socket];
    assert.ok(client !== undefined);
    const index = this.compared.get(client) ?? 0;
    this.compared.set(client, index + 1);
    const event = await client.event(index);
    if (isJsonObject(recorded)) assert.equal(event.id, this.substitute(recorded.id ?? null));
    this.compare(recorded, event, `event ${index} on socket ${socket}`);
  }

  private substituted(text: string): string {
    return this.actual.get(text) ?? text;
  }

  private async send(step: Extract<Step, { kind: 'request' }>): Promise<void> {
    const [, version, ...parts] = step.path.split('/').filter((part) => part !== '');
    assert.ok(version === 'v1' || version === 'v2');
    const path = `/${parts.map((part) => this.substituted(part)).join('/')}`;
    const query = new URLSearchParams(
      Object.entries(step.query).map(([name, value]): [string, string] => [name, this.substituted(value)]),
    );
    const answer = await request(this.sandbox, step.method, `${path}?${query.toString()}`, {
      version: version satisfies ApiVersion,
      ...(step.body === undefined ? {} : { body: this.substitute(step.body) }),
      ...(isAnonymous(path) ? {} : { token: this.substituted('<token>') }),
      ...(step.refresh === true ? { headers: { 'refresh-token': this.substituted('<refreshToken>') } } : {}),
    });
    const place = `${step.method} ${step.path}`;
    assert.equal(answer.status, step.status, `${place}: ${answer.text}`);
    if (step.status !== 200) {
      // The bodies of refusals were the throwaway server's own; the real one sends a message or nothing.
      if (answer.text !== '') assert.deepEqual(Object.keys(JSON.parse(answer.text) as JsonObject), ['message']);
      return;
    }
    if (step.response === undefined) return;
    this.compare(step.response, readBody(answer.text, step.response), place);
  }

  private substitute(value: JsonValue): JsonValue {
    if (typeof value === 'string') return this.substituted(value);
    if (Array.isArray(value)) return value.map((item) => this.substitute(item));
    if (!isJsonObject(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [this.substituted(key), this.substitute(item ?? null)]),
    );
  }

  /** Keys and types of values must be the same; texts that differ are remembered. */
  private compare(recorded: JsonValue, actual: JsonValue | undefined, place: string): void {
    if (Array.isArray(recorded)) {
      assert.ok(Array.isArray(actual), `${place} is no list`);
      this.compareLists(recorded, actual, place);
    } else if (isJsonObject(recorded)) {
      assert.ok(isJsonObject(actual), `${place} is no object`);
      const entries = Object.entries(recorded).map(([key, value]) => [this.substituted(key), value] as const);
      const expected = new Set(entries.map(([key]) => key));
      const keys = Object.keys(actual).filter((key) => expected.has(key) || !isAddition(key, actual[key]));
      assert.deepEqual(keys.sort(), [...expected].sort(), place);
      for (const [key, value] of entries) this.compare(value ?? null, actual[key], `${place}.${key}`);
    } else {
      assert.equal(typeof actual, typeof recorded, place);
      if (typeof recorded === 'string' && typeof actual === 'string' && recorded !== actual) {
        this.actual.set(recorded, actual);
      }
    }
  }

  /** The users of the sandbox are more than those of the recordings, so that what has an id is found by it. */
  private compareLists(recorded: readonly JsonValue[], actual: readonly JsonValue[], place: string): void {
    if (!/\/user(\/filter)?\.rows$/.test(place)) assert.equal(actual.length, recorded.length, place);
    recorded.forEach((item, index) => {
      const id = isJsonObject(item) && typeof item.id === 'string' ? this.substituted(item.id) : undefined;
      const same = actual.find((candidate) => id !== undefined && isJsonObject(candidate) && candidate.id === id);
      this.compare(item, same ?? actual[index], `${place}[${index}]`);
    });
  }
}

function isAnonymous(path: string): boolean {
  return ['/auth/login', '/auth/refresh', '/auth/switch'].some((route) => path.startsWith(route));
}

/** A body that was recorded as a text may be one that is no JSON. */
function readBody(text: string, recorded: JsonValue): JsonValue {
  return typeof recorded === 'string' ? text : (JSON.parse(text) as JsonValue);
}

/** Whether the sandbox may tell a field that was not recorded: one that the server fills in, or that it never leaves out when empty. */
function isAddition(key: string, value: JsonValue | undefined): boolean {
  const isEmpty = typeof value === 'object' && value !== null && Object.keys(value).length === 0;
  return isEmpty || FILLED_IN.includes(key);
}
