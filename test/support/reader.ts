/** Reads what is stored with the unmodified Cardinal SDK, as another application of the same user would: one with the same key. */
import type { CardinalSdk } from '@icure/cardinal-sdk' with { 'resolution-mode': 'import' };
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sandbox, SandboxAccount } from '../../sandbox';
import { KeyStore } from '../../src/sdk/keys/key-store';
import { readPrivateKey } from '../../src/sdk/keys/private-key';

export class Reader {
  private constructor(
    readonly sdk: CardinalSdk,
    private readonly folder: string,
  ) {}

  /** @param privateKey of the account, PEM; it must be registered already */
  static async of({ url }: Sandbox, account: SandboxAccount, privateKey: string): Promise<Reader> {
    const cardinal = await import('@icure/cardinal-sdk');
    const folder = mkdtempSync(join(tmpdir(), 'icure-reader-'));
    const store = new KeyStore(folder, url);
    await store.storeKeyPair(account.dataOwnerId, readPrivateKey(privateKey));
    const { UsernamePassword } = cardinal.AuthenticationMethod.UsingCredentials;
    const login = new UsernamePassword(account.login, account.password);
    // What the older MedTech SDK writes has fields that this SDK does not know.
    const options = { lenientJson: true };
    return new Reader(await cardinal.CardinalSdk.initialize(undefined, url, login, store, options), folder);
  }

  end(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
