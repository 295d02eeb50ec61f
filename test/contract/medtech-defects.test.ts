/**
 * The defects of the MedTech SDK before 2.3 that its driver is built around. On the real one, where `ICURE_MEDTECH_SDK` names it, these are
 * observations; on the stand-in they show that the contract is held against them.
 */
import assert from 'node:assert/strict';
import { randomUUID, webcrypto } from 'node:crypto';
import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createSandbox, type Sandbox, type SandboxAccount } from '../../sandbox';
import { findSdk } from '../../src/sdk/installed';
import { MemoryStorage } from '../../src/sdk/medtech/memory-storage';
import { eventually } from '../support/eventually';
import type * as StandIn from './medtech-stand-in';
import { installStandIn } from './medtech-stand-in/installation';

type Sdk = typeof StandIn;
type Api = StandIn.MedTechApi;

/** What the real one needs of its builder, and the stand-in does not. */
interface Builder {
  withICureBaseUrl(url: string): this;
  withUserName(userName: string): this;
  withPassword(password: string): this;
  withCrypto(crypto: object): this;
  withStorage(storage: object): this;
  withKeyStorage(storage: object): this;
  build(): Promise<Api>;
}

const installed = findSdk('medtech', []);

describe('contract: what the MedTech SDK before 2.3 does wrong', () => {
  let folder: string;
  let sdk: Sdk;
  let sandbox: Sandbox;
  let account: SandboxAccount;

  before(async function () {
    folder = installed ?? installStandIn();
    sdk = createRequire(join(folder, 'any.js'))(folder) as Sdk;
    sandbox = await createSandbox({ pingInterval: 200 });
    if ('SimpleCryptoStrategies' in sdk) this.skip();
  });
  beforeEach(() => {
    account = sandbox.addAccount({ login: `${randomUUID()}@sandbox.local`, password: 'sandbox', kind: 'hcp' });
  });
  after(async () => {
    await sandbox.stop();
    if (installed === undefined) rmSync(folder, { recursive: true });
  });

  /** With an empty storage, as on another machine. */
  function openApi(): Promise<Api> {
    const storage = new MemoryStorage();
    const builder = sdk.medTechApi() as unknown as Builder;
    return builder
      .withICureBaseUrl(`${sandbox.url}/rest/v1`)
      .withUserName(account.login)
      .withPassword(account.password)
      .withCrypto(webcrypto)
      .withStorage(storage)
      .withKeyStorage(new sdk.KeyStorageImpl(storage))
      .build();
  }

  async function subscribe(api: Api, connectionRetryIntervalMs = 200): Promise<StandIn.Connection> {
    const filter = await new sdk.UserFilter().build();
    const options = { connectionMaxRetry: 5, connectionRetryIntervalMs };
    return api.userApi.subscribeToUserEvents(['CREATE'], filter, () => Promise.resolve(), options);
  }

  async function untilOpen(sockets: number): Promise<void> {
    await eventually(`${sockets} sockets are open`, () => {
      assert.equal(sandbox.sockets.filter(({ subscription }) => subscription !== undefined).length, sockets);
    });
  }

  it('registers a new key pair when it misses its own', async () => {
    const [first] = await (await openApi()).initUserCrypto();
    const [second] = await (await openApi()).initUserCrypto();
    assert.notEqual(first?.publicKey, second?.publicKey);
    const owner = sandbox.documents('hcparty').find(({ id }) => id === account.dataOwnerId);
    assert(JSON.stringify(owner).includes(String(second?.publicKey)));
  });

  it('goes on refusing after a login was refused, though the server accepts it again', async () => {
    const api = await openApi();
    sandbox.faults.refuseAll = 401;
    await assert.rejects(api.initUserCrypto(), /^Error: 401 - /);
    delete sandbox.faults.refuseAll;
    await assert.rejects(api.initUserCrypto(), /^Error: 401 - /);
    await (await openApi()).initUserCrypto();
  });

  it('has subscribed before anything is open', async () => {
    const connection = await subscribe(await openApi());
    let isConnected = false;
    connection.onConnected(() => {
      isConnected = true;
    });
    assert.equal(isConnected, false);
    await untilOpen(1);
    connection.close();
    await untilOpen(0);
  });

  it('opens again what was closed while it waited to try again', async () => {
    const connection = await subscribe(await openApi());
    await untilOpen(1);
    const closed = new Promise<void>((resolve) => {
      connection.onClosed(resolve);
    });
    sandbox.sockets[0]?.terminate();
    await closed;
    await new Promise((resolve) => setImmediate(resolve));
    connection.close();
    await untilOpen(1);
    connection.close();
    await untilOpen(0);
  });
});
