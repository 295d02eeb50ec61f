import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { FailureError, type FailureCode } from '../../../src/model/failure';
import { Login } from '../../../src/sdk/server/login';

interface Answer {
  readonly status: number;
  readonly body?: unknown;
  /** Sent as it is. */
  readonly raw?: string;
}

describe("the Cardinal driver's login", () => {
  let server: Server;
  let calls: string[];
  let bodies: string[];
  let answers: Record<string, (request: IncomingMessage) => Answer | undefined>;
  let issued: number;
  /** s until the tokens expire that are given out. */
  let lifetime: number;
  const ended = new AbortController();

  beforeEach((done) => {
    calls = [];
    bodies = [];
    issued = 0;
    lifetime = 3_600;
    answers = {
      'POST /rest/v2/auth/login': () => ({ status: 200, body: tokens() }),
      'GET /rest/v2/user/matches': () => ({ status: 200, body: [{ groupId: 'g1', userId: 'u1' }] }),
      'POST /rest/v2/auth/switch/g1': () => ({ status: 200, body: tokens() }),
      'POST /rest/v2/auth/refresh': () => ({ status: 200, body: { successful: true, token: token() } }),
    };
    server = createServer((request, response) => {
      const call = `${request.method ?? ''} ${request.url ?? ''}`;
      calls.push(call);
      void text(request).then((body) => {
        bodies.push(body);
        const answer = answers[call.replace(/\?.*/, '')]?.(request);
        if (answer === undefined) return;
        response.writeHead(answer.status);
        response.end(answer.raw ?? (answer.body === undefined ? '' : JSON.stringify(answer.body)));
      });
    });
    server.listen(0, '127.0.0.1', done);
  });

  afterEach((done) => {
    server.closeAllConnections();
    server.close(done);
  });

  /** A new one each time, so that they can be told apart. */
  function token(): string {
    issued += 1;
    const payload = { exp: Math.floor(Date.now() / 1000) + lifetime, number: issued };
    return `e30.${Buffer.from(JSON.stringify(payload)).toString('base64url')}.signature`;
  }

  function tokens(): { token: string; refreshToken: string } {
    return { token: token(), refreshToken: `refresh-${issued}` };
  }

  function numberOf(bearer: string): unknown {
    const payload: unknown = JSON.parse(Buffer.from(bearer.split('.')[1] ?? '', 'base64url').toString());
    return (payload as { number: unknown }).number;
  }

  function login(userName = 'somebody', timeout = 20_000): Login {
    const { port } = server.address() as AddressInfo;
    return new Login(
      { url: `http://127.0.0.1:${port}`, tls: undefined, timeout },
      { userName, secret: { kind: 'password', value: 'pässword' } },
      ended.signal,
    );
  }

  async function refusal(promise: Promise<unknown>): Promise<FailureError> {
    const error: unknown = await promise.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    assert(error instanceof FailureError);
    assert(!error.message.includes('pässword'));
    return error;
  }

  it('sends user name and secret, and goes to the only group', async () => {
    const { groupId, bearer } = await login().tokens();
    assert.deepEqual(calls, ['POST /rest/v2/auth/login', 'GET /rest/v2/user/matches', 'POST /rest/v2/auth/switch/g1']);
    assert.deepEqual(JSON.parse(bodies[0] ?? ''), { username: 'somebody', password: 'pässword' });
    assert.equal(groupId, 'g1');
    assert.equal(numberOf(bearer), 2);
  });

  it('is one for all who ask at the same time', async () => {
    const account = login();
    const given = await Promise.all(Array.from({ length: 10 }, () => account.tokens()));
    assert.equal(new Set(given.map(({ bearer }) => bearer)).size, 1);
    assert.equal(calls.filter((call) => call.endsWith('/login')).length, 1);
    await account.tokens();
    assert.equal(calls.length, 3);
  });

  describe('tells what a refusal means:', () => {
    const cases: [status: number, code: FailureCode][] = [
      [401, 'bad-credentials'],
      [412, 'bad-credentials'],
      [406, 'second-factor'],
      [417, 'second-factor'],
      [429, 'throttled'],
      [403, 'forbidden'],
      [500, 'server-error'],
      [503, 'server-error'],
      [404, 'protocol'],
      [302, 'protocol'],
    ];
    for (const [status, code] of cases) {
      it(`${status} is ${code}, whatever the body`, async () => {
        for (const raw of ['', '{"message":"no"}', '<html>', '"VW5rbm93biBlcnJvcg=="', 'null']) {
          answers['POST /rest/v2/auth/login'] = () => ({ status, raw });
          assert.equal((await refusal(login().tokens())).code, code);
        }
      });
    }

    for (const raw of ['', '<html>', 'null', '[]', '{}', '{"token":7}']) {
      it(`200 with ${raw === '' ? 'nothing' : raw} is no iCure server`, async () => {
        answers['POST /rest/v2/auth/login'] = () => ({ status: 200, raw });
        assert.equal((await refusal(login().tokens())).code, 'protocol');
      });
    }

    it('no answer is a timeout', async () => {
      answers['POST /rest/v2/auth/login'] = () => undefined;
      assert.equal((await refusal(login('somebody', 200).tokens())).code, 'timeout');
    });

    it('nobody there is unreachable', async () => {
      const account = login();
      await new Promise((resolve) => server.close(resolve));
      assert.equal((await refusal(account.tokens())).code, 'unreachable');
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    });
  });

  describe('of a user in several groups', () => {
    beforeEach(() => {
      answers['GET /rest/v2/user/matches'] = () => ({
        status: 200,
        body: [
          { groupId: 'g0', userId: 'u0' },
          { groupId: 'g1', userId: 'u1' },
        ],
      });
    });

    it('asks for a decision', async () => {
      const { code, message } = await refusal(login().tokens());
      assert.equal(code, 'bad-config');
      assert.match(message, /groupId:userId/);
    });

    it('follows the user name', async () => {
      assert.equal((await login('g1:u1').tokens()).groupId, 'g1');
    });
  });

  it('does without groups on a server that has none', async () => {
    answers['GET /rest/v2/user/matches'] = () => ({ status: 404 });
    const { groupId, bearer } = await login().tokens();
    assert.equal(groupId, undefined);
    assert.equal(numberOf(bearer), 1);
  });

  it('names the group at the login when it cannot switch', async () => {
    answers['POST /rest/v2/auth/switch/g1'] = () => ({ status: 500 });
    await login().tokens();
    assert.equal(calls.at(-1), 'POST /rest/v2/auth/login?groupId=g1');
  });

  describe('once the token is about to expire', () => {
    beforeEach(() => {
      lifetime = 30;
    });

    it('refreshes it', async () => {
      const account = login();
      const first = await account.tokens();
      lifetime = 3_600;
      let presented: unknown;
      answers['POST /rest/v2/auth/refresh'] = ({ headers }) => {
        presented = headers['refresh-token'];
        return { status: 200, body: { successful: true, token: token() } };
      };
      const second = await account.tokens();
      assert.equal(presented, first.refresh);
      assert.notEqual(second.bearer, first.bearer);
      assert.equal(second.groupId, 'g1');
      assert.deepEqual(await account.tokens(), second);
      assert.equal(calls.filter((call) => call.endsWith('/login')).length, 1);
    });

    for (const [name, answer] of [
      ['refused', { status: 401 }],
      ['answered with an error', { status: 500, raw: 'Internal error' }],
      ['answered with nonsense', { status: 200, raw: '<html>' }],
    ] as const) {
      it(`logs in again when that is ${name}`, async () => {
        const account = login();
        const first = await account.tokens();
        answers['POST /rest/v2/auth/refresh'] = () => answer;
        const second = await account.tokens();
        assert.notEqual(second.bearer, first.bearer);
        assert.equal(calls.filter((call) => call.endsWith('/login')).length, 2);
      });
    }
  });

  it('comes anew after a token was refused, but only for that token', async () => {
    const account = login();
    const first = await account.tokens();
    account.refused(first.bearer);
    const second = await account.tokens();
    assert.notEqual(second.bearer, first.bearer);
    assert.equal(calls.filter((call) => call.endsWith('/login')).length, 2);
    account.refused(first.bearer);
    assert.deepEqual(await account.tokens(), second);
  });

  it('uses a token that it cannot read until it is refused', async () => {
    answers['POST /rest/v2/auth/switch/g1'] = () => ({ status: 200, body: { token: 'opaque', refreshToken: 'r' } });
    const account = login();
    assert.equal((await account.tokens()).bearer, 'opaque');
    assert.equal((await account.tokens()).bearer, 'opaque');
    assert.equal(calls.length, 3);
  });
});
