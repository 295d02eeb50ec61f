/** What the entities' APIs of the stand-in have in common. */
import { BaseApis, dataOwnerOf, type CurrentUser } from './base-apis';
import { Connection } from './connection';
import { toWireFilter } from './filter-mapping';
import type { LegacyCrypto } from './legacy-crypto';
import { DATA_SAMPLE, fromWire, split, toWire, USER, type Mapping } from './mapping';
import type { Fields, Model } from './models';
import { ReconnectingSocket, type SocketOptions } from './reconnecting-socket';
import { plainError, type RestClient } from './rest-client';

export type { CurrentUser } from './base-apis';

const DEFAULTS: SocketOptions = { connectionMaxRetry: 5, connectionRetryIntervalMs: 1000 };

/** A page of a list as the server answers it. */
export interface Page extends Fields {
  readonly rows: readonly Fields[];
}

/** What is left of a wire entity for an account that cannot decrypt it. */
interface Decryption {
  readonly wire: Fields;
  readonly decrypted: boolean;
}

export class Session {
  readonly base: BaseApis;

  constructor(
    readonly rest: RestClient,
    readonly crypto: LegacyCrypto,
  ) {
    this.base = new BaseApis(rest, crypto);
  }

  /** Rejects with a plain error, as most calls of the real one do. */
  async send(method: string, path: string, body?: unknown): Promise<unknown> {
    return this.plainly(() => this.rest.send(method, path, body));
  }

  async plainly<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      throw plainError(error);
    }
  }

  currentUser(): Promise<CurrentUser> {
    return this.plainly(() => this.base.userApi.getCurrentUser());
  }

  async self(): Promise<string> {
    return dataOwnerOf(await this.currentUser());
  }

  /** @param wire with its metadata, unencrypted */
  async encrypted({ encrypted }: Mapping, wire: Fields): Promise<Fields> {
    const { clear, secret } = split(encrypted, wire);
    return { ...clear, encryptedSelf: await this.crypto.encryptContent(secret, await this.self(), wire) };
  }

  async decrypted(wire: Fields, self?: string): Promise<Decryption> {
    const { encryptedSelf } = wire;
    if (typeof encryptedSelf !== 'string') return { wire, decrypted: true };
    const content = await this.crypto.decryptContent(encryptedSelf, self ?? (await this.self()), wire);
    return { wire: { ...wire, ...content }, decrypted: content !== undefined };
  }

  /** Creates what has no revision and modifies what has. */
  async save(mapping: Mapping, wire: Fields): Promise<Model> {
    const method = wire.rev === undefined ? 'POST' : 'PUT';
    const saved = (await this.send(method, mapping.path, await this.encrypted(mapping, wire))) as Fields;
    return fromWire(mapping, (await this.decrypted(saved)).wire);
  }

  /** What cannot be decrypted comes without its encrypted fields. */
  async get({ path }: Mapping, id: string): Promise<Decryption> {
    return this.decrypted((await this.send('GET', `${path}/${id}`)) as Fields);
  }

  /** Returns what the server says of what it deleted. */
  async delete({ path }: Mapping, id: string): Promise<{ readonly id: string; readonly rev: string }> {
    const answer = await this.send('DELETE', `${path}/${id}`);
    const [deleted] = [answer].flat() as { readonly id: string; readonly rev: string }[];
    if (deleted === undefined) throw new Error(`Could not delete ${path} ${id}`);
    return deleted;
  }

  /** A page of what a filter finds, as it comes. */
  async filter({ path, filters }: Mapping, filter: object, startId?: string, limit?: number): Promise<Page> {
    const body = { $type: 'FilterChain', filter: toWireFilter(filters, filter) };
    const asked = new URLSearchParams();
    if (startId !== undefined) asked.set('startDocumentId', startId);
    if (limit !== undefined) asked.set('limit', String(limit));
    return (await this.send('POST', `${path}/filter?${asked}`, body)) as Page;
  }

  async match({ path, filters }: Mapping, filter: object): Promise<string[]> {
    return (await this.send('POST', `${path}/match`, toWireFilter(filters, filter))) as string[];
  }

  /**
   * Shares an entity of one's own with another data owner.
   * @param refusal what is thrown when the account has no access itself
   */
  async giveAccess(
    mapping: Mapping,
    model: object,
    delegate: string,
    refusal: (userId: string) => string,
  ): Promise<Model> {
    const user = await this.currentUser();
    const self = dataOwnerOf(user);
    const wire = toWire(mapping, model);
    const { delegations = {} } = wire as { readonly delegations?: Readonly<Record<string, readonly unknown[]>> };
    if (wire.id !== self && (delegations[self] ?? []).length === 0) throw new Error(refusal(user.id));
    const metadata = await this.crypto.sharedMetadata(wire, self, delegate);
    return metadata === undefined ? (model as Model) : this.save(mapping, { ...wire, ...metadata });
  }

  /** Resolves before the socket is open (facts on the MedTech SDK, 0.5). */
  async subscribe(
    mapping: Mapping,
    eventTypes: readonly string[],
    filter: object | undefined,
    onEvent: (entity: Model) => unknown,
    options: Partial<SocketOptions> = {},
  ): Promise<Connection> {
    const user = mapping === USER ? undefined : await this.base.userApi.getCurrentUser();
    const { entityClass, filters } = mapping;
    const socket = new ReconnectingSocket(
      () => this.#socketUrl(),
      // Made when the socket opens: a filter of something else fails only then, where nobody handles it.
      () => {
        const wireFilter = filter === undefined ? undefined : { filter: toWireFilter(filters, filter) };
        return JSON.stringify({ eventTypes, entityClass, filter: wireFilter });
      },
      { ...DEFAULTS, ...options },
      async (value) => {
        onEvent(await this.#event(mapping, value as Fields, user));
      },
    );
    await socket.connect();
    return new Connection(socket);
  }

  /** With a one-time token, which each new socket needs. */
  async #socketUrl(): Promise<string> {
    const token = await this.rest.send('GET', `auth/token/GET/${encodeURIComponent('/ws/v1/notification')}`);
    const base = this.rest.url.replace('http', 'ws').replace('rest', 'ws');
    return `${base}/notification/subscribe;tokenid=${String(token)}`;
  }

  /** What cannot be decrypted comes without its encrypted fields; a data sample does not come at all, nor any to a patient (facts, 3 and 5). */
  async #event(mapping: Mapping, value: Fields, user: CurrentUser | undefined): Promise<Model> {
    if (user === undefined) return fromWire(mapping, value);
    const isSample = mapping === DATA_SAMPLE;
    if (isSample && user.healthcarePartyId === undefined)
      throw new Error('DataOwner with id undefined cannot be resolved');
    const { wire, decrypted } = await this.decrypted(value, dataOwnerOf(user));
    if (!decrypted && isSample) throw undecryptable();
    return fromWire(mapping, wire);
  }
}

/** What the real one stumbles over when it has no key to a data sample. */
export function undecryptable(): TypeError {
  return new TypeError("Cannot read properties of undefined (reading 'replace')");
}
