import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { AccountClient } from '../../src/account/client';
import type { Subscription } from '../../src/events/subscription';
import type { SupervisorState } from '../../src/events/supervisor';
import type { EntityEvent } from '../../src/model/event';
import { FailureError, type Failure } from '../../src/model/failure';
import { parseFilter, type Filter } from '../../src/model/filter';
import type { AccountSettings } from '../../src/sdk/port';
import { ScriptedDriver } from '../support/scripted-driver';

const SETTINGS: AccountSettings = {
  sdk: 'cardinal',
  serverUrl: 'http://127.0.0.1:1',
  userName: 'somebody',
  secret: { kind: 'password', value: 'something' },
  createKeyPair: false,
  keyFolder: 'nowhere',
  moduleFolders: [],
  openTimeout: 10_000,
  silenceTimeout: 10_000,
  concurrency: 4,
};
const BACKOFF = { shortest: 1_000, longest: 1_000 };
const UNREACHABLE: Failure = { code: 'unreachable', message: 'The server does not answer.' };

function filterOf(json: unknown): Filter {
  const parsing = parseFilter(json, 'Patient');
  assert.ok(parsing.ok);
  return parsing.filter;
}

/** A subscription that keeps what it is told. */
function listener(wish: Partial<Subscription> = {}): Subscription & {
  readonly events: EntityEvent[];
  readonly states: SupervisorState[];
  readonly problems: Failure[];
} {
  const events: EntityEvent[] = [];
  const states: SupervisorState[] = [];
  const problems: Failure[] = [];
  return {
    entity: 'Patient',
    eventTypes: ['CREATE'],
    filter: filterOf({}),
    onEvent: (event) => {
      events.push(event);
      return Promise.resolve();
    },
    onState: (state) => states.push(state),
    onProblem: (failure) => problems.push(failure),
    ...wish,
    events,
    states,
    problems,
  };
}

function patientCreated(id: string): EntityEvent {
  return {
    type: 'CREATE',
    entity: 'Patient',
    id,
    source: 'live',
    receivedAt: '2026-01-01T00:00:00.000Z',
    decrypted: true,
    payload: { id, labels: [{ type: 'a', code: 'b' }] },
  };
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
}

