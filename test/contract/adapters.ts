/** What an SDK does for the store of a session, which keeps it to itself otherwise. */
import assert from 'node:assert/strict';
import { adaptCardinal } from '../../src/sdk/cardinal/adapter';
import { adaptMedTech } from '../../src/sdk/medtech/adapter';
import type { AccountSettings, SdkSession } from '../../src/sdk/port';
import { openAccountSession, type SessionRequest } from '../../src/sdk/session/account-session';
import type { SdkAdapter } from '../../src/sdk/session/sdk-adapter';

export type EntityCrypto = Pick<SdkAdapter<string>, 'decrypt' | 'keysOf' | 'newMetadata' | 'patientsOf'>;

/** Opens a session in the thread of the test. */
export async function openAdapter(settings: AccountSettings): Promise<{ session: SdkSession; crypto: EntityCrypto }> {
  const adapters: EntityCrypto[] = [];
  const open = <Frame extends string | object>(adapt: SessionRequest<Frame>['adapt']): Promise<SdkSession> =>
    openAccountSession<Frame>({
      settings,
      onFailed: () => undefined,
      signal: undefined,
      applyTls: () => () => undefined,
      adapt: async (context) => {
        const adapter = await adapt(context);
        adapters.push(adapter);
        return adapter;
      },
    });
  const session = settings.sdk === 'cardinal' ? await open(adaptCardinal) : await open(adaptMedTech);
  const [crypto] = adapters;
  assert(crypto);
  return { session, crypto };
}
