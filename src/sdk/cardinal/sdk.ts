/** Loads the Cardinal SDK and starts an instance of it: on the driver's tokens, its key store and its decision about keys. */
import type * as Cardinal from '@icure/cardinal-sdk' with { 'resolution-mode': 'import' };
import type { CardinalSdk, CryptoStrategies, XRsaKeypair } from '@icure/cardinal-sdk' with {
  'resolution-mode': 'import',
};
import type { KeyStore } from '../keys/key-store';
import type { Tokens } from '../server/login';
import type { KeyPair } from '../keys/private-key';

export type CardinalModule = typeof Cardinal;

/** The SDK is an ES module of 32 MB that takes half a second to load: it is loaded when it is first used. */
export function loadCardinal(): Promise<CardinalModule> {
  return import('@icure/cardinal-sdk');
}

export interface SdkSettings {
  readonly serverUrl: string;
  readonly store: KeyStore;
  /** The key pair to register, when the data owner has none on the server. */
  readonly firstKey: KeyPair | undefined;
  readonly leavesServerAlone: boolean;
}

/** Rejects with the SDK's own errors: `sdk-error.ts` reads them. */
export async function startSdk(module: CardinalModule, settings: SdkSettings, tokens: Tokens): Promise<CardinalSdk> {
  const { AuthenticationMethod } = module;
  return module.CardinalSdk.initialize(
    undefined,
    settings.serverUrl,
    new AuthenticationMethod.UsingCredentials.JwtCredentials(tokens.refresh, tokens.bearer),
    settings.store,
    {
      createTransferKeys: !settings.leavesServerAlone,
      cryptoStrategies: cryptoStrategies(module, settings.firstKey),
      // A field that a newer server adds must not make the SDK give up.
      lenientJson: true,
      // Asked only when the tokens fit several groups, in which case the login chose one.
      groupSelector: () => Promise.resolve(tokens.groupId ?? ''),
    },
  );
}

/** The SDK's defaults, except that it never makes a key pair on its own. */
function cryptoStrategies(module: CardinalModule, firstKey: KeyPair | undefined): CryptoStrategies {
  const { RsaEncryptionAlgorithm } = module;
  return new (class extends module.CryptoStrategies {
    override generateNewKeyForDataOwner: CryptoStrategies['generateNewKeyForDataOwner'] = async (
      _self,
      { rsa },
    ): Promise<boolean | XRsaKeypair> =>
      firstKey === undefined
        ? false
        : rsa.loadKeyPairPkcs8(RsaEncryptionAlgorithm.OaepWithSha256, new Int8Array(firstKey.pkcs8));
  })();
}
