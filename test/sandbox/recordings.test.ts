/** What the real Cardinal SDK was recorded to send is answered with the same statuses and bodies of the same shape. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isJsonObject, type JsonObject, type JsonValue } from '../../src/model/json';
import { createSandbox, type Sandbox } from '../../sandbox';
import { NotificationClient } from './notification-client';
import { request } from './rest';

/** The repository's root, from where the compiled tests are. */
const FIXTURES = join(__dirname, '..', '..', '..', 'test', 'fixtures', 'recordings');

type Step =
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
  | { readonly kind: 'frame'; readonly body: JsonValue };

/** Fields that the sandbox fills in as the real server does; the server of the recordings left them out. */
const FILLED_IN = ['created', 'modified', 'openingDate', 'valueDate'];

function readSteps(name: string): Step[] {
  const lines = readFileSync(join(FIXTURES, name), 'utf8').trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as Step);
}

/** Replays steps: whatever the sandbox answers differently (ids, revisions, tokens) is put into the steps that follow. */
class Replay {
  readonly clients: NotificationClient[] = [];
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
        this.clients.push(await NotificationClient.open(this.sandbox, this.substituted('<token>')));
        return;
      case 'frame':
        this.clients.at(-1)?.socket.send(JSON.stringify(this.substitute(step.body)));
        return;
      default:
        step satisfies never;
    }
  }

  substituted(text: string): string {
    return this.actual.get(text) ?? text;
  }

  private async send(step: Extract<Step, { kind: 'request' }>): Promise<void> {
    const path = step.path
      .replace(/^\/rest\/v2/, '')
      .split('/')
      .map((part) => this.substituted(part))
      .join('/');
    const query = new URLSearchParams(
      Object.entries(step.query).map(([name, value]): [string, string] => [name, this.substituted(value)]),
    );
    const answer = await request(this.sandbox, step.method, `${path}?${query.toString()}`, {
      ...(step.body === undefined ? {} : { body: this.substitute(step.body) }),
      ...(path.startsWith('/auth/') ? {} : { token: this.substituted('<token>') }),
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
    const body = typeof step.response === 'string' ? answer.text : (JSON.parse(answer.text) as JsonValue);
    this.compare(step.response, body, place);
  }

  private substitute(value: JsonValue): JsonValue {
    if (typeof value === 'string') return this.substituted(value);
    if (Array.isArray(value)) return value.map((item) => this.substitute(item));
    if (!isJsonObject(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.substitute(item ?? null)]));
  }

  /** Keys and types of values must be the same; texts that differ are remembered. */
  private compare(recorded: JsonValue, actual: JsonValue | undefined, place: string): void {
    if (Array.isArray(recorded)) {
      assert.ok(Array.isArray(actual), `${place} is no list`);
      this.compareLists(recorded, actual, place);
    } else if (isJsonObject(recorded)) {
      assert.ok(isJsonObject(actual), `${place} is no object`);
      const keys = Object.keys(actual).filter((key) => key in recorded || !FILLED_IN.includes(key));
      assert.deepEqual(keys.sort(), Object.keys(recorded).sort(), place);
      for (const [key, value] of Object.entries(recorded)) this.compare(value ?? null, actual[key], `${place}.${key}`);
    } else {
      assert.equal(typeof actual, typeof recorded, place);
      if (typeof recorded === 'string' && typeof actual === 'string' && recorded !== actual) {
        this.actual.set(recorded, actual);
      }
    }
  }

  /** The users of the sandbox are more than those of the recordings, so that what has an id is found by it. */
  private compareLists(recorded: readonly JsonValue[], actual: readonly JsonValue[], place: string): void {
    if (!place.endsWith('/user.rows')) assert.equal(actual.length, recorded.length, place);
    recorded.forEach((item, index) => {
      const id = isJsonObject(item) && typeof item.id === 'string' ? this.substituted(item.id) : undefined;
      const same = actual.find((candidate) => id !== undefined && isJsonObject(candidate) && candidate.id === id);
      this.compare(item, same ?? actual[index], `${place}[${index}]`);
    });
  }
}

describe('sandbox with recorded traffic of the Cardinal SDK', () => {
  let sandbox: Sandbox;

  beforeEach(async () => {
    sandbox = await createSandbox();
  });

  afterEach(() => sandbox.stop());

  it('answers creating, reading, modifying, matching and deleting', async () => {
    const steps = readSteps('cardinal-crud.jsonl');
    assert.equal(steps.length, 42);
    const replay = new Replay(sandbox);
    for (const step of steps) await replay.run(step);
  });

  it('accepts every subscription and sends the events that it asks for', async () => {
    const steps = readSteps('cardinal-ws.jsonl');
    const replay = new Replay(sandbox);
    for (const step of steps) {
      await replay.run(step);
      if (step.kind === 'frame') await replay.clients.at(-1)?.firstPing();
    }
    assert.equal(replay.clients.length, 22);
    const [patients, services] = replay.clients;
    assert.ok(patients !== undefined && services !== undefined);
    await patients.ids(3);
    assert.deepEqual(
      patients
        .entities()
        .map(({ firstName, rev }) => [firstName, typeof rev === 'string' ? Number.parseInt(rev, 10) : rev]),
      [
        ['Ada', 2],
        ['Bob', 1],
        ['Ada', 3],
      ],
    );
    await services.ids(1);
    await Promise.all(replay.clients.map((client) => client.close()));
  });
});
