/** What ends leaves nothing behind: no socket, no thread, no late event. */
import assert from 'node:assert/strict';
import type { Worker } from 'node:worker_threads';
import type { SandboxAccount } from '../../sandbox';
import { ENTITY_NAMES } from '../../src/model/entities';
import type { SdkSession } from '../../src/sdk/port';
import { eventually } from '../support/eventually';
import { filterFor, Heard, listen } from '../support/sessions';
import type { Leg } from './legs';
import { Stage } from './stage';

export function specifyClosing(leg: Leg): void {
  describe('closing', () => {
    const workers = new Set<Worker>();
    let stage: Stage;
    let account: SandboxAccount;
    let session: SdkSession;

    const onWorker = (worker: Worker): void => {
      workers.add(worker);
      worker.once('exit', () => workers.delete(worker));
    };

    before(async () => {
      process.on('worker', onWorker);
      stage = await Stage.open(leg);
    });
    beforeEach(async () => {
      account = stage.newAccount();
      session = await stage.connect(account);
    });
    afterEach(() => stage.sessions.end());
    after(async () => {
      process.off('worker', onWorker);
      await stage.end();
    });

    const sockets = (): number => stage.sandbox.sockets.filter(({ login }) => login === account.login).length;

    it('a channel ends its socket and no other, and delivers nothing more', async () => {
      const { heard: open } = await listen(session, 'User', 'CREATE');
      const { heard, channel } = await listen(session, 'User', 'CREATE', {
        criteria: [{ by: 'id', ids: ['a'], not: true }],
      });
      await channel.close();
      await channel.close();
      assert.deepEqual(heard.closed, [undefined]);
      await eventually('one socket is left', () => {
        assert.equal(sockets(), 1);
      });
      const author = await stage.author(account.dataOwnerId);
      await open.eventOf(await author.create('User'));
      assert.deepEqual(heard.events, []);
    });

    it('a channel that is not open yet leaves nothing', async () => {
      for (const hangUpgrade of [false, true]) {
        stage.sandbox.faults.hangUpgrade = hangUpgrade;
        const heard = new Heard();
        const channel = session.openChannel({ entity: 'User', eventType: 'CREATE', filter: filterFor('User') }, heard);
        await channel.close();
        assert.deepEqual(heard.closed, [undefined]);
        assert.equal(heard.live, 0);
      }
      stage.sandbox.faults.hangUpgrade = false;
      await eventually('no socket is left', () => {
        assert.equal(sockets(), 0);
      });
    });

    it('a session ends its channels, its sockets and its thread', async () => {
      const channels = await Promise.all(ENTITY_NAMES.map((entity) => listen(session, entity, 'CREATE')));
      assert.equal(sockets(), ENTITY_NAMES.length);
      await Promise.all([session.close(), session.close()]);
      for (const { heard } of channels) assert.deepEqual(heard.closed, [undefined]);
      await eventually('nothing is left', () => {
        assert.deepEqual([sockets(), workers.size], [0, 0]);
      });
      const late = new Heard();
      session.openChannel({ entity: 'User', eventType: 'CREATE', filter: filterFor('User') }, late);
      assert.equal(await late.untilClosed(), undefined);
    });

    it('a login that nobody waits for any more leaves nothing', async () => {
      const abort = new AbortController();
      stage.sandbox.faults.hangRequests = true;
      const connecting = stage.sessions.connect(stage.settings(account), abort.signal).catch(() => undefined);
      await eventually('the login has begun', () => {
        assert.equal(workers.size, 2);
      });
      abort.abort();
      assert.equal(await connecting, undefined);
      stage.sandbox.faults.hangRequests = false;
      await eventually('its thread has ended', () => {
        assert.equal(workers.size, 1);
      });
    });
  });
}
