/** The stand-in's API of data owners: their keys. */
import { generateKeyPairSync } from 'node:crypto';
import { dataOwnerOf, type CurrentUser } from './base-apis';
import { knows, publicKeysOf, type DataOwners } from './data-owners';
import { fingerprint, KeyPair, type HexKeyPair, type KeyStorageImpl } from './key-pairs';
import type { LegacyCrypto } from './legacy-crypto';
import { notPlayed } from './not-played';

export class DataOwnerApi {
  constructor(
    private readonly dataOwners: DataOwners,
    private readonly crypto: LegacyCrypto,
    private readonly keyStorage: KeyStorageImpl,
  ) {}

  getDataOwnerIdOf(user: object): string {
    return dataOwnerOf(user as CurrentUser);
  }

  /**
   * Without a key that the data owner has, it takes what it is given, or makes a key pair of its own, and registers it: data shared before becomes
   * unreadable (facts on the MedTech SDK, 0.8).
   */
  async initCryptoFor(user: object, keyPair?: HexKeyPair): Promise<HexKeyPair[]> {
    const owner = await this.dataOwners.get(this.getDataOwnerIdOf(user));
    const stored = await Promise.all(
      publicKeysOf(owner).map((publicKey) => this.keyStorage.getKeypair(`${owner.id}.${fingerprint(publicKey)}`)),
    );
    const pairs = stored.filter((pair) => pair !== undefined);
    if (pairs.length > 0 && keyPair !== undefined && pairs.every(({ publicKey }) => publicKey !== keyPair.publicKey)) {
      throw new Error('The provided key pair is not present on the device and other key pairs are already present.');
    }
    if (pairs.length === 0) {
      const pair = keyPair === undefined ? newKeyPair() : KeyPair.fromHex(keyPair);
      await this.keep(owner.id, pair);
      if (!knows(owner, pair.publicKey)) {
        const added =
          owner.publicKey === undefined
            ? { publicKey: pair.publicKey }
            : { aesExchangeKeys: { ...owner.aesExchangeKeys, [pair.publicKey]: {} } };
        await this.dataOwners.save({ ...owner, ...added });
      }
    }
    for (const pair of pairs) this.crypto.addKeyPair(pair);
    return this.crypto.keyPairs.map((pair) => pair.toHex());
  }

  giveAccessBackTo(): Promise<never> {
    return Promise.reject(notPlayed('dataOwnerApi.giveAccessBackTo'));
  }

  /** Does not tell the server. */
  async keep(dataOwnerId: string, pair: KeyPair): Promise<void> {
    await this.keyStorage.storeKeyPair(`${dataOwnerId}.${pair.fingerprint}`, pair);
    this.crypto.addKeyPair(pair);
  }
}

function newKeyPair(): KeyPair {
  return new KeyPair(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey);
}
