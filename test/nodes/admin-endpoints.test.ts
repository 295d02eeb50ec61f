/** What the package adds to Node-RED's admin API: who may ask, and what the answers say. */
import assert from 'node:assert/strict';
import helper from 'node-red-node-test-helper';
import registerAccountNode from '../../nodes/icure-account';
import { runningFeeds } from '../../src/events/delivery/running-feeds';
import { FailureError } from '../../src/model/failure';
import { NodeRedProcess } from '../support/node-red-process';
import { scriptedFeed } from '../support/scripted-feed';

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
    const users = { reader: 'icure-account.read', writer: ['icure-account.read', 'icure-account.write'] };
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

    for (const [method, path, anybody, reader, writer] of [
      ['GET', '/icure/sdks', 401, 200, 200],
      ['GET', '/icure/metrics', 401, 200, 200],
      ['POST', startOverOf('gone'), 401, 401, 404],
    ] as const) {
      it(`${method} ${path} is for those who may`, async () => {
        assert.deepEqual(
          [
            await statusOf(method, path),
            await statusOf(method, path, 'reader'),
            await statusOf(method, path, 'writer'),
          ],
          [anybody, reader, writer],
        );
      });
    }
  });
});
