/** Testing a connection: the endpoints behind the account's dialog, in a real Node-RED, against a sandbox that works and one that does not. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createSandbox, type Sandbox, type SandboxAccount } from '../../sandbox';
import { eventually } from '../support/eventually';
import { accountNode, listeningNodes, TAB } from '../support/flow';
import { freePort } from '../support/free-port';
import { connected, type NodeRedProcess } from '../support/node-red-process';
import { newPrivateKey } from '../support/private-key';
import { Testbed } from '../support/testbed';

interface Step {
  readonly step: string;
  readonly state: string;
  readonly failure?: { readonly code: string; readonly message: string; readonly detail?: string };
  readonly keys?: readonly { readonly fingerprint: string; readonly privateKey: string }[];
  readonly planned?: string;
  readonly decrypted?: number;
}

const PASSWORD = 'planted-password-2290';

/** What of a key would be in any rendering of it as text. */
function coreOf(pem: string): string {
  return pem.split('\n')[5] ?? pem;
}

describe('the test of a connection', () => {
  const bed = new Testbed();
  const key = newPrivateKey();
  let sandbox: Sandbox;
  let nodeRed: NodeRedProcess;
  let account: SandboxAccount;
  let count = 0;
  /** All that was ever answered. */
  let answers = '';

  before(async () => {
    sandbox = await bed.startSandbox({ pingInterval: 200 });
    const variables = { ICURE_TEST_PASSWORD: PASSWORD, ICURE_TEST_USER: 'variable@sandbox.local' };
    nodeRed = await bed.startNodeRed({}, variables);
  });

  beforeEach(() => {
    count += 1;
    account = sandbox.addAccount({ login: `probe-${count}@sandbox.local`, password: PASSWORD, kind: 'hcp' });
  });

  afterEach(async () => {
    for (const fault of ['refuseAll', 'refuseUpgrade', 'refuseLogin', 'failCalls'] as const) {
      Reflect.deleteProperty(sandbox.faults, fault);
    }
    Object.assign(sandbox.faults, { hangRequests: false, hangUpgrade: false });
    sandbox.cutConnections();
    await nothingIsLeft();
  });

  after(() => bed.end());
  after(() => {
    for (const [where, text] of Object.entries({ 'the answers': answers, 'the log': nodeRed.log })) {
      for (const secret of [PASSWORD, coreOf(key)]) assert.ok(!text.includes(secret), `${where} hold ${secret}`);
    }
  });

  function values(others: object = {}): object {
    return {
      serverUrl: sandbox.url,
      sdk: 'cardinal',
      secretKind: 'password',
      userName: account.login,
      secret: PASSWORD,
      privateKey: '',
      createKeyPair: 'false',
      tls: '',
      openTimeout: '3000',
      ...others,
    };
  }

  function ask(body: object, signal?: AbortSignal, path = '/icure/accounts/test'): Promise<Response> {
    return nodeRed.post(path, body, signal);
  }

  async function steps(named: object, path?: string): Promise<Step[]> {
    const response = await eventually(
      'there is room for one more test',
      async () => {
        const answer = await ask({ account: named }, undefined, path);
        assert.equal(answer.status, 200);
        return answer;
      },
      90_000,
    );
    const text = await response.text();
    answers += text;
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Step);
  }

  async function tried(others: object = {}): Promise<Step[]> {
    return steps({ id: 'new', values: values(others) });
  }

  /** The steps that worked, and the code of the first that did not. */
  async function outcome(others: object = {}): Promise<string> {
    return summary(await tried(others));
  }

  function summary(all: readonly Step[]): string {
    return all
      .map(({ step, state, failure }) => (state === 'done' ? step : `${step}:${failure?.code ?? state}`))
      .join(' ');
  }

  async function nothingIsLeft(): Promise<void> {
    await eventually('no worker and no socket is left', async () => {
      assert.equal((await nodeRed.resources()).MessagePort ?? 0, 0);
      assert.equal(sandbox.sockets.length, 0);
    });
  }

  it('says that all works, and changes nothing', async () => {
    sandbox.registerPublicKey(account.dataOwnerId, key);
    const before = JSON.stringify([sandbox.documents('hcparty'), sandbox.documents('user')]);
    const first = sandbox.requests.length;
    const all = await tried({ privateKey: key });
    assert.equal(summary(all), 'reach login owner key decrypt events');
    assert.deepEqual(
      all[3]?.keys?.map(({ privateKey }) => privateKey),
      ['given'],
    );
    assert.equal(all[4]?.decrypted, 0);
    assert.equal(JSON.stringify([sandbox.documents('hcparty'), sandbox.documents('user')]), before);
    const writing = sandbox.requests.slice(first).filter(({ method, path }) => {
      return !['GET', 'UPGRADE'].includes(method) && !path.startsWith('/rest/v2/auth/');
    });
    assert.deepEqual(writing, []);
    assert.ok(!existsSync(join(nodeRed.userDir, 'icure', 'keys')));
  });

  it('makes no key pair for a user who has none', async () => {
    const all = await tried();
    assert.equal(summary(all), 'reach login owner key:no-key');
    assert.deepEqual(all.at(-1)?.keys, []);
    const planned = await tried({ createKeyPair: 'true' });
    assert.equal(summary(planned), 'reach login owner key decrypt:skipped events');
    assert.equal(planned[3]?.planned, 'create');
    const registering = await tried({ createKeyPair: 'true', privateKey: key });
    assert.equal(registering[3]?.planned, 'register');
    const owner = sandbox.documents('hcparty').find(({ id }) => id === account.dataOwnerId);
    assert.deepEqual(owner?.publicKeysForOaepWithSha256 ?? [], []);
    assert.ok(!existsSync(join(nodeRed.userDir, 'icure', 'keys')));
  });

  it('tells a key that is not here from one that does not fit, and from what is none', async () => {
    sandbox.registerPublicKey(account.dataOwnerId, key);
    const missing = await tried();
    assert.equal(summary(missing), 'reach login owner key:no-key');
    assert.deepEqual(
      missing.at(-1)?.keys?.map(({ privateKey }) => privateKey),
      ['missing'],
    );
    assert.equal(await outcome({ privateKey: newPrivateKey() }), 'reach login owner key:key-mismatch');
    const nonsense = await tried({ privateKey: 'no key at all' });
    assert.equal(summary(nonsense), 'reach login owner key:bad-config');
    assert.equal(nonsense.at(-1)?.failure?.detail, 'unreadable');
  });

  it('says when nothing of what is shared can be opened', async () => {
    sandbox.registerPublicKey(account.dataOwnerId, key);
    const other = newPrivateKey();
    sandbox.registerPublicKey(account.dataOwnerId, other);
    sandbox.createWriter({ readers: [account.dataOwnerId] });
    const exchange = sandbox.documents('exchangedata');
    assert.ok(exchange.length > 0);
    assert.match(await outcome({ privateKey: key }), /^reach login owner key decrypt events$/);
    for (const document of exchange) {
      sandbox.overwrite('exchangedata', { ...document, exchangeKey: { nobody: 'AAAA' } });
    }
    const all = await tried({ privateKey: key });
    assert.equal(summary(all), 'reach login owner key decrypt:no-key');
    assert.equal(all.at(-1)?.failure?.detail, 'nothing-opens');
  });

  it('says what is wrong with the way to the server', async () => {
    const port = await freePort();
    const unreachable = await tried({ serverUrl: `http://127.0.0.1:${port}` });
    assert.equal(summary(unreachable), 'reach:unreachable');
    assert.equal(unreachable[0]?.failure?.detail, 'ECONNREFUSED');
    assert.equal(await outcome({ serverUrl: sandbox.url.replace('http', 'https') }), 'reach:unreachable');
    assert.equal(await outcome({ serverUrl: nodeRed.url }), 'reach:protocol');
    assert.equal(await outcome({ serverUrl: `${sandbox.url}/elsewhere` }), 'reach:protocol');
    sandbox.faults.refuseAll = 503;
    assert.equal(await outcome(), 'reach:server-error');
    sandbox.faults.refuseAll = 429;
    assert.equal(await outcome(), 'reach:throttled');
    delete sandbox.faults.refuseAll;
    sandbox.faults.hangRequests = true;
    assert.equal(await outcome({ openTimeout: '500' }), 'reach:timeout');
  });

  it('says what is wrong with the login', async () => {
    assert.equal(await outcome({ secret: 'another password' }), 'reach login:bad-credentials');
    assert.equal(await outcome({ userName: 'nobody@sandbox.local' }), 'reach login:bad-credentials');
    sandbox.faults.refuseLogin = 417;
    assert.equal(await outcome(), 'reach login:second-factor');
  });

  it('says what is wrong with the connection for events', async () => {
    sandbox.registerPublicKey(account.dataOwnerId, key);
    sandbox.faults.refuseUpgrade = 503;
    assert.equal(await outcome({ privateKey: key }), 'reach login owner key decrypt events:server-error');
    delete sandbox.faults.refuseUpgrade;
    sandbox.faults.hangUpgrade = true;
    const slow = { privateKey: key, openTimeout: '1500' };
    assert.equal(await outcome(slow), 'reach login owner key decrypt events:timeout');
  });

  it('says what is wrong with the settings, before anything is sent', async () => {
    const first = sandbox.requests.length;
    assert.equal(await outcome({ serverUrl: 'ftp://icure.example' }), 'settings:bad-config');
    assert.equal(await outcome({ secret: '' }), 'settings:no-credentials');
    assert.equal(await outcome({ userName: '${ICURE_TEST_UNSET}' }), 'settings:bad-config');
    assert.equal(await outcome({ tls: 'gone' }), 'settings:bad-config');
    assert.equal(summary(await steps({ id: 'gone' })), 'settings:no-account');
    assert.equal(sandbox.requests.length, first);
  });

  it('says that an SDK is not installed', async () => {
    sandbox.registerPublicKey(account.dataOwnerId, key);
    const all = await tried({ sdk: 'medtech', privateKey: key });
    // Where the MedTech SDK is installed, it has to work.
    assert.match(summary(all), /^reach login owner key decrypt(:sdk-missing$| events$)/);
  });

  it('takes what the environment of the runtime says', async () => {
    sandbox.addAccount({ login: 'variable@sandbox.local', password: PASSWORD, kind: 'hcp' });
    const variables = { userName: '${ICURE_TEST_USER}', secret: '${ICURE_TEST_PASSWORD}' };
    assert.equal(await outcome(variables), 'reach login owner key:no-key');
  });

  it('looks at the keys alone', async () => {
    sandbox.registerPublicKey(account.dataOwnerId, key);
    const all = await steps({ id: 'new', values: values({ privateKey: key }) }, '/icure/accounts/keys');
    assert.equal(summary(all), 'reach login owner key');
  });

  it('goes on when the thread of the SDK ends', async () => {
    sandbox.faults.hangRequests = true;
    let all: Step[] | undefined;
    const testing = tried({ openTimeout: '60000' }).then((told) => {
      all = told;
    });
    await eventually('the end of the thread is told', () => {
      nodeRed.crashWorkers();
      assert.ok(all);
      assert.equal(summary(all), 'reach:sdk-crashed');
    });
    await testing;
  });

  it('ends with whoever asked for it', async () => {
    sandbox.faults.hangRequests = true;
    const browser = new AbortController();
    const asking = ask({ account: { id: 'new', values: values({ openTimeout: '60000' }) } }, browser.signal);
    await eventually('a worker runs', async () => {
      assert.ok(((await nodeRed.resources()).MessagePort ?? 0) > 0);
    });
    browser.abort();
    // Either the answer was never begun, or it is cut off.
    await asking.then((response) => response.text()).catch(() => undefined);
    await nothingIsLeft();
  });

  describe('with secrets that are stored', () => {
    beforeEach(async () => {
      sandbox.registerPublicKey(account.dataOwnerId, key);
      await nodeRed.deploy([
        TAB,
        accountNode(sandbox.url, account, {
          createKeyPair: false,
          credentials: { userName: account.login, secret: PASSWORD, privateKey: key },
        }),
      ]);
    });

    const stored = { secret: '__PWRD__', privateKey: '__PWRD__' };

    it('tests what is deployed', async () => {
      assert.equal(summary(await steps({ id: 'account' })), 'reach login owner key decrypt events');
    });

    it('uses them with the server and the login that are deployed', async () => {
      const all = await steps({ id: 'account', values: values({ ...stored, serverUrl: `${sandbox.url}/rest/v2/` }) });
      assert.equal(summary(all), 'reach login owner key decrypt events');
      assert.deepEqual(
        all[3]?.keys?.map(({ privateKey }) => privateKey),
        ['given'],
      );
    });

    it('gives them to no other server, as no other user, and to no other node', async () => {
      const other = await createSandbox();
      try {
        const elsewhere = { id: 'account', values: values({ ...stored, serverUrl: other.url }) };
        assert.equal(summary(await steps(elsewhere)), 'settings:secret-withheld');
        assert.deepEqual(other.requests, []);
      } finally {
        await other.stop();
      }
      const first = sandbox.requests.length;
      const asAnother = values({ ...stored, userName: 'hcp@sandbox.local' });
      assert.equal(summary(await steps({ id: 'account', values: asAnother })), 'settings:secret-withheld');
      assert.equal(summary(await steps({ id: 'another', values: values(stored) })), 'settings:secret-withheld');
      assert.equal(sandbox.requests.length, first);
    });

    it('takes a new secret for another server without the stored one', async () => {
      const typed = { id: 'account', values: values({ secret: PASSWORD, privateKey: '', userName: 'nobody' }) };
      assert.equal(summary(await steps(typed)), 'reach login:bad-credentials');
    });
  });

  // The last one: it leaves keys in the key folder.
  it('finds the private key that is on this machine', async () => {
    await nodeRed.deploy([TAB, accountNode(sandbox.url, account), ...listeningNodes('patients', 'Patient')]);
    await nodeRed.badge('patients', connected);
    await nodeRed.deploy([TAB, accountNode(sandbox.url, account)]);
    await nothingIsLeft();
    const all = await steps({ id: 'account' });
    assert.equal(summary(all), 'reach login owner key decrypt events');
    assert.deepEqual(
      all[3]?.keys?.map(({ privateKey }) => privateKey),
      ['stored'],
    );
  });
});
