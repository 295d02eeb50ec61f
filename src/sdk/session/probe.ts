/**
 * Tries what an account needs, step by step, and changes nothing: no key pair is made, stored or registered. What a session does beyond that is left
 * out; see `account-session.ts`.
 */
import { FailureError, toFailure, type Failure, type FailureCode } from '../../model/failure';
import { findKeyPairs, prepareKeys, type KeyHolder } from '../keys/decision';
import { findKnownKeys } from '../keys/known-keys';
import { readPrivateKey, type KeyPair } from '../keys/private-key';
import { ReadingKeyStore } from '../keys/reading-key-store';
import { PROBE_STEPS, type KnownKey, type ProbeStep, type ProbeStepName } from '../../model/probe';
import type { AccountSettings, ChannelRequest, Identity } from '../port';
import { AnonymousAccess } from '../server/anonymous-access';
import { readAccount, type Account } from '../server/data-owner';
import type { Server } from '../server/http';
import { Login } from '../server/login';
import { Rest } from '../server/rest';
import { countSharedSecrets } from '../server/shared-secrets';
import { SDK_REQUESTS, type SessionRequest } from './account-session';
import type { SdkAdapter } from './sdk-adapter';
import { startSession } from './start';

export interface ProbeRequest<Frame extends string | object> extends Pick<
  SessionRequest<Frame>,
  'settings' | 'applyTls' | 'adapt'
> {
  /** See `ProbingDriver.probe`. */
  readonly until: ProbeStepName;
  readonly onStep: (step: ProbeStep) => void;
  readonly signal: AbortSignal;
}

/** What a login says of the way to the server, not of the credentials. */
const ON_THE_WAY: ReadonlySet<FailureCode> = new Set<FailureCode>([
  'unreachable',
  'timeout',
  'closed',
  'protocol',
  'server-error',
  'throttled',
]);

/** Whether events come is tried with these: every account may ask for them. */
const SAMPLE_CHANNEL: ChannelRequest = {
  entity: 'Patient',
  eventType: 'CREATE',
  filter: { owner: 'self', match: 'all', criteria: [] },
};

/** @throws FailureError when nobody waits for it any more */
export async function probeAccount<Frame extends string | object>(request: ProbeRequest<Frame>): Promise<void> {
  const { signal, applyTls } = request;
  await startSession(signal, applyTls, async (closing) => {
    try {
      await new Probe(request, closing.signal).run();
    } finally {
      closing.abort();
    }
  });
}

class Probe<Frame extends string | object> {
  readonly #server: Server;
  readonly #login: Login;
  readonly #rest: Rest;

  constructor(
    private readonly request: ProbeRequest<Frame>,
    private readonly closing: AbortSignal,
  ) {
    const { serverUrl, tls, openTimeout } = request.settings;
    this.#server = { url: serverUrl, tls, timeout: openTimeout };
    this.#login = new Login(this.#server, request.settings, closing);
    this.#rest = new Rest(this.#server, this.#login, closing);
  }

