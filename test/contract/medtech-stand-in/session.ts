/** What the entities' APIs of the stand-in have in common. */
import { Connection } from './connection';
import type { LegacyCrypto, Parent } from './legacy-crypto';
import { fromWire, split, toWire, type Mapping } from './mapping';
import type { Fields, Model } from './models';
import { ReconnectingSocket, type SocketOptions } from './reconnecting-socket';
import type { RestClient } from './rest-client';

const DEFAULTS: SocketOptions = { connectionMaxRetry: 5, connectionRetryIntervalMs: 1000 };

export interface CurrentUser extends Fields {
  readonly id: string;
  readonly healthcarePartyId?: string;
  readonly patientId?: string;
  readonly deviceId?: string;
  readonly autoDelegations?: Readonly<Record<string, readonly string[]>>;
}

export class Session {
  constructor(
    readonly rest: RestClient,
    readonly crypto: LegacyCrypto,
  ) {}

  async currentUser(): Promise<CurrentUser> {
    return (await this.rest.send('GET', 'user/current')) as CurrentUser;
  }

  /** Whom the user has chosen to share everything with. */
  async delegates(): Promise<readonly string[]> {
    return Object.values((await this.currentUser()).autoDelegations ?? {}).flat();
  }

  async self(): Promise<string> {
    return dataOwnerOf(await this.currentUser());
  }

  /** @param delegates besides those of the user */
  async createOrModify(
    mapping: Mapping,
    model: object,
    parent?: Parent,
    delegates: readonly string[] = [],
  ): Promise<Model> {
    const self = await this.self();
    const { clear, secret } = split(mapping, toWire(mapping, model));
    const isNew = clear.rev === undefined;
    const metadata = isNew
      ? await this.crypto.newMetadata(String(clear.id), self, [...(await this.delegates()), ...delegates], parent)
      : clear;
    const encryptedSelf = await this.crypto.encryptContent(secret, self, metadata);
    const body = { ...clear, ...metadata, encryptedSelf };
    const saved = (await this.rest.send(isNew ? 'POST' : 'PUT', mapping.path, body)) as Fields;
    return fromWire(mapping, { ...saved, ...secret });
  }

  async delete({ path }: Mapping, id: string): Promise<string> {
    await this.rest.send('DELETE', `${path}/${id}`);
    return id;
  }

  /** Resolves before the socket is open (facts on the MedTech SDK, 0.5). */
  async subscribe(
    mapping: Mapping,
    eventTypes: readonly string[],
    filter: object,
    onEvent: (entity: Model) => unknown,
    options: Partial<SocketOptions> = {},
  ): Promise<Connection> {
    const self = await this.self();
    const subscription = JSON.stringify({ eventTypes, entityClass: mapping.entityClass, filter: { filter } });
    const socket = new ReconnectingSocket(
      () => this.#socketUrl(),
      subscription,
      { ...DEFAULTS, ...options },
      async (value) => {
        onEvent(await this.#decrypted(mapping, value as Fields, self));
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

  /** What cannot be decrypted comes without its encrypted fields; a data sample does not come at all (facts, 5). */
  async #decrypted(mapping: Mapping, wire: Fields, self: string): Promise<Model> {
    const { encryptedSelf } = wire;
    if (typeof encryptedSelf !== 'string') return fromWire(mapping, wire);
    const content = await this.crypto.decryptContent(encryptedSelf, self, wire);
    if (content === undefined && mapping.path === 'contact')
      throw new TypeError("Cannot read properties of undefined (reading 'replace')");
    return fromWire(mapping, { ...wire, ...content });
  }
}

export function dataOwnerOf({ healthcarePartyId, patientId, deviceId }: CurrentUser): string {
  const id = healthcarePartyId ?? patientId ?? deviceId;
  if (id === undefined) throw new Error('The user is no data owner');
  return id;
}
