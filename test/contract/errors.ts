/** What a login or a channel that does not work says about it: a code to act on and a sentence without secrets. */
import assert from 'node:assert/strict';
import type { SandboxAccount } from '../../sandbox';
import { FailureError, isPermanent, type Failure, type FailureCode } from '../../src/model/failure';
import type { AccountSettings } from '../../src/sdk/port';
import { freePort } from '../support/free-port';
import { filterFor, Heard, listen } from '../support/sessions';
import type { Leg } from './legs';
import { Stage } from './stage';

export function specifyErrors(leg: Leg): void {
  describe('errors', () => {
    let stage: Stage;
    let account: SandboxAccount;

    before(async () => {
      stage = await Stage.open(leg);
      account = stage.newAccount();
    });
    afterEach(async () => {
      const { faults } = stage.sandbox;
      delete faults.refuseAll;
      delete faults.refuseUpgrade;
      Object.assign(faults, { hangRequests: false, hangUpgrade: false, muted: false });
      await stage.sessions.end();
    });
    after(() => stage.end());

    async function refuses(code: FailureCode, others: Partial<AccountSettings> = {}, who = account): Promise<void> {
      const error: unknown = await stage.connect(who, others).then(
        () => undefined,
        (reason: unknown) => reason,
      );
      assert(error instanceof FailureError, 'the login is refused');
      assert.equal(error.code, code, error.message);
      assertPresentable(error);
    }

    function assertPresentable({ message }: Failure): void {
      assert.match(message, /^\S[^\n]*\.$/);
      for (const secret of [account.password, 'a wrong one', 'Bearer', 'node_modules', '    at ']) {
        assert(!message.replaceAll('@sandbox.local', '').includes(secret), message);
      }
    }

    it('name a wrong password', () =>
      refuses('bad-credentials', { secret: { kind: 'password', value: 'a wrong one' } }));

    it('name a server that is not there', async () =>
      refuses('unreachable', { serverUrl: `http://127.0.0.1:${await freePort()}` }));

    for (const [status, code] of [
      [403, 'forbidden'],
      [500, 'server-error'],
      [503, 'server-error'],
    ] as const) {
      it(`call an answer of ${status} at the login ${code}`, async () => {
        stage.sandbox.faults.refuseAll = status;
        await refuses(code);
      });
    }

    it('name a server that does not answer', async () => {
      stage.sandbox.faults.hangRequests = true;
      await refuses('timeout', { openTimeout: 1_000 });
    });

    it('name a user who is no data owner', async () => {
      const reader = stage.newAccount();
      await stage.connect(reader);
      const author = await stage.author(reader.dataOwnerId);
      const id = await author.create('User');
      const login = stage.sandbox.documents('user').find((user) => user.id === id)?.login;
      assert(typeof login === 'string');
      await refuses('not-data-owner', {}, { ...account, login, password: 'sandbox' });
    });

    for (const [name, fault] of [
      ['refuses with 503', { refuseUpgrade: 503 }],
      ['never answers', { hangUpgrade: true }],
      ['answers and then says nothing', { muted: true }],
    ] as const) {
      it(`of a channel that the server ${name} are passing ones`, async () => {
        const session = await stage.connect(stage.newAccount(), { openTimeout: 2_000 });
        Object.assign(stage.sandbox.faults, fault);
        const heard = new Heard();
        session.openChannel({ entity: 'User', eventType: 'CREATE', filter: filterFor('User') }, heard);
        const failure = await heard.untilClosed();
        assert(failure);
        assert.equal(isPermanent(failure), false, failure.code);
        assert.equal(heard.live, 0);
        assertPresentable(failure);
      });
    }

    it('of a channel that goes quiet are noticed', async () => {
      const session = await stage.connect(stage.newAccount(), { silenceTimeout: 1_000 });
      const { heard } = await listen(session, 'User', 'CREATE');
      stage.sandbox.faults.muted = true;
      const failure = await heard.untilClosed();
      assert(failure);
      assert.equal(failure.code, 'timeout');
    });
  });
}