  async run(): Promise<void> {
    if (!(await this.#logIn())) return;
    const account = await this.#attempt('owner', () => readAccount(this.#rest));
    if (account === undefined) return;
    this.#tell({ step: 'owner', state: 'done', dataOwnerType: account.identity.dataOwnerType });
    if (!this.#goesOnTo('key')) return;
    const keys = await this.#lookAtKeys(account.keyHolder);
    if (keys === undefined || !this.#goesOnTo('decrypt')) return;
    await this.#trySdk(account, keys);
  }

  async #logIn(): Promise<boolean> {
    try {
      await this.#login.tokens();
    } catch (error) {
      const failure = toFailure(error);
      if (ON_THE_WAY.has(failure.code)) {
        this.#fail('reach', failure);
      } else {
        this.#tell({ step: 'reach', state: 'done' });
        this.#fail('login', failure);
      }
      return false;
    }
    this.#tell({ step: 'reach', state: 'done' });
    this.#tell({ step: 'login', state: 'done' });
    return true;
  }

  /** Undefined when it failed. */
  async #lookAtKeys(holder: KeyHolder): Promise<Keys | undefined> {
    const { settings } = this.request;
    const store = new ReadingKeyStore(settings.keyFolder, settings.serverUrl);
    let known: readonly KnownKey[] | undefined;
    try {
      known = await findKnownKeys(holder, settings, store);
      if (holder.publicKeys.length === 0 && settings.createKeyPair) {
        const planned = settings.privateKey === undefined ? 'create' : 'register';
        // A key that cannot be read cannot be registered either.
        if (settings.privateKey !== undefined) readPrivateKey(settings.privateKey);
        this.#tell({ step: 'key', state: 'done', keys: known, planned });
        return { store, isPlanned: true };
      }
      await prepareKeys(holder, { ...settings, createKeyPair: false }, store);
    } catch (error) {
      this.#fail('key', toFailure(error), known);
      return undefined;
    }
    this.#tell({ step: 'key', state: 'done', keys: known });
    return { store, isPlanned: false };
  }

  async #trySdk({ identity, keyHolder }: Account, { store, isPlanned }: Keys): Promise<void> {
    const { adapt } = this.request;
    const settings: AccountSettings = { ...this.request.settings, createKeyPair: false };
    const sdk = await this.#attempt('decrypt', async () =>
      adapt({
        settings,
        server: this.#server,
        login: this.#login,
        identity,
        keyHolder: await withOneKey(keyHolder, store),
        keyStore: store,
        firstKey: undefined,
        leavesServerAlone: true,
        sdkTimeout: settings.openTimeout * SDK_REQUESTS,
        closing: this.closing,
      }),
    );
    if (sdk === undefined) return;
    try {
      if (isPlanned) this.#tell({ step: 'decrypt', state: 'skipped' });
      else if (!(await this.#decrypt(sdk, await findKeyPairs(keyHolder, undefined, store), identity))) return;
      if (!this.#goesOnTo('events')) return;
      if (isPlanned && !sdk.listensUnstarted) this.#tell({ step: 'events', state: 'skipped' });
      else await this.#listen(sdk, identity.dataOwnerId);
    } finally {
      await sdk.close();
    }
  }

  async #decrypt(sdk: SdkAdapter<Frame>, keyPairs: readonly KeyPair[], { dataOwnerId }: Identity): Promise<boolean> {
    const decrypted = await this.#attempt('decrypt', async () => {
      await sdk.open();
      return countSharedSecrets(this.#rest, dataOwnerId, keyPairs);
    });
    if (decrypted === undefined) return false;
    this.#tell({ step: 'decrypt', state: 'done', decrypted });
    return true;
  }

  async #listen(sdk: SdkAdapter<Frame>, dataOwnerId: string): Promise<void> {
    const opened = await this.#attempt('events', async () => {
      const access = new AnonymousAccess(this.#rest, dataOwnerId, sdk.keyPairs, () => undefined);
      if (sdk.isReachedAnonymously) await access.refresh();
      const source = sdk.channelSource(SAMPLE_CHANNEL);
      const keys = sdk.isReachedAnonymously ? access.keysFor(SAMPLE_CHANNEL.entity) : undefined;
      const open = await source.prepare(keys);
      await this.#untilLive(open);
      return true;
    });
    if (opened === true) this.#tell({ step: 'events', state: 'done' });
  }

  #untilLive(open: Awaited<ReturnType<ReturnType<SdkAdapter<Frame>['channelSource']>['prepare']>>): Promise<void> {
    return new Promise((resolve, reject) => {
      let isLive = false;
      const source = open(
        {
          onLive: () => {
            isLive = true;
            void source.close();
          },
          onFrame: () => undefined,
          onClosed: (failure) => {
            this.closing.removeEventListener('abort', close);
            const { code, message, detail } = failure ?? { code: 'closed', message: 'The connection was closed.' };
            if (isLive) resolve();
            else reject(new FailureError(code, message, detail));
          },
        },
        this.request.settings.openTimeout,
      );
      const close = (): void => {
        void source.close();
      };
      this.closing.addEventListener('abort', close, { once: true });
    });
  }

  /** Undefined when it failed, which has been told then. */
  async #attempt<Result>(step: ProbeStepName, work: () => Promise<Result>): Promise<Result | undefined> {
    try {
      return await work();
    } catch (error) {
      this.#fail(step, toFailure(error));
      return undefined;
    }
  }

  #fail(step: ProbeStepName, failure: Failure, keys?: readonly KnownKey[]): void {
    this.#tell({ step, state: 'failed', failure, ...(keys === undefined ? {} : { keys }) });
  }

  #tell(step: ProbeStep): void {
    if (!this.closing.aborted) this.request.onStep(step);
  }

  #goesOnTo(step: ProbeStepName): boolean {
    return !this.closing.aborted && PROBE_STEPS.indexOf(step) <= PROBE_STEPS.indexOf(this.request.until);
  }
}

interface Keys {
  readonly store: ReadingKeyStore;
  /** The account will make or register its first key pair when it starts. */
  readonly isPlanned: boolean;
}

/** An SDK that holds several key pairs may let them open each other, which is stored on the server. */
async function withOneKey(holder: KeyHolder, store: ReadingKeyStore): Promise<KeyHolder> {
  for (const spkiHex of holder.publicKeys) {
    if ((await store.findKeyPair(holder.dataOwnerId, spkiHex)) !== undefined) {
      return { ...holder, publicKeys: [spkiHex] };
    }
  }
  return holder;
}
