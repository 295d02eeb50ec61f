/** A minute of chaos on each driver; `npm run chaos` has the long version. */
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { installStandIn } from '../contract/medtech-stand-in/installation';
import { runChaos, type ChaosPlan } from './chaos';

const PLAN: Omit<ChaosPlan, 'sdk' | 'seed' | 'log'> = {
  delegations: 'secure',
  writes: 3_000,
  faults: 60,
  kills: 3,
  rate: 100,
  patience: 120_000,
};

describe('chaos', function () {
  this.timeout(300_000);
  const seed = Number(process.env.ICURE_SEED ?? Math.floor(Math.random() * 1e9));

  async function survive(sdk: ChaosPlan['sdk']): Promise<void> {
    console.log(`      seed ${seed}`);
    const log: string[] = [];
    const { verdicts } = await runChaos({ ...PLAN, sdk, seed, log: (line) => log.push(line) });
    for (const [listener, { wrong, messages }] of Object.entries(verdicts)) {
      assert.deepEqual(wrong.slice(0, 20), [], `${listener}, seed ${seed}; ${log.join('; ')}`);
      assert(messages > 0, listener);
    }
  }

  it('loses nothing and tells nothing twice with Cardinal', () => survive('cardinal'));

  describe('with MedTech', () => {
    let folder: string | undefined;
    before(() => {
      if (process.env.ICURE_MEDTECH_SDK !== undefined) return;
      folder = installStandIn('plain');
      process.env.ICURE_MEDTECH_SDK = folder;
    });
    after(() => {
      if (folder === undefined) return;
      delete process.env.ICURE_MEDTECH_SDK;
      rmSync(folder, { recursive: true });
    });

    it('loses nothing and tells nothing twice', () => survive('medtech'));
  });
});
