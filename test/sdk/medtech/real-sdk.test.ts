/** What is particular to this driver, with the real SDK that `ICURE_MEDTECH_SDK` names; without it there is nothing to run. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { TlsOptions as ServerTls } from 'node:tls';
import { createSandbox, type Sandbox, type SandboxAccount } from '../../../sandbox';
import { FailureError } from '../../../src/model/failure';
import type { AccountSettings, SdkName, TlsOptions } from '../../../src/sdk/port';
import { hostedDriver } from '../../../src/sdk/host/host';
import { CERTIFICATE } from '../../support/certificate';
import { PathFront } from '../../support/path-front';
import { listen, Sessions, settingsFor } from '../../support/sessions';
import { TlsFront } from '../../support/tls-front';

const isInstalled = (process.env.ICURE_MEDTECH_SDK ?? '') !== '';

if (isInstalled) {
  describe('the driver with the real MedTech SDK', () => {
    const sessions = new Sessions(hostedDriver);
    let sandbox: Sandbox;
    let account: SandboxAccount;

    before(async () => {
      sandbox = await createSandbox({ pingInterval: 200 });
    });

    beforeEach(() => {
      account = sandbox.addAccount({ login: `${randomUUID()}@sandbox.local`, password: 'sandbox', kind: 'hcp' });
    });

    afterEach(() => sessions.end());
    after(() => sandbox.stop());

    function connect(sdk: SdkName, folder: string, others: Partial<AccountSettings> = {}) {
      return sessions.connect(settingsFor(sandbox, account, folder, { sdk, ...others }));
    }

    async function refusal(others: Partial<AccountSettings>): Promise<FailureError> {
      const error: unknown = await connect('medtech', sessions.keyFolder(), others).then(
        () => undefined,
        (reason: unknown) => reason,
      );
      assert(error instanceof FailureError);
      return error;
    }

    /** All that the server knows of the data owner's keys. */
    function keysOnServer(): unknown[] {
      const owner = sandbox.documents('hcparty').find(({ id }) => id === account.dataOwnerId);
      assert(owner);
      return [owner.publicKey, owner.publicKeysForOaepWithSha256, owner.aesExchangeKeys];
    }

    const changes = [
      ['medtech', 'cardinal'],
      ['cardinal', 'medtech'],
    ] as const;
    for (const [first, second] of changes) {
      it(`finds, after ${first}, the same key in the same file with ${second}, and tells the server nothing`, async () => {
        const folder = sessions.keyFolder();
        await (await connect(first, folder)).close();
        const before = keysOnServer();
        const session = await connect(second, folder, { createKeyPair: false });
        await listen(session, 'Patient', 'CREATE');
        assert.deepEqual(keysOnServer(), before);
      });
    }

    it('makes no key pair unasked', async () => {
      const before = keysOnServer();
      const error = await refusal({ createKeyPair: false });
      assert.equal(error.code, 'no-key');
      assert.deepEqual(keysOnServer(), before);
    });

    it('makes none on another machine either, even when asked', async () => {
      await (await connect('medtech', sessions.keyFolder())).close();
      const before = keysOnServer();
      assert.equal((await refusal({})).code, 'no-key');
      assert.deepEqual(keysOnServer(), before);
    });

    it('refuses a server URL with a path, which the SDK cannot use', async () => {
      // The login comes first: only a server that answers there gets as far as the SDK.
      const front = await PathFront.of(sandbox);
      try {
        assert.equal((await refusal({ serverUrl: front.url })).code, 'bad-config');
      } finally {
        await front.close();
      }
    });

    describe('over TLS', () => {
      let front: TlsFront;

      afterEach(async () => {
        // The front waits for its connections, which the sessions hold.
        await sessions.end();
        await front.close();
      });

      async function connectOverTls(tls: TlsOptions | undefined, options: ServerTls = {}) {
        front = await TlsFront.of(sandbox, options);
        return connect('medtech', sessions.keyFolder(), {
          serverUrl: front.url,
          ...(tls === undefined ? {} : { tls }),
        });
      }

      it('does not talk to a server that it does not trust', async () => {
        await assert.rejects(
          connectOverTls(undefined),
          (error) => error instanceof FailureError && error.code === 'unreachable',
        );
      });

      it('trusts the certificates that it is given, for login, SDK and events', async () => {
        await listen(await connectOverTls({ ca: CERTIFICATE }), 'Patient', 'CREATE');
      });

      it('trusts anybody when told to', async () => {
        await listen(await connectOverTls({ rejectUnauthorized: false }), 'Patient', 'CREATE');
      });
    });
  });
}
