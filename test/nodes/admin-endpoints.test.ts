/** What the package adds to Node-RED's admin API: who may ask, and what the answers say. */
import assert from 'node:assert/strict';
import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import type { NodeAPI } from 'node-red';
import helper from 'node-red-node-test-helper';
import { adminEndpoints } from '../../nodes/admin';
import type { Permission } from '../../nodes/admin/endpoint';
import registerAccountNode from '../../nodes/icure-account';
import { runningFeeds } from '../../src/events/delivery/running-feeds';
import { FailureError } from '../../src/model/failure';
import { NodeRedProcess } from '../support/node-red-process';
import { scriptedFeed } from '../support/scripted-feed';

/** All of them: one that is added is looked at without being named here. */
const ENDPOINTS = adminEndpoints({ RED: {} as NodeAPI, moduleFolders: [] });

/** A path with something in the place of each parameter. */
function asked(path: string): string {
  return path.replace(/:\w+/g, 'gone');
}

/** What of Express tells which routes there are. */
interface Router {
  readonly stack: readonly {
    readonly route?: { readonly path: string; readonly methods: Readonly<Record<string, boolean>> };
  }[];
}

/** Of the admin API in the test helper, whichever Express it comes with. */
function routerOf(testHelper: unknown): Router {
  const { _httpAdmin: app } = testHelper as { _httpAdmin: { _router?: Router; router: Router } };
  return app._router ?? app.router;
}

function routesOf({ stack }: Router): { method: string; path: string }[] {
  return stack.flatMap(({ route }) =>
    route === undefined
      ? []
      : Object.keys(route.methods).map((method) => ({ method: method.toUpperCase(), path: route.path })),
  );
}

const startOverOf = (node: string): string => `/icure/checkpoints/${encodeURIComponent(node)}/start-over`;

