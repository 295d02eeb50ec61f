import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createSandbox, type Sandbox } from '../../sandbox';
import { eventually } from '../support/eventually';
import { login, objectOf, request, RestClient } from './rest';

/** The claims of a JWT, without any check. */
function claimsOf(token: string) {
  return objectOf(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
}

describe('sandbox authentication', function () {
  this.timeout(60_000);
  let sandbox: Sandbox;

  beforeEach(async () => {
    sandbox = await createSandbox();
  });

  afterEach(() => sandbox.stop());

  async function tokens(box: Sandbox = sandbox) {
    const [account] = box.accounts;
    assert.ok(account !== undefined);
    return { account, ...(await login(box, account)) };
  }

  /** The status of a request with a token. */
  async function statusWith(token: string | undefined, box: Sandbox = sandbox): Promise<number> {
    return (await request(box, 'GET', '/user/current', token === undefined ? {} : { token })).status;
  }

  async function refresh(refreshToken: string, box: Sandbox = sandbox) {
    return request(box, 'POST', '/auth/refresh', { headers: { 'refresh-token': refreshToken } });
  }

  it('issues tokens with the claims that the SDK and the real server know', async () => {
    const { account, token } = await tokens();
    const { exp, ...claims } = claimsOf(token);
    assert.ok(typeof exp === 'number' && exp > Date.now() / 1000);
    assert.equal(claims.u, account.userId);
    assert.equal(claims.doId, account.dataOwnerId);
    assert.equal(claims.doTp, 'HCP');
    assert.equal(claims.tac, 20);
    assert.equal(claims.jwtD, 3600);
  });

  it('lets a login shorten the life of its token, and not lengthen it', async () => {
    const [account] = sandbox.accounts;
    const body = { username: account?.login, password: account?.password };
    for (const [duration, expected] of [
      [60, 60],
      [100_000, 3600],
    ]) {
      const { text } = await request(sandbox, 'POST', `/auth/login?duration=${duration ?? ''}`, { body });
      const { token } = objectOf(text);
      assert.equal(claimsOf(typeof token === 'string' ? token : '').jwtD, expected);
    }
  });

  it('knows a user by login, by id and by group and id', async () => {
    const { userId, password } = sandbox.accounts[0] ?? assert.fail();
    for (const username of [userId, `sandbox:${userId}`]) {
      assert.equal((await request(sandbox, 'POST', '/auth/login', { body: { username, password } })).status, 200);
    }
  });

  it('accepts a password salted with the application id of the login only', async () => {
    const { login: username, password } = sandbox.accounts[0] ?? assert.fail();
    const salted = createHash('sha256').update(`${password}app`).digest('base64');
    const logInTo = (applicationId: string) =>
      request(sandbox, 'POST', `/auth/login?applicationId=${applicationId}`, { body: { username, password: salted } });
    assert.equal((await logInTo('app')).status, 200);
    assert.equal((await logInTo('another')).status, 401);
  });

  it('refuses what is no login, with an empty body', async () => {
    const username = 'hcp@sandbox.local';
    const refusals: [unknown, number][] = [
      [{ username, password: 'wrong password' }, 401],
      [{ username: 'nobody', password: 'sandbox' }, 401],
      [{ username }, 401],
      [{ username, password: 'short' }, 412],
      [{ username, password: '12345' }, 401],
    ];
    for (const [body, status] of refusals) {
      const answer = await request(sandbox, 'POST', '/auth/login', { body });
      assert.deepEqual([answer.status, answer.text], [status, '']);
    }
    sandbox.faults.refuseLogin = 429;
    const { login: name, password } = sandbox.accounts[0] ?? assert.fail();
    assert.equal((await request(sandbox, 'POST', '/auth/login', { body: { username: name, password } })).status, 429);
  });

  it('refuses requests without a token, with a damaged one and with a refresh token', async () => {
    const { token, refreshToken } = await tokens();
    assert.equal(await statusWith(token), 200);
    const without = await request(sandbox, 'GET', '/user/current');
    assert.deepEqual([without.status, without.text], [401, '']);
    assert.match(without.headers.get('www-authenticate') ?? '', /^Basic/);
    const damaged = await request(sandbox, 'GET', '/user/current', { token: `${token}x` });
    assert.deepEqual([damaged.status, objectOf(damaged.text)], [401, { message: 'Jwt did not pass validation' }]);
    assert.equal(await statusWith(refreshToken), 401);
  });

  it('refreshes without a new refresh token', async () => {
    const { token, refreshToken } = await tokens();
    const refreshed = await refresh(refreshToken);
    assert.equal(refreshed.status, 200);
    const answer = objectOf(refreshed.text);
    assert.deepEqual(Object.keys(answer).sort(), ['successful', 'token']);
    assert.notEqual(answer.token, token);
    assert.equal(await statusWith(typeof answer.token === 'string' ? answer.token : ''), 200);
    assert.equal((await refresh(`Bearer ${refreshToken}`)).status, 200);
    assert.equal((await refresh(token)).status, 401);
  });

  it('switches to its own group only', async () => {
    const { refreshToken } = await tokens();
    const headers = { 'refresh-token': refreshToken };
    assert.equal((await request(sandbox, 'POST', '/auth/switch/sandbox', { headers })).status, 200);
    assert.equal((await request(sandbox, 'POST', '/auth/switch/other', { headers })).status, 401);
  });

  it('lets tokens expire', async () => {
    const brief = await createSandbox({ tokenLifetime: 1, refreshTokenLifetime: 2 });
    try {
      const { token, refreshToken } = await tokens(brief);
      assert.equal(await statusWith(token, brief), 200);
      await eventually('the token expires', async () => {
        assert.equal(await statusWith(token, brief), 401);
      });
      await eventually('the refresh token expires', async () => {
        assert.equal((await refresh(refreshToken, brief)).status, 401);
      });
    } finally {
      await brief.stop();
    }
  });

  it('accepts tokens a while longer than they live, as the SDK needs it', async () => {
    const lenient = await createSandbox({ tokenLifetime: 1, tokenLeeway: 600 });
    try {
      const { token } = await tokens(lenient);
      const { exp } = claimsOf(token);
      await eventually('the token is past its end', () => {
        assert.ok(typeof exp === 'number' && Date.now() / 1000 > exp);
      });
      assert.equal(await statusWith(token, lenient), 200);
    } finally {
      await lenient.stop();
    }
  });

  it('refuses every token when asked to, and goes on with new ones', async () => {
    const { token, refreshToken } = await tokens();
    sandbox.expireTokens();
    assert.equal(await statusWith(token), 401);
    assert.equal((await refresh(refreshToken)).status, 401);
    assert.equal(await statusWith((await tokens()).token), 200);
  });

  it('takes authentication tokens as passwords, one for each key', async () => {
    const { token, account } = await tokens();
    const issue = async (key: string, validity: number) =>
      (await request(sandbox, 'POST', `/user/token/${account.userId}/${key}?tokenValidity=${validity}`, { token }))
        .text;
    const first = await issue('flow', 86_400);
    assert.equal(claimsOf((await login(sandbox, { login: account.login, password: first })).token).tac, 10);
    const second = await issue('flow', 600);
    assert.equal(claimsOf((await login(sandbox, { login: account.login, password: second })).token).tac, 40);
    const body = { username: account.login, password: first };
    assert.equal((await request(sandbox, 'POST', '/auth/login', { body })).status, 401);
    const expired = { username: account.login, password: await issue('brief', 0) };
    assert.equal((await request(sandbox, 'POST', '/auth/login', { body: expired })).status, 401);
  });

  it('lets no answer hold a secret', async () => {
    const doctor = await RestClient.of(sandbox, sandbox.accounts[0]);
    const { text: token } = await doctor.send('POST', `/user/token/${sandbox.accounts[0]?.userId ?? ''}/k`);
    const user = {
      id: 'u',
      login: 'u',
      passwordHash: 'planted',
      secret: 'planted',
      authenticationTokens: { k: { token: 'planted' } },
    };
    const created = await doctor.ask('POST', '/user', user);
    assert.equal(created.passwordHash, '*');
    const answers = await Promise.all([
      doctor.send('GET', '/user'),
      doctor.send('GET', '/user/u'),
      doctor.send('POST', '/user/byIds', { body: { ids: ['u'] } }),
      doctor.send('GET', '/user/current'),
    ]);
    for (const { status, text } of answers) {
      assert.equal(status, 200);
      assert.ok(!text.includes('planted') && !text.includes(token), text);
    }
    assert.ok(!JSON.stringify(sandbox.documents('user')).includes('planted'));
  });

  it('keeps the password of a user who is modified without one', async () => {
    const doctor = await RestClient.of(sandbox, sandbox.accounts[0]);
    const { rev } = await doctor.ask('POST', '/user', { id: 'u', login: 'u', passwordHash: 'first password' });
    await doctor.ask('PUT', '/user', { id: 'u', rev, login: 'u', passwordHash: '*' });
    await login(sandbox, { login: 'u', password: 'first password' });
  });

  it('logs a user in who is added later', async () => {
    const added = sandbox.addAccount({ login: 'new@sandbox.local', password: 'a password', kind: 'patient' });
    assert.equal(sandbox.accounts.at(-1), added);
    const client = await RestClient.of(sandbox, added);
    const { type, dataOwner } = await client.ask('GET', '/dataowner/current');
    assert.equal(type, 'patient');
    const stored = sandbox.documents('patient').find(({ id }) => id === added.dataOwnerId);
    assert.ok(stored !== undefined);
    assert.deepEqual({ ...(dataOwner as object), ...stored }, dataOwner);
  });
});
