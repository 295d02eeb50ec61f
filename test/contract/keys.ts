/** Keys: a pair is made when the user asked for one and there is none, and never else. */
import assert from 'node:assert/strict';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { SandboxAccount } from '../../sandbox';
import { FailureError } from '../../src/model/failure';
import type { AccountSettings, SdkSession } from '../../src/sdk/port';
import { newPrivateKey } from '../support/private-key';
import { listen } from '../support/sessions';
import { textIn } from './author';
import type { Leg } from './legs';
import { Stage } from './stage';

export function specifyKeys(leg: Leg): void {
  describe('keys', () => {
    let stage: Stage;
    let account: SandboxAccount;

    before(async () => {
      stage = await Stage.open(leg);
    });
    beforeEach(() => {
      account = stage.newAccount();
    });
    afterEach(() => stage.sessions.end());
    after(() => stage.end());

    const connect = (others: Partial<AccountSettings>): Promise<SdkSession> => stage.connect(account, others);
    const publicKeys = (): string[] => stage.publicKeys(account);

    async function refusal(others: Partial<AccountSettings>): Promise<FailureError> {
      const error: unknown = await connect(others).then(
        () => undefined,
        (reason: unknown) => reason,
      );
      assert(error instanceof FailureError, 'the login is refused');
      return error;
    }

    /** Registers a pair from another machine, and returns its private key as PEM. */
    async function register(): Promise<string> {
      const pem = newPrivateKey();
      const session = await connect({ createKeyPair: true, privateKey: pem });
      await session.close();
      assert.equal(publicKeys().length, 1);
      return pem;
    }

    async function assertReads(session: SdkSession): Promise<void> {
      const { heard } = await listen(session, 'Patient', 'CREATE');
      const author = await stage.author(account.dataOwnerId);
      const id = await author.create('Patient', { text: 'legible' });
      const event = await heard.eventOf(id);
      assert.equal(event.decrypted, true);
      assert.equal(textIn('Patient', event.payload), 'legible');
    }

    it('are made when there are none and the account says so, in files that only their owner can read', async () => {
      const keyFolder = stage.sessions.keyFolder();
      const session = await connect({ keyFolder, createKeyPair: true });
      assert.equal(publicKeys().length, 1);
      await assertReads(session);
      const entries = readdirSync(keyFolder, { recursive: true, withFileTypes: true });
      assert(entries.some((entry) => entry.isFile()));
      for (const entry of entries) {
        const mode = statSync(join(entry.parentPath, entry.name)).mode & 0o777;
        assert.equal(mode, entry.isFile() ? 0o600 : 0o700, entry.name);
      }
    });

    it('are not made when there are none and the account does not say so', async () => {
      assert.equal((await refusal({ createKeyPair: false })).code, 'no-key');
      assert.deepEqual(publicKeys(), []);
    });

    it('are not registered when there are none and the account does not say so, even when one is pasted', async () => {
      assert.equal((await refusal({ createKeyPair: false, privateKey: newPrivateKey() })).code, 'no-key');
      assert.deepEqual(publicKeys(), []);
    });

    it('that are pasted and fit are used, and nothing is made', async () => {
      const privateKey = await register();
      const before = publicKeys();
      await assertReads(await connect({ privateKey, createKeyPair: true }));
      assert.deepEqual(publicKeys(), before);
    });

    it('that are pasted and do not fit are refused, and nothing is made', async () => {
      await register();
      const before = publicKeys();
      const privateKey = newPrivateKey();
      const { code, message } = await refusal({ privateKey, createKeyPair: true });
      assert.equal(code, 'key-mismatch');
      assert(!message.includes(privateKey.slice(40, 60)));
      assert.deepEqual(publicKeys(), before);
    });

    it('that are pasted and are no keys are refused, and nothing is made', async () => {
      assert.equal((await refusal({ privateKey: 'not a key', createKeyPair: true })).code, 'bad-config');
      assert.deepEqual(publicKeys(), []);
    });

    it('that are stored here are used again, and nothing is made', async () => {
      const keyFolder = stage.sessions.keyFolder();
      const first = await connect({ keyFolder, createKeyPair: true });
      await first.close();
      const before = publicKeys();
      await assertReads(await connect({ keyFolder, createKeyPair: false }));
      assert.deepEqual(publicKeys(), before);
    });

    it('that the account has but that are not here are asked for, and no others are made in their place', async () => {
      await register();
      const before = publicKeys();
      const { code, message } = await refusal({ createKeyPair: true });
      assert.equal(code, 'no-key');
      assert.match(message, /private key/);
      assert.deepEqual(publicKeys(), before);
    });
  });
}