describe('the admin endpoints', () => {
  describe('of feeds that run', () => {
    before((done) => {
      helper.init(require.resolve('node-red'));
      helper.startServer(done);
    });
    before(() => helper.load(registerAccountNode, []));
    after(() => helper.unload());
    after((done) => {
      helper.stopServer(done);
    });

    const unregister: (() => void)[] = [];
    afterEach(() => {
      for (const stop of unregister.splice(0)) stop();
    });

    function runs(node: string, ...feed: Parameters<typeof scriptedFeed>): void {
      unregister.push(runningFeeds.register(node, scriptedFeed(...feed)));
    }

    const startOver = (node: string) => helper.request().post(startOverOf(node)).send({});

    async function assertRefused(node: string, expected: number, says: RegExp): Promise<void> {
      const { status, text } = await startOver(node);
      assert.equal(status, expected);
      const answer = JSON.parse(text) as Record<string, unknown>;
      assert.deepEqual(Object.keys(answer), ['message']);
      assert.match(String(answer.message), says);
    }

    it('tell how they are doing, as OpenMetrics', async () => {
      runs('a1', 'DataSample', { backlog: 5 });
      runs('b2', 'User');
      const { status, headers, text } = await helper.request().get('/icure/metrics').buffer();
      assert.equal(status, 200);
      assert.equal(headers['content-type'], 'application/openmetrics-text; version=1.0.0; charset=utf-8');
      assert.match(text, /^icure_feed_backlog\{node="a1",entity="DataSample"\} 5$/m);
      assert.match(text, /^icure_feed_backlog\{node="b2",entity="User"\} 0$/m);
      assert.ok(text.endsWith('\n# EOF\n'));
    });

    it('start over the node that is meant, and answer when that is done', async () => {
      const started: string[] = [];
      for (const node of ['a/1', 'b2']) {
        runs(node, 'Patient', {}, async () => {
          await Promise.resolve();
          started.push(node);
        });
      }
      assert.equal((await startOver('a/1')).status, 204);
      assert.deepEqual(started, ['a/1']);
    });

    it('do not start over what does not run', async () => {
      runs('a1', 'Patient', {}, () => Promise.resolve());
      for (const node of ['gone', 'constructor', '__proto__', '..']) {
        assert.equal((await startOver(node)).status, 404, node);
      }
      await assertRefused('gone', 404, /No event node with this id is running/);
    });

    it('do not start over what keeps no checkpoint', async () => {
      runs('a1', 'Patient');
      await assertRefused('a1', 409, /keeps no checkpoint/);
    });

    it('say in words why starting over failed', async () => {
      runs('a1', 'Patient', {}, () => Promise.reject(new FailureError('closed', 'The node is being stopped.')));
      await assertRefused('a1', 500, /^The node is being stopped\.$/);
    });

    it('tell of a failure that nobody foresaw its class, not its text', async () => {
      runs('a1', 'Patient', {}, () => Promise.reject(new RangeError('/home/nurse/secret')));
      assert.doesNotMatch((await startOver('a1')).text, /secret/);
      await assertRefused('a1', 500, /could not be emptied \(RangeError\)/);
    });
  });

  describe('where a login is needed', () => {
    const password = 'a password of the tests';
    /** Of that password, by bcrypt. */
    const hash = '$2b$04$OeftrMsE0YldIYDG.iTj2eMB8gQXQPeWttljjXXi9LU5rJ9ueA7/q';
    const users = {
      reader: 'icure-account.read',
      writer: ['icure-account.read', 'icure-account.write'],
      deployer: ['icure-account.read', 'icure-account.write', 'flows.read', 'flows.write'],
      // Deploying alone, or reading all there is, is not enough.
      flowWriter: ['flows.read', 'flows.write'],
      viewer: 'read',
    };
    const USERS = Object.keys(users) as (keyof typeof users)[];
    const USERS_OF: Readonly<Record<Permission, readonly (keyof typeof users)[]>> = {
      read: ['reader', 'writer', 'deployer', 'viewer'],
      write: ['writer', 'deployer'],
      deploy: ['deployer'],
    };
    const nodeRed = new NodeRedProcess({
      adminAuth: {
        type: 'credentials',
        users: Object.entries(users).map(([username, permissions]) => ({
          username,
          permissions,
          password: hash,
        })),
        // The tests see by this whether Node-RED has started.
        default: { permissions: ['flows.read', 'status.read'] },
      },
    });

    before(() => nodeRed.start());
    after(() => nodeRed.stop());

    /** Status of the answer to a request of a user, or of somebody without a login. */
    async function statusOf(method: string, path: string, username?: keyof typeof users): Promise<number> {
      const headers: Record<string, string> =
        username === undefined ? {} : { authorization: `Bearer ${await login(username)}` };
      if (method === 'POST') headers['content-type'] = 'application/json';
      const body = method === 'POST' ? '{}' : undefined;
      const { status } = await fetch(`${nodeRed.url}${path}`, { method, headers, body });
      return status;
    }

    async function login(username: keyof typeof users): Promise<string> {
      const response = await fetch(`${nodeRed.url}/auth/token`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          client_id: 'node-red-admin',
          grant_type: 'password',
          // All that the user may.
          scope: '',
          username,
          password,
        }),
      });
      assert.equal(response.status, 200);
      return ((await response.json()) as { access_token: string }).access_token;
    }

    for (const endpoint of ENDPOINTS) {
      const { method, path, permission } = endpoint;
      it(`${method} ${path} is for those who may`, async () => {
        const allowed = USERS_OF[permission];
        for (const username of [undefined, ...USERS]) {
          const status = await statusOf(method, asked(path), username);
          if (username !== undefined && allowed.includes(username)) assert.ok(![401, 403].includes(status), username);
          else assert.equal(status, 401, username ?? 'anybody');
        }
      });
    }
  });

  describe('that change something or ask a server', () => {
    const nodeRed = new NodeRedProcess();
    before(() => nodeRed.start());
    after(() => nodeRed.stop());

    function send(path: string, headers: Record<string, string>, body = '{}'): Promise<Response> {
      return fetch(`${nodeRed.url}${path}`, { method: 'POST', headers: { connection: 'close', ...headers }, body });
    }

    for (const { path } of ENDPOINTS.filter(({ method }) => method === 'POST')) {
      it(`${path} takes JSON only, and from no page of another site`, async () => {
        for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
          assert.equal((await send(asked(path), { 'content-type': type })).status, 415, type);
        }
        assert.equal((await send(asked(path), { 'content-type': 'application/json' }, '[]')).status, 400);
        for (const site of ['cross-site', 'same-site']) {
          const headers = { 'content-type': 'application/json', 'sec-fetch-site': site };
          assert.equal((await send(asked(path), headers)).status, 403, site);
        }
        const get = await fetch(`${nodeRed.url}${asked(path)}`, { headers: { connection: 'close' } });
        assert.equal(get.status, 404);
      });
    }

    it('say so when they are asked too often', async () => {
      const json = { 'content-type': 'application/json' };
      const statuses: number[] = [];
      let refusal: Response | undefined;
      for (let tries = 0; tries < 12 && refusal === undefined; tries += 1) {
        const response = await send('/icure/keys/create', json);
        statuses.push(response.status);
        if (response.status === 429) refusal = response;
      }
      assert.ok(refusal, statuses.join(' '));
      assert.ok(Number(refusal.headers.get('retry-after')) > 0);
      const { code, message } = (await refusal.json()) as { code: string; message: string };
      assert.equal(code, 'too-often');
      assert.match(message, /try again in \d+ s/);
    });
  });

  describe('for keys', () => {
    before((done) => {
      helper.init(require.resolve('node-red'));
      helper.startServer(done);
    });
    before(() => helper.load(registerAccountNode, []));
    after(() => helper.unload());
    after((done) => {
      helper.stopServer(done);
    });

    const post = async (path: string, body: object): Promise<{ status: number; text: string; headers: unknown }> =>
      helper.request().post(path).send(body);

    it('make a key pair that is new each time, and keep nothing of it', async () => {
      const made = [await post('/icure/keys/create', {}), await post('/icure/keys/create', {})].map(
        ({ text }) => JSON.parse(text) as { privateKey: string; fingerprint: string },
      );
      assert.notEqual(made[0]?.privateKey, made[1]?.privateKey);
      for (const { privateKey, fingerprint } of made) {
        const key = createPublicKey(createPrivateKey(privateKey));
        assert.equal(key.asymmetricKeyDetails?.modulusLength, 2048);
        const spki = key.export({ type: 'spki', format: 'der' }).toString('hex');
        assert.equal(fingerprint, spki.slice(-32, -10));
      }
    });

    it('say which key a pasted one is, or what is wrong with it, and never give it back', async () => {
      const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
      const spki = publicKey.export({ type: 'spki', format: 'der' }).toString('hex');
      const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
      const der = privateKey.export({ type: 'pkcs8', format: 'der' });
      for (const form of [
        pem,
        der.toString('hex'),
        der.toString('base64'),
        JSON.stringify(privateKey.export({ format: 'jwk' })),
      ]) {
        const { text } = await post('/icure/keys/read', { privateKey: form });
        assert.deepEqual(JSON.parse(text), { fingerprint: spki.slice(-32, -10) });
      }
      const wrong = {
        public: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
        unreadable: 'planted-secret-8841',
        passphrase: privateKey
          .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'planted' })
          .toString(),
        'not-rsa': generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      };
      for (const [fault, form] of Object.entries(wrong)) {
        const { text } = await post('/icure/keys/read', { privateKey: form });
        assert.equal((JSON.parse(text) as { failure?: { detail?: string } }).failure?.detail, fault);
        assert.ok(!text.includes(form.split('\n')[1] ?? 'planted'), fault);
      }
      assert.equal((await post('/icure/keys/read', {})).status, 400);
    });

    it('are all that there is below /icure/', () => {
      const registered = routesOf(routerOf(helper))
        .filter(({ path }) => path.startsWith('/icure'))
        .map(({ method, path }) => `${method} ${path}`);
      assert.deepEqual(registered.sort(), ENDPOINTS.map(({ method, path }) => `${method} ${path}`).sort());
    });
  });
});
