/** Secure delegations, which Cardinal and MedTech SDKs from 2.3 read: exchange data with each reader opens the key of each entity. */
import { createHash, createHmac, randomBytes, randomUUID } from 'node:crypto';
import type { JsonObject } from '../../src/model/json';
import { hashOfAccessControlKey } from '../access/control-keys';
import type { Database } from '../store/database';
import { EntitySecrets, findReader, withoutKey, type Access, type EncryptedClass } from './access';
import { Cipher, encryptFor, publicKeysOf } from './cipher';

/** Stands before each value, so that a reader notices what decrypts to something else. */
const PREFIX = Buffer.from('Cure');

/** Bytes of an access control key. */
const ACCESS_CONTROL_KEY_LENGTH = 16;

const CLASSES = ['Patient', 'Contact', 'HealthElement', 'MaintenanceTask'] as const satisfies EncryptedClass[];

/** What the writer shares with one reader. */
interface Exchange {
  readonly id: string;
  readonly delegate: string;
  readonly cipher: Cipher;
  /** Under which a delegation stands in an entity of a class. */
  readonly hashes: ReadonlyMap<EncryptedClass, string>;
}

export class SecureAccess implements Access {
  readonly #secrets = new EntitySecrets();
  readonly #exchanges: readonly Exchange[];

  /** @throws Error when a reader is no healthcare professional or has no public key */
  constructor(
    database: Database,
    private readonly delegator: string,
    readerIds: readonly string[],
  ) {
    this.#exchanges = readerIds.map((id) => exchangeWith(database, delegator, id));
  }

  keyOf(id: string): Buffer {
    return this.#secrets.keyOf(id);
  }

  metadata(entityClass: EncryptedClass, id: string, patientId: string | undefined): JsonObject {
    const [key, secretId] = [this.keyOf(id), Buffer.from(this.#secrets.secretIdOf(id))];
    const owner = patientId === undefined ? undefined : Buffer.from(patientId);
    const delegations = this.#exchanges.map((exchange): [string, JsonObject] => [
      exchange.hashes.get(entityClass) ?? '',
      {
        delegator: this.delegator,
        delegate: exchange.delegate,
        secretIds: [seal(exchange, secretId)],
        encryptionKeys: [seal(exchange, key)],
        ...(owner === undefined ? {} : { owningEntityIds: [seal(exchange, owner)] }),
        exchangeDataId: exchange.id,
        permissions: 'WRITE',
      },
    ]);
    return {
      ...(patientId === undefined ? {} : { secretForeignKeys: [this.#secrets.secretIdOf(patientId)] }),
      securityMetadata: { secureDelegations: Object.fromEntries(delegations) },
    };
  }
}

function seal({ cipher }: Exchange, value: Buffer): string {
  return cipher.encrypt(Buffer.concat([PREFIX, value])).toString('base64');
}

/** Makes exchange data, as the first SDK that shares something does. */
function exchangeWith(database: Database, delegator: string, delegate: string): Exchange {
  const keys = publicKeysOf(findReader(database, delegate));
  if (keys.length === 0) throw withoutKey(delegate);
  const [key, secret, signatureKey] = [randomBytes(32), randomBytes(16), randomBytes(128)];
  const encrypted = (content: Buffer): JsonObject =>
    Object.fromEntries(keys.map((one) => [fingerprint(one.spki), encryptFor(one, content).toString('base64')]));
  const signed = [
    ['delegator', delegator],
    ['delegate', delegate],
    ['exchangeKey', key.toString('hex')],
    ['accessControlSecret', secret.toString('hex')],
    ['publicKeysFingerprints', [...new Set(keys.map(({ spki }) => fingerprint(spki)))].sort()],
  ];
  const { id } = database.collection('exchangedata').create({
    id: randomUUID(),
    delegator,
    delegate,
    exchangeKey: encrypted(key),
    accessControlSecret: encrypted(secret),
    sharedSignatureKey: encrypted(signatureKey),
    sharedSignature: createHmac('sha512', signatureKey).update(JSON.stringify(signed)).digest('base64'),
    delegatorSignature: {},
  });
  const hashes = new Map(CLASSES.map((entityClass) => [entityClass, hashFor(secret, entityClass)]));
  return { id, delegate, cipher: new Cipher(key), hashes };
}

function hashFor(secret: Buffer, entityClass: EncryptedClass): string {
  const key = createHash('sha256')
    .update(`${secret.toString('hex')}${entityClass}`)
    .digest();
  return hashOfAccessControlKey(key.subarray(0, ACCESS_CONTROL_KEY_LENGTH));
}

/** How exchange data name a public key: its end, without the exponent. */
function fingerprint(spki: string): string {
  return spki.slice(-32, -10);
}
