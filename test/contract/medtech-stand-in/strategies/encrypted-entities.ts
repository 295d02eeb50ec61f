/** The entities of one class as wire JSON, with their encryption. */
import { randomUUID } from 'node:crypto';
import type { Fields } from '../models';
import type { CurrentUser } from '../session';
import type { RestClient } from '../rest-client';
import type { EntityCrypto, EntityType } from './entity-crypto';

export interface NewInstanceOptions {
  /** Besides those whom the user shares everything with. */
  readonly additionalDelegates?: Readonly<Record<string, 'WRITE' | 'READ'>>;
  /** Shared with the additional delegates only. */
  readonly confidential?: boolean;
}

/** They are decrypted on this side of it, and encrypted on the server's. */
export class EncryptedEntities {
  constructor(
    protected readonly rest: RestClient,
    readonly crypto: EntityCrypto,
    readonly type: EntityType,
    readonly path: string,
    /** What goes into `encryptedSelf`. */
    private readonly secretFields: readonly string[],
  ) {}

  /** With the metadata of encryption, but not stored. */
  protected async initialised(
    user: CurrentUser,
    entity: Fields,
    { additionalDelegates = {}, confidential = false }: NewInstanceOptions,
    patient?: Fields,
  ): Promise<Fields> {
    const shared = confidential ? [] : Object.values(user.autoDelegations ?? {}).flat();
    const parent = patient === undefined ? undefined : await this.#parent(patient);
    const now = Date.now();
    const metadata = await this.crypto.newMetadata(this.type, [...shared, ...Object.keys(additionalDelegates)], parent);
    const filled = {
      id: randomUUID(),
      created: now,
      modified: now,
      responsible: this.crypto.dataOwnerId,
      author: user.id,
    };
    return { ...filled, ...withoutUndefined(entity), ...metadata };
  }

  async decrypted(entity: Fields): Promise<Fields> {
    const { encryptedSelf, ...clear } = entity;
    if (typeof encryptedSelf !== 'string') return entity;
    const content = await this.crypto.decryptContent(encryptedSelf, { entity, type: this.type });
    return content === undefined ? entity : { ...clear, ...content };
  }

  async create(entity: Fields): Promise<Fields> {
    return this.decrypted(await this.#send('POST', this.path, await this.encrypted(entity)));
  }

  async modify(entity: Fields): Promise<Fields> {
    return this.decrypted(await this.#send('PUT', this.path, await this.encrypted(entity)));
  }

  async get(id: string): Promise<Fields> {
    return this.decrypted(await this.#send('GET', `${this.path}/${id}`));
  }

  async delete(id: string): Promise<{ readonly id: string; readonly rev: string }> {
    return (await this.#send('DELETE', `${this.path}/${id}`)) as { id: string; rev: string };
  }

  /** Makes an entity readable for one more data owner. */
  async shareWith(delegate: string, entity: Fields): Promise<Fields> {
    const request = await this.crypto.shareRequest({ entity, type: this.type }, delegate);
    if (request === undefined) return entity;
    const body = { requestsByEntityId: { [String(entity.id)]: request } };
    const answer = await this.#send('PUT', `${this.path}/bulkSharedMetadataUpdate`, body);
    const [result] = answer as unknown as { updatedEntity?: Fields; rejectedRequests: Fields }[];
    if (result?.updatedEntity === undefined) throw new Error(`Could not share ${String(entity.id)} with ${delegate}`);
    return this.decrypted(result.updatedEntity);
  }

  protected async encrypted(entity: Fields): Promise<Fields> {
    const { clear, secret } = divided(entity, this.secretFields);
    return { ...clear, encryptedSelf: await this.crypto.encryptContent(secret, { entity, type: this.type }) };
  }

  async #send(method: string, path: string, body?: unknown): Promise<Fields> {
    return (await this.rest.send(method, path, body, this.crypto.accessHeaders(this.type))) as Fields;
  }

  async #parent(patient: Fields): Promise<{ id: string; secretId: string }> {
    const [secretId] = await this.crypto.secretIdsOf({ entity: patient, type: 'Patient' });
    if (secretId === undefined) throw new Error(`Couldn't find any sfk of parent patient ${String(patient.id)}`);
    return { id: String(patient.id), secretId };
  }
}

/** What of an entity says who may read it. */
export function metadataIn(entity: Fields): Fields {
  const names = ['delegations', 'encryptionKeys', 'cryptedForeignKeys', 'secretForeignKeys', 'securityMetadata'];
  return divided(entity, names).secret;
}

export function divided(
  fields: Fields,
  secretNames: readonly string[],
): { readonly clear: Fields; readonly secret: Fields } {
  const isSecret = ([name]: readonly [string, unknown]): boolean => secretNames.includes(name);
  const entries = Object.entries(fields);
  return {
    clear: Object.fromEntries(entries.filter((entry) => !isSecret(entry))),
    secret: Object.fromEntries(entries.filter(isSecret)),
  };
}

export function withoutUndefined(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
