/** The test of an account: what works and what does not, step by step, and nothing is changed by it. */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import type { SandboxAccount } from '../../sandbox';
import { FailureError } from '../../src/model/failure';
import { isJsonObject, type JsonObject } from '../../src/model/json';
import type { ProbeStep, ProbeStepName } from '../../src/model/probe';
import { hostedDriver } from '../../src/sdk/host/host';
import type { AccountSettings } from '../../src/sdk/port';
import { eventually } from '../support/eventually';
import { newPrivateKey } from '../support/private-key';
import type { Leg } from './legs';
import { Stage } from './stage';

export function specifyProbing(leg: Leg): void {
  describe('probing', () => {
    let stage: Stage;
    let account: SandboxAccount;
    let keyFolder: string;

    before(async () => {
      stage = await Stage.open(leg);
    });
    beforeEach(() => {
      account = stage.newAccount();
      keyFolder = stage.sessions.keyFolder();
    });
    afterEach(async () => {
      Object.assign(stage.sandbox.faults, { hangRequests: false, hangUpgrade: false });
      await eventually('no socket is left', () => {
        assert.equal(stage.sandbox.sockets.filter(({ login }) => login === account.login).length, 0);
      });
      await stage.sessions.end();
    });
    after(() => stage.end());

    async function probe(
      others: Partial<AccountSettings> = {},
      until: ProbeStepName = 'events',
      signal = new AbortController().signal,
    ): Promise<ProbeStep[]> {
      const steps: ProbeStep[] = [];
      const settings = stage.settings(account, { keyFolder, ...others });
      await hostedDriver.probe(settings, until, (step) => steps.push(step), signal);
      return steps;
    }

    /** The steps that worked, and how the others ended. */
    const told = (steps: readonly ProbeStep[]): string =>
      steps
        .map((step) => {
          if (step.state === 'done') return step.step;
          return `${step.step}:${step.state === 'failed' ? step.failure.code : step.state}`;
        })
        .join(' ');

    /** All of the account that is on the server, and the names of the files in its key folder. */
    const everything = (): string =>
      JSON.stringify([
        stage.sandbox.documents('hcparty').find(({ id }) => id === account.dataOwnerId),
        stage.sandbox.documents('user').find(({ id }) => id === account.userId),
        readdirSync(keyFolder, { recursive: true }),
      ]);

    const decrypted = (steps: readonly ProbeStep[]): number | undefined =>
      steps.flatMap((step) => (step.step === 'decrypt' && step.state === 'done' ? [step.decrypted] : []))[0];

    /** What others share with an account was shared for a key that nobody has: exchange data, or the older keys in the delegators. */
    function forgetSecretsOf({ dataOwnerId }: SandboxAccount): void {
      const { sandbox } = stage;
      for (const document of sandbox.documents('exchangedata')) {
        if (document.delegate === dataOwnerId) {
          sandbox.overwrite('exchangedata', { ...document, exchangeKey: { nobody: 'AAAA' } });
        }
      }
      for (const delegator of sandbox.documents('hcparty')) {
        const { aesExchangeKeys } = delegator;
        if (!isJsonObject(aesExchangeKeys) || delegator.id === dataOwnerId) continue;
        const keys = Object.entries(aesExchangeKeys).map(([key, delegates]): [string, JsonObject] => [
          key,
          { ...(isJsonObject(delegates) ? delegates : {}), [dataOwnerId]: { nobody: '00' } },
        ]);
        sandbox.overwrite('hcparty', { ...delegator, hcPartyKeys: {}, aesExchangeKeys: Object.fromEntries(keys) });
      }
    }

    it('tells that all of it works, and what can be decrypted', async () => {
      const session = await stage.connect(account, { keyFolder });
      await session.close();
      const before = everything();
      const nothingShared = await probe({ createKeyPair: false });
      assert.equal(told(nothingShared), 'reach login owner key decrypt events');
      assert.equal(decrypted(nothingShared), 0);
      assert.equal(everything(), before);
      const author = await stage.author(account.dataOwnerId);
      await author.create('Patient', { text: 'legible' });
      const shared = await probe({ createKeyPair: false });
      assert.equal(told(shared), 'reach login owner key decrypt events');
      assert.ok((decrypted(shared) ?? 0) > 0);
    });

    it('works for a patient, too', async () => {
      account = stage.newAccount('patient');
      const session = await stage.connect(account, { keyFolder });
      await session.close();
      const steps = await probe({ createKeyPair: false });
      assert.equal(told(steps), 'reach login owner key decrypt events');
      const types = steps.flatMap((step) =>
        step.step === 'owner' && step.state === 'done' ? [step.dataOwnerType] : [],
      );
      assert.deepEqual(types, ['patient']);
    });

    it('tells that nothing of what is shared can be opened', async () => {
      const session = await stage.connect(account, { keyFolder });
      await session.close();
      const author = await stage.author(account.dataOwnerId);
      await author.create('Patient');
      forgetSecretsOf(account);
      const steps = await probe({ createKeyPair: false });
      assert.equal(told(steps), 'reach login owner key decrypt:no-key');
      assert.deepEqual(
        steps.flatMap((step) => (step.state === 'failed' ? [step.failure.detail] : [])),
        ['nothing-opens'],
      );
    });

    it('makes no key pair, and tells that the account will when it starts', async () => {
      const before = everything();
      const steps = await probe({ createKeyPair: true });
      assert.match(told(steps), /^reach login owner key decrypt:skipped events(:skipped)?$/);
      assert.deepEqual(
        steps.flatMap((step) => (step.step === 'key' && step.state === 'done' ? [step.planned] : [])),
        ['create'],
      );
      assert.equal(everything(), before);
    });

    it('registers no key pair that is pasted', async () => {
      const before = everything();
      const steps = await probe({ createKeyPair: true, privateKey: newPrivateKey() });
      assert.deepEqual(
        steps.flatMap((step) => (step.step === 'key' && step.state === 'done' ? [step.planned] : [])),
        ['register'],
      );
      assert.equal(everything(), before);
    });

    it('tells that there is no key, or not the right one', async () => {
      assert.equal(told(await probe({ createKeyPair: false })), 'reach login owner key:no-key');
      const session = await stage.connect(account);
      await session.close();
      assert.equal(told(await probe()), 'reach login owner key:no-key');
      assert.equal(told(await probe({ privateKey: newPrivateKey() })), 'reach login owner key:key-mismatch');
    });

    it('tells that the login is refused', async () => {
      const secret = { kind: 'password', value: 'another' } as const;
      assert.equal(told(await probe({ secret })), 'reach login:bad-credentials');
    });

    it('tells that no event can come', async () => {
      const session = await stage.connect(account, { keyFolder });
      await session.close();
      stage.sandbox.faults.hangUpgrade = true;
      assert.equal(told(await probe({ openTimeout: 2_000 })), 'reach login owner key decrypt events:timeout');
    });

    it('goes no further than it is asked to', async () => {
      const session = await stage.connect(account, { keyFolder });
      await session.close();
      assert.equal(told(await probe({}, 'key')), 'reach login owner key');
    });

    it('ends when nobody waits for it any more', async () => {
      stage.sandbox.faults.hangRequests = true;
      const nobody = new AbortController();
      const probing = probe({}, 'events', nobody.signal);
      nobody.abort();
      await assert.rejects(probing, (error) => error instanceof FailureError && error.code === 'closed');
    });
  });
}
