/** Outages of every kind: each ends with the events flowing again, over one socket for each channel, and with nothing left over. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { createSandbox, type Sandbox, type SandboxAccount } from '../../sandbox';
import { retryDelay } from '../../src/events/backoff';
import type { EntityName, EventType } from '../../src/model/entities';
import { eventually } from '../support/eventually';
import { Sessions, settingsFor } from '../support/sessions';
import { hostedDriver } from '../../src/sdk/host/host';
import type { Leg } from './legs';
import { Listener } from './listener';

const WISHES: readonly (readonly [EntityName, EventType])[] = [
  ['Patient', 'CREATE'],
  ['DataSample', 'CREATE'],
  ['User', 'CREATE'],
];

/** ms that an outage of the long kind lasts, with the usual waits between tries. */
const LONG_OUTAGE = 600_000;
const USUAL_BACKOFF = { shortest: 1_000, longest: 60_000 };

export function specifyReconnects(leg: Leg): void {
  describe('reconnects', () => {
    const folder = mkdtempSync(join(tmpdir(), 'icure-sandbox-'));
    const sessions = new Sessions(hostedDriver);
    const workers = new Set<Worker>();
    const rejections: unknown[] = [];
    let sandbox: Sandbox;
    let account: SandboxAccount;
    let listener: Listener;

    const onWorker = (worker: Worker): void => {
      workers.add(worker);
      worker.once('exit', () => workers.delete(worker));
    };
    const onRejection = (reason: unknown): void => {
      rejections.push(reason);
    };

    before(async () => {
      process.on('worker', onWorker);
      process.on('unhandledRejection', onRejection);
      await start(0);
      const first = sandbox.accounts[0];
      assert(first);
      account = first;
      listener = new Listener(
        settingsFor(sandbox, account, sessions.keyFolder(), {
          sdk: leg.sdk,
          openTimeout: 5_000,
          silenceTimeout: 2_000,
        }),
        WISHES,
      );
      await listener.untilLive();
      await assertFlowing();
    });

    afterEach(() => {
      assert.deepEqual(rejections, []);
    });

    after(async () => {
      await listener.close();
      await eventually('every worker has ended', () => {
        assert.equal(workers.size, 0);
      });
      process.off('worker', onWorker);
      process.off('unhandledRejection', onRejection);
      await sessions.end();
      await sandbox.stop();
      rmSync(folder, { recursive: true, force: true });
    });

    async function start(port: number): Promise<void> {
      sandbox = await createSandbox({ port, dataFolder: folder, pingInterval: 200 });
    }

    /** How many sockets the account has open, of those that have asked for something. */
    function mySockets(): number {
      return sandbox.sockets.filter(({ login }) => login === account.login).length;
    }

    /** Events flow, each comes once, over as many sockets as there are channels, from one worker. */
    async function assertFlowing(): Promise<void> {
      await listener.untilLive();
      // An author of its own each time: the outage may have cost an earlier one its login.
      const author = await leg.author(sandbox, [account.dataOwnerId]);
      for (const [entity] of WISHES) await listener.heard(await author.create(entity));
      author.end();
      assert.equal(mySockets(), WISHES.length);
      assert.equal(workers.size, 1);
    }

    function dropSockets(): void {
      for (const socket of sandbox.sockets) socket.terminate();
    }

    function refusals(status: number): number {
      return sandbox.requests.filter((request) => request.status === status).length;
    }

    it('follow dropped sockets', async () => {
      for (let round = 0; round < 3; round += 1) {
        dropSockets();
        await listener.untilDown();
        await listener.untilLive();
      }
      await assertFlowing();
    });

    it('follow sockets that the server closes in order', async () => {
      for (const socket of sandbox.sockets) socket.close(1001, 'Going away');
      await listener.untilDown();
      await assertFlowing();
    });

    it('follow refused upgrades', async () => {
      sandbox.faults.refuseUpgrade = 503;
      dropSockets();
      await eventually('several tries were refused', () => {
        assert(refusals(503) >= 6);
      });
      delete sandbox.faults.refuseUpgrade;
      await assertFlowing();
    });

    it('follow upgrades that are never answered', async () => {
      sandbox.faults.hangUpgrade = true;
      dropSockets();
      await eventually('upgrades hang', () => {
        assert(
          sandbox.requests.filter(({ method, status }) => method === 'UPGRADE' && status === undefined).length >= 3,
        );
      });
      sandbox.faults.hangUpgrade = false;
      await assertFlowing();
    });

    it('follow a server that goes quiet', async () => {
      sandbox.faults.muted = true;
      await listener.untilDown();
      sandbox.faults.muted = false;
      await assertFlowing();
    });

    it('follow expired tokens', async () => {
      sandbox.expireTokens();
      dropSockets();
      await listener.untilDown();
      await assertFlowing();
    });

    it('follow a storm of 401', async () => {
      const before = refusals(401);
      sandbox.faults.refuseAll = 401;
      dropSockets();
      await eventually('several tries were refused', () => {
        assert(refusals(401) - before >= 5);
      });
      delete sandbox.faults.refuseAll;
      await assertFlowing();
    });

    it('follow a server that answers nothing but errors', async () => {
      sandbox.faults.refuseAll = 500;
      dropSockets();
      const before = listener.failures;
      await eventually('several tries have failed', () => {
        assert(listener.failures - before >= 5);
      });
      delete sandbox.faults.refuseAll;
      await assertFlowing();
    });

    it('follow a restart of the server', async () => {
      const { port } = sandbox;
      await sandbox.stop();
      await listener.untilDown();
      await start(port);
      await assertFlowing();
    });

    it('follow a server that is gone for as many tries as 10 minutes have', async () => {
      const { port } = sandbox;
      let [waited, tries] = [0, 0];
      while (waited < LONG_OUTAGE) waited += retryDelay((tries += 1), USUAL_BACKOFF, () => 0.5);
      const before = listener.failures;
      await sandbox.stop();
      await eventually(
        () => `${tries} tries have failed; it are ${listener.failures - before}`,
        () => {
          // Each channel tries for itself, or the session for all of them.
          assert(listener.failures - before >= tries * WISHES.length);
        },
        120_000,
      );
      await start(port);
      await assertFlowing();
      assert.equal(listener.reasons.has('sdk-crashed'), false, 'no worker has died');
    }).timeout(180_000);
  });
}
