/** A driver against a sandbox: sessions that end with the test, and channels whose every call is noted. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sandbox, SandboxAccount } from '../../sandbox';
import type { EntityName, EventType } from '../../src/model/entities';
import type { EntityEvent } from '../../src/model/event';
import type { Failure } from '../../src/model/failure';
import { parseFilter, type Filter } from '../../src/model/filter';
import type { AccountSettings, Channel, ChannelListener, SdkDriver, SdkSession } from '../../src/sdk/port';
import { eventually } from './eventually';

/** Settings for an account of a sandbox, with a key folder of its own. */
export function settingsFor(
  { url }: Pick<Sandbox, 'url'>,
  { login, password }: Pick<SandboxAccount, 'login' | 'password'>,
  keyFolder: string,
  others: Partial<AccountSettings> = {},
): AccountSettings {
  return {
    sdk: 'cardinal',
    serverUrl: url,
    userName: login,
    secret: { kind: 'password', value: password },
    createKeyPair: true,
    keyFolder,
    moduleFolders: [],
    openTimeout: 20_000,
    silenceTimeout: 20_000,
    concurrency: 4,
    ...others,
  };
}

export function filterFor(entity: EntityName, json: unknown = {}): Filter {
  const parsing = parseFilter(json, entity);
  assert(parsing.ok);
  return parsing.filter;
}

/** A channel and what it told. */
export class Heard implements ChannelListener {
  live = 0;
  readonly events: EntityEvent[] = [];
  readonly problems: Failure[] = [];
  readonly closed: (Failure | undefined)[] = [];
  /** Awaited with each event. */
  hold: Promise<void> = Promise.resolve();

  onLive = (): void => {
    this.live += 1;
  };

  onEvent = async (event: EntityEvent): Promise<void> => {
    this.events.push(event);
    await this.hold;
  };

  onProblem = (failure: Failure): void => {
    this.problems.push(failure);
  };

  onClosed = (failure: Failure | undefined): void => {
    this.closed.push(failure);
  };

  async untilLive(): Promise<void> {
    await eventually('the channel is live', () => {
      assert.equal(this.live, 1, JSON.stringify(this.closed));
    });
  }

  async untilClosed(): Promise<Failure | undefined> {
    await eventually('the channel is closed', () => {
      assert.equal(this.closed.length, 1);
    });
    return this.closed[0];
  }

  /** The event with a number, from 0. */
  event(index = 0): Promise<EntityEvent> {
    return eventually(
      () => `event ${index}; there are ${this.events.length}, problems ${JSON.stringify(this.problems)}`,
      () => {
        const event = this.events[index];
        assert(event);
        return event;
      },
    );
  }

  /** The event of an entity; what else there is does not matter. */
  eventOf(id: string): Promise<EntityEvent> {
    return eventually(
      () => `an event of ${id}; there are ${this.events.length}, problems ${JSON.stringify(this.problems)}`,
      () => {
        const event = this.events.find((candidate) => candidate.id === id);
        assert(event);
        return event;
      },
    );
  }
}

/** Sessions of a driver and key folders, of one test file. */
export class Sessions {
  readonly #open: SdkSession[] = [];
  readonly #folders: string[] = [];
  readonly failures: Failure[] = [];

  constructor(private readonly driver: SdkDriver) {}

  keyFolder(): string {
    const folder = mkdtempSync(join(tmpdir(), 'icure-keys-'));
    this.#folders.push(folder);
    return folder;
  }

  async connect(settings: AccountSettings, signal?: AbortSignal): Promise<SdkSession> {
    const session = await this.driver.connect(settings, (failure) => this.failures.push(failure), signal);
    this.#open.push(session);
    return session;
  }

  async end(): Promise<void> {
    await Promise.all(this.#open.splice(0).map((session) => session.close()));
    for (const folder of this.#folders.splice(0)) rmSync(folder, { recursive: true, force: true });
    this.failures.length = 0;
  }
}

/** Opens a channel and waits until it is live. */
export async function listen(
  session: SdkSession,
  entity: EntityName,
  eventType: EventType,
  filter: unknown = {},
): Promise<{ heard: Heard; channel: Channel }> {
  const heard = new Heard();
  const channel = session.openChannel({ entity, eventType, filter: filterFor(entity, filter) }, heard);
  await heard.untilLive();
  return { heard, channel };
}