describe('account client', () => {
  let driver: ScriptedDriver;
  let client: AccountClient;

  beforeEach(() => {
    mock.timers.enable({ apis: ['setTimeout'] });
    driver = new ScriptedDriver();
    client = new AccountClient(driver, SETTINGS, BACKOFF);
  });
  afterEach(async () => {
    await client.close();
    mock.timers.reset();
  });

  const kinds = (states: readonly SupervisorState[]): string[] => states.map((state) => state.kind);
  const goLive = (): void => {
    for (const channel of driver.channels) channel.listener.onLive();
  };

  it('logs in for the first subscription and opens one channel for each event type', async () => {
    client.subscribe(listener({ eventTypes: ['CREATE', 'UPDATE', 'DELETE'] }));
    await settle();
    assert.equal(driver.sessions.length, 1);
    assert.deepEqual(
      driver.channels.map((channel) => channel.request.eventType),
      ['CREATE', 'UPDATE', 'DELETE'],
    );
  });

  it('is live only when all channels are', async () => {
    const patients = listener({ eventTypes: ['CREATE', 'DELETE'] });
    client.subscribe(patients);
    await settle();
    driver.channels[0]?.listener.onLive();
    assert.equal(patients.states.at(-1)?.kind, 'connecting');
    driver.channels[1]?.listener.onLive();
    assert.equal(patients.states.at(-1)?.kind, 'live');
  });

  it('shares a channel between subscriptions that want the same, and gives each its own copy', async () => {
    const one = listener();
    const other = listener({ filter: filterOf({ criteria: [], match: 'all', owner: 'self' }) });
    const different = listener({ filter: filterOf({ criteria: [{ by: 'id', ids: ['x'] }] }) });
    for (const each of [one, other, different]) client.subscribe(each);
    await settle();
    assert.equal(driver.channels.length, 2);
    await driver.channels[0]?.emit(patientCreated('p'));
    assert.deepEqual(one.events, [patientCreated('p')]);
    assert.deepEqual(other.events, [patientCreated('p')]);
    assert.notEqual(one.events[0]?.payload, other.events[0]?.payload);
    assert.deepEqual(different.events, []);
  });

  it('closes a channel with its last subscription, not before', async () => {
    const leaveOne = client.subscribe(listener());
    const leaveOther = client.subscribe(listener());
    await settle();
    await leaveOne();
    assert.equal(driver.channels.length, 1);
    await leaveOther();
    assert.equal(driver.channels.length, 0);
  });

  it('keeps its session over a redeploy of the nodes, and ends it when nobody came back', async () => {
    const leave = client.subscribe(listener());
    await settle();
    await leave();
    client.subscribe(listener());
    await settle();
    assert.equal(driver.sessions.length, 1, 'the same login serves the new node');
    mock.timers.tick(60_000);
    await settle();
    assert.equal(driver.sessions[0]?.closed, false);

    const [session] = driver.sessions;
    const other = new AccountClient(driver, SETTINGS, BACKOFF);
    const leaveOther = other.subscribe(listener());
    await settle();
    await leaveOther();
    mock.timers.tick(10_000);
    await settle();
    assert.equal(driver.sessions[1]?.closed, true);
    assert.equal(session.closed, false);
    await other.close();
  });

  it('opens a channel again that broke, and no other', async () => {
    const patients = listener({ eventTypes: ['CREATE', 'UPDATE'] });
    client.subscribe(patients);
    await settle();
    goLive();
    const [create, update] = driver.channels;
    create?.break(UNREACHABLE);
    await settle();
    assert.equal(patients.states.at(-1)?.kind, 'waiting');
    mock.timers.tick(1_000);
    await settle();
    assert.equal(driver.channels.length, 2);
    assert.ok(driver.channels.includes(update as never));
    goLive();
    assert.equal(patients.states.at(-1)?.kind, 'live');
  });

  it('logs in again and reopens everything when the session fails', async () => {
    const patients = listener();
    client.subscribe(patients);
    await settle();
    goLive();
    driver.sessions[0]?.fail({ code: 'sdk-crashed', message: 'gone' });
    await settle();
    assert.equal(patients.states.at(-1)?.kind, 'waiting');
    assert.equal(driver.channels.length, 0);
    mock.timers.tick(1_000);
    await settle();
    assert.equal(driver.sessions.length, 2);
    goLive();
    assert.equal(patients.states.at(-1)?.kind, 'live');
    await driver.channels[0]?.emit(patientCreated('after'));
    assert.deepEqual(
      patients.events.map((event) => event.id),
      ['after'],
    );
  });

  it('tells a refused login as failed, with the reason, and recovers by itself', async () => {
    driver.refusal = new FailureError('bad-credentials', 'The server refuses the login.');
    const patients = listener();
    client.subscribe(patients);
    await settle();
    const state = patients.states.at(-1);
    assert.ok(state?.kind === 'failed');
    assert.equal(state.failure.code, 'bad-credentials');
    driver.refusal = undefined;
    mock.timers.tick(6_000);
    await settle();
    goLive();
    assert.equal(patients.states.at(-1)?.kind, 'live');
  });

  it('goes on with the next event when a subscriber fails, and says so', async () => {
    const failing = listener({ onEvent: () => Promise.reject(new Error('health data in here')) });
    const fine = listener();
    client.subscribe(failing);
    client.subscribe(fine);
    await settle();
    await driver.channels[0]?.emit(patientCreated('p'));
    assert.equal(fine.events.length, 1);
    assert.equal(failing.problems.length, 1);
    assert.doesNotMatch(failing.problems[0]?.message ?? '', /health data/);
  });

  it('leaves nothing open when closed', async () => {
    client.subscribe(listener({ eventTypes: ['CREATE', 'UPDATE'] }));
    await settle();
    await client.close();
    assert.equal(driver.channels.length, 0);
    assert.equal(driver.sessions[0]?.closed, true);
    mock.timers.tick(1_000_000);
    await settle();
    assert.equal(driver.sessions.length, 1);
  });

  it('closed while it logs in, closes the session that comes too late', async () => {
    client.subscribe(listener());
    await client.close();
    await settle();
    assert.equal(driver.channels.length, 0);
    assert.ok(driver.sessions.every((session) => session.closed));
  });

  it('reports in an order that a badge can show', async () => {
    const patients = listener();
    client.subscribe(patients);
    await settle();
    goLive();
    const shown = kinds(patients.states).filter((kind, index, all) => kind !== all[index - 1]);
    assert.deepEqual(shown, ['connecting', 'live']);
  });
});
