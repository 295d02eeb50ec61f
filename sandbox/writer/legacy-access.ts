/** Legacy delegations, all that MedTech SDKs before 2.3 can read: an exchange key in the writer's own document opens, for each reader, the key of each entity. */
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import type { JsonObject } from '../../src/model/json';
import type { Database } from '../store/database';
import { asUuid, EntitySecrets, findReader, withoutKey, type Access, type EncryptedClass } from './access';
import { Cipher, encryptFor, type PublicKey } from './cipher';

/** Bytes of the key of an entity, which stands in its delegations in the form of a UUID. */
const KEY_LENGTH = 16;

interface Exchange {
  readonly delegate: string;
  readonly cipher: Cipher;
}

export class LegacyAccess implements Access {
  readonly #secrets = new EntitySecrets();
  readonly #exchanges: readonly Exchange[];

  /** @throws Error when a reader is no healthcare professional or has no public key of the legacy kind */
  constructor(
    database: Database,
    private readonly delegator: string,
    readerIds: readonly string[],
  ) {
    const ownKey = makePublicKey();
    const keys = readerIds.map((id) => ({ id, publicKey: legacyKeyOf(database, id), key: randomBytes(32) }));
    const encrypted = keys.map(({ id, publicKey, key }) => {
      const [forMe, forReader] = [ownKey, publicKey].map((one) => encryptFor(one, key).toString('hex'));
      return { id, publicKey, forMe, forReader };
    });
    const own = database.collection('hcparty');
    own.modify({
      ...own.get(delegator),
      publicKey: ownKey.spki,
      hcPartyKeys: Object.fromEntries(
        encrypted.map(({ id, forMe, forReader }) => [id, [forMe ?? '', forReader ?? '']]),
      ),
      aesExchangeKeys: {
        [ownKey.spki]: Object.fromEntries(
          encrypted.map(({ id, publicKey, forMe, forReader }) => [
            id,
            { [fingerprint(ownKey)]: forMe, [fingerprint(publicKey)]: forReader },
          ]),
        ),
      },
    });
    this.#exchanges = keys.map(({ id, key }) => ({ delegate: id, cipher: new Cipher(key) }));
  }

  keyOf(id: string): Buffer {
    return this.#secrets.keyOf(id).subarray(0, KEY_LENGTH);
  }

  metadata(_entityClass: EncryptedClass, id: string, patientId: string | undefined): JsonObject {
    return {
      delegations: this.#delegationsOf(id, this.#secrets.secretIdOf(id)),
      encryptionKeys: this.#delegationsOf(id, asUuid(this.keyOf(id))),
      ...(patientId === undefined
        ? {}
        : {
            secretForeignKeys: [this.#secrets.secretIdOf(patientId)],
            cryptedForeignKeys: this.#delegationsOf(id, patientId),
          }),
    };
  }

  #delegationsOf(id: string, value: string): JsonObject {
    return Object.fromEntries(
      this.#exchanges.map(({ delegate, cipher }) => [
        delegate,
        [{ owner: this.delegator, delegatedTo: delegate, key: cipher.encrypt(`${id}:${value}`).toString('hex') }],
      ]),
    );
  }
}

/** Nobody ever decrypts with it: SDKs look up exchange keys by the public keys of both sides. */
function makePublicKey(): PublicKey {
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { spki: publicKey.export({ type: 'spki', format: 'der' }).toString('hex'), oaepHash: 'sha1' };
}

function legacyKeyOf(database: Database, readerId: string): PublicKey {
  const { publicKey } = findReader(database, readerId);
  if (typeof publicKey !== 'string' || publicKey === '') throw withoutKey(readerId);
  return { spki: publicKey, oaepHash: 'sha1' };
}

/** How exchange keys name a public key: by its end. */
function fingerprint({ spki }: PublicKey): string {
  return spki.slice(-32);
}
