/**
 * Starts a session of the SDK on the keys that were decided on, in either of the two ways: up to 2.2 the key pair is given to the finished
 * api, from 2.3 on the api asks "crypto strategies" for it. Neither is left the choice to make a key pair: it would make one whenever it misses its own.
 */
import { webcrypto } from 'node:crypto';
import { FailureError } from '../../model/failure';
import type { KeyPair } from '../keys/private-key';
import type { AccountSettings } from '../port';
import { cryptoThatGenerates } from './generating-crypto';
import { MemoryStorage } from './memory-storage';
import type { ApiBuilder, CryptoStrategies, HexKeyPair, MedTechApi, MedTechModule } from './shape';

/** The keys of the account, decided before the SDK starts. */
export interface AccountKeys {
  readonly dataOwnerId: string;
  /** All that are at hand; at least one. */
  readonly keyPairs: readonly KeyPair[];
  /** The one to register, because the data owner has none that this generation of the SDK knows. */
  readonly toRegister: KeyPair | undefined;
}

export type Generation =
  | { readonly kind: 'given-keys' }
  | { readonly kind: 'crypto-strategies'; readonly Strategies: NonNullable<MedTechModule['SimpleCryptoStrategies']> };

export function generationOf(module: MedTechModule): Generation {
  const { SimpleCryptoStrategies: Strategies } = module;
  return Strategies !== undefined && module.medTechApi().withCryptoStrategies !== undefined
    ? { kind: 'crypto-strategies', Strategies }
    : { kind: 'given-keys' };
}

/**
 * Rejects with the SDK's own errors, except for
 * @throws FailureError `sdk-missing` when the SDK cannot do what either generation can
 */
export async function startApi(
  module: MedTechModule,
  generation: Generation,
  origin: string,
  credentials: Pick<AccountSettings, 'userName' | 'secret'>,
  keys: AccountKeys,
): Promise<MedTechApi> {
  const storage = new MemoryStorage();
  const builder = module
    .medTechApi()
    .withUserName(credentials.userName)
    .withPassword(credentials.secret.value)
    .withCrypto(webcrypto)
    .withStorage(storage)
    .withKeyStorage(new module.KeyStorageImpl(storage));
  switch (generation.kind) {
    case 'given-keys':
      return startWithGivenKeys(builder.withICureBaseUrl(`${origin}/rest/v1`), keys);
    case 'crypto-strategies':
      return startWithStrategies(module, generation.Strategies, builder.withICureBaseUrl(origin), keys);
    default:
      return generation satisfies never;
  }
}

async function startWithGivenKeys(
  builder: ApiBuilder,
  { dataOwnerId, keyPairs, toRegister }: AccountKeys,
): Promise<MedTechApi> {
  const api = await builder.build();
  if (api.initUserCrypto === undefined || api.addKeyPair === undefined) {
    throw new FailureError(
      'sdk-missing',
      'The installed MedTech SDK is too old or too new for this package: install version 2.2 to 3.3 and restart Node-RED.',
    );
  }
  if (toRegister !== undefined) await api.initUserCrypto(toHex(toRegister));
  for (const keyPair of keyPairs) {
    if (keyPair !== toRegister) await api.addKeyPair(dataOwnerId, toHex(keyPair));
  }
  return api;
}

function startWithStrategies(
  module: MedTechModule,
  Strategies: NonNullable<MedTechModule['SimpleCryptoStrategies']>,
  builder: ApiBuilder,
  { keyPairs, toRegister }: AccountKeys,
): Promise<MedTechApi> {
  const named = module.DataOwnerTypeEnum?.HealthcareProfessional ?? 'HealthcareProfessional';
  const OnlyDecidedKeys = class extends Strategies {
    override allowNewKeyPairGeneration(): Promise<boolean> {
      return Promise.resolve(toRegister !== undefined);
    }

    /** As with the Cardinal SDK. The list of the constructor would have to be a Set up to 3.2 and an array from 3.3 on. */
    override dataOwnerRequiresAnonymousDelegation(_id: string, type: string): boolean {
      return type !== named;
    }
  };
  const strategies: CryptoStrategies = new OnlyDecidedKeys(keyPairs.map(toHex), []);
  builder.withCryptoStrategies?.(strategies);
  if (toRegister !== undefined) builder.withCrypto(cryptoThatGenerates(toRegister));
  return builder.build();
}

function toHex({ pkcs8, spkiHex }: KeyPair): HexKeyPair {
  return { publicKey: spkiHex, privateKey: pkcs8.toString('hex') };
}
