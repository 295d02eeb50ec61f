/** What decides about keys on behalf of the api. */
import type { HexKeyPair } from '../key-pairs';

export const DataOwnerTypeEnum = {
  Patient: 'Patient',
  HealthcareProfessional: 'HealthcareProfessional',
  MedicalDevice: 'MedicalDevice',
} as const;

export type DataOwnerType = keyof typeof DataOwnerTypeEnum;

export const CryptoStrategies = {
  KeyVerificationBehaviour: {
    MARK_UNVERIFIED: 'MARK_UNVERIFIED',
    TEMPORARILY_UNVERIFIED: 'TEMPORARILY_UNVERIFIED',
    MARK_VERIFIED: 'MARK_VERIFIED',
  },
} as const;

type KeyVerification = keyof (typeof CryptoStrategies)['KeyVerificationBehaviour'];

export interface DataOwnerWithType {
  readonly type: DataOwnerType;
  readonly dataOwner: object;
}

/** Keys by their public part: SPKI as hex. */
interface KeyDecision {
  readonly recoveredKeyPairs: readonly HexKeyPair[];
  readonly verifiedKeys: Readonly<Record<string, KeyVerification>>;
}

export interface Strategies {
  recoverAndVerifyKeys(
    self: DataOwnerWithType,
    missingKeys: readonly string[],
    unverifiedKeys: readonly string[],
  ): Promise<KeyDecision>;
  allowNewKeyPairGeneration(self: DataOwnerWithType): Promise<boolean>;
  notifyKeyPairGeneration(keyPair: HexKeyPair): Promise<void>;
  verifyDelegatePublicKeys(
    delegateId: string,
    publicKeys: readonly string[],
    primitives: object,
  ): Promise<readonly string[]>;
  dataOwnerRequiresAnonymousDelegation(dataOwnerId: string, type: DataOwnerType): boolean;
}

/** Trusts the server's public keys, and takes the private ones that it is given. */
export class SimpleCryptoStrategies implements Strategies {
  #generated: HexKeyPair | undefined;

  /** @param anonymousDataOwnerTypes required, and an array: without it, what asks for it fails */
  constructor(
    private readonly availableKeys: readonly HexKeyPair[],
    protected readonly anonymousDataOwnerTypes: Iterable<string>,
  ) {}

  get generatedKeyPair(): HexKeyPair | undefined {
    return this.#generated;
  }

  recoverAndVerifyKeys(
    _self: DataOwnerWithType,
    missingKeys: readonly string[],
    unverifiedKeys: readonly string[],
  ): Promise<KeyDecision> {
    const recoveredKeyPairs = this.availableKeys.filter(({ publicKey }) => missingKeys.includes(publicKey));
    const isKnown = (key: string): boolean => this.availableKeys.some(({ publicKey }) => publicKey === key);
    const decided = unverifiedKeys
      .filter((key) => recoveredKeyPairs.every(({ publicKey }) => publicKey !== key))
      .map((key) => [key, isKnown(key) ? 'MARK_VERIFIED' : 'TEMPORARILY_UNVERIFIED'] as const);
    return Promise.resolve({ recoveredKeyPairs, verifiedKeys: Object.fromEntries(decided) });
  }

  allowNewKeyPairGeneration(): Promise<boolean> {
    return Promise.resolve(true);
  }

  notifyKeyPairGeneration(keyPair: HexKeyPair): Promise<void> {
    if (this.#generated !== undefined) return Promise.reject(new Error('A new key pair was already created'));
    this.#generated = keyPair;
    return Promise.resolve();
  }

  verifyDelegatePublicKeys(_delegateId: string, publicKeys: readonly string[]): Promise<readonly string[]> {
    return Promise.resolve(publicKeys);
  }

  dataOwnerRequiresAnonymousDelegation(_dataOwnerId: string, type: DataOwnerType): boolean {
    return (this.anonymousDataOwnerTypes as readonly string[]).includes(type);
  }
}

/** Up to 3.2: the types must be a Set. */
export class SimpleCryptoStrategiesOfSets extends SimpleCryptoStrategies {
  override dataOwnerRequiresAnonymousDelegation(_dataOwnerId: string, type: DataOwnerType): boolean {
    return (this.anonymousDataOwnerTypes as ReadonlySet<string>).has(type);
  }
}
