/** What the specs play on: a sandbox, a reader through the driver of a leg, in the real worker, and an author who shares with it. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { createSandbox, type Sandbox, type SandboxAccount, type SandboxOptions } from '../../sandbox';
import { hostedDriver } from '../../src/sdk/host/host';
import type { AccountSettings, SdkSession } from '../../src/sdk/port';
import { Sessions, settingsFor } from '../support/sessions';
import type { Author } from './author';
import type { Leg } from './legs';

export class Stage {
  readonly sessions = new Sessions(hostedDriver);
  readonly #authors: Author[] = [];

  private constructor(
    readonly leg: Leg,
    readonly sandbox: Sandbox,
  ) {}

  static async open(leg: Leg, options: SandboxOptions = {}): Promise<Stage> {
    return new Stage(leg, await createSandbox({ pingInterval: 200, ...options }));
  }

  newAccount(kind: SandboxAccount['kind'] = 'hcp'): SandboxAccount {
    return this.sandbox.addAccount({ login: `${randomUUID()}@sandbox.local`, password: 'sandbox', kind });
  }

  /** Settings with a key folder of their own, unless told otherwise. */
  settings(
    account: Pick<SandboxAccount, 'login' | 'password'>,
    others: Partial<AccountSettings> = {},
  ): AccountSettings {
    return settingsFor(this.sandbox, account, others.keyFolder ?? this.sessions.keyFolder(), {
      sdk: this.leg.sdk,
      ...others,
    });
  }

  connect(
    account: Pick<SandboxAccount, 'login' | 'password'>,
    others: Partial<AccountSettings> = {},
  ): Promise<SdkSession> {
    return this.sessions.connect(this.settings(account, others));
  }

  /** One who writes with the leg's own SDK, for readers who have a key. */
  async author(...readers: readonly string[]): Promise<Author> {
    const author = await this.leg.author(this.sandbox, readers);
    this.#authors.push(author);
    return author;
  }

  async end(): Promise<void> {
    await this.sessions.end();
    for (const author of this.#authors) author.end();
    await this.sandbox.stop();
  }

  /** The public keys that the server has for an account, whatever they are used for. */
  publicKeys({ dataOwnerId, kind }: SandboxAccount): string[] {
    const owner = this.sandbox.documents(kind === 'hcp' ? 'hcparty' : 'patient').find(({ id }) => id === dataOwnerId);
    assert(owner);
    const { publicKey, publicKeysForOaepWithSha256 = [], aesExchangeKeys = {} } = owner;
    assert(Array.isArray(publicKeysForOaepWithSha256));
    const keys = [publicKey, ...publicKeysForOaepWithSha256, ...Object.keys(Object(aesExchangeKeys) as object)];
    return [...new Set(keys.filter((key): key is string => typeof key === 'string' && key !== ''))].sort();
  }
}
