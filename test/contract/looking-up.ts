/** What dialogs look up that no filter finds: patients by name, and data owners. */
import assert from 'node:assert/strict';
import type { SandboxAccount } from '../../sandbox';
import type { SdkSession } from '../../src/sdk/port';
import type { Leg } from './legs';
import { Stage } from './stage';

export function specifyLookingUp(leg: Leg): void {
  describe('looking up', () => {
    let stage: Stage;
    let account: SandboxAccount;
    let session: SdkSession;

    before(async () => {
      stage = await Stage.open(leg);
      account = stage.newAccount();
      session = await stage.connect(account);
    });
    after(() => stage.end());

    it('patients by a part of their names finds those that are shared with the account', async () => {
      const shared = await (await stage.author(account.dataOwnerId)).create('Patient');
      const foreign = await (await stage.author()).create('Patient');
      // The authors call all their patients so.
      for (const part of ['John', 'SNO', 'snow']) {
        const found = await session.store.matchName(part);
        assert.ok(found.includes(shared), part);
        assert.ok(!found.includes(foreign), part);
      }
      assert.deepEqual(await session.store.matchName('nobody is called so'), []);
    });

    it('data owners finds who is there, by their names, as many as are asked for', async () => {
      const owners = await session.store.dataOwners(200);
      const own = owners.find(({ id }) => id === account.dataOwnerId);
      assert.notEqual(own?.name ?? '', '');
      assert.equal((await session.store.dataOwners(1)).length, 1);
    });
  });
}
