/** What the APIs of the entities have in common. */
import type { Connection } from '../connection';
import type { Fields } from '../models';
import type { SocketOptions } from '../reconnecting-socket';
import type { CurrentUser } from '../session';
import type { BaseApi } from './api';
import type { Mapper, Mapping } from './mapping';
import type { Model } from './models';
import type { Subscriptions } from './subscriptions';
import { toWireFilter, type Filter, type FilteredClass } from './wire-filter';

export type Subscribing = [
  eventTypes: readonly string[],
  filter: Filter,
  onEvent: (entity: Model) => unknown,
  options?: Partial<SocketOptions>,
];

export interface Page {
  readonly pageSize: number;
  readonly totalSize: number;
  readonly rows: Model[];
  readonly nextKeyPair: unknown;
}

/** What the APIs are made of. */
export interface Parts {
  readonly baseApi: BaseApi;
  readonly mapper: Mapper;
  readonly subscriptions: Subscriptions;
}

export class EntityApi {
  constructor(
    protected readonly parts: Parts,
    private readonly mapping: Mapping,
    private readonly filtered: FilteredClass,
    /** Where the entities are asked for. */
    private readonly path: string,
    private readonly decrypted: (wire: Fields) => Promise<Fields>,
  ) {}

  subscribeToEvents(...[eventTypes, filter, onEvent, options = {}]: Subscribing): Promise<Connection> {
    const { entityClass } = this.mapping;
    const { filtered } = this;
    return this.parts.subscriptions.open({ eventTypes, filter, options, entityClass, filtered }, async (wire) => {
      await onEvent(this.toModel(await this.decrypted(wire)));
    });
  }

  /** @param start id of the first entity of the page */
  protected async page(filter: Filter, start?: string, limit?: number, decrypt = true): Promise<Page> {
    if (filter.$type === 'NoOpFilter') return { pageSize: 0, totalSize: 0, rows: [], nextKeyPair: undefined };
    const query = new URLSearchParams({
      ...(start === undefined ? {} : { startDocumentId: start }),
      ...(limit === undefined ? {} : { limit: String(limit) }),
    });
    const body = { $type: 'FilterChain', filter: toWireFilter(filter, this.filtered) };
    const page = (await this.parts.baseApi.rest.send('POST', `${this.path}/filter?${query.toString()}`, body)) as {
      rows: Fields[];
    } & Omit<Page, 'rows'>;
    const rows = decrypt ? await Promise.all(page.rows.map((row) => this.decrypted(row))) : page.rows;
    return { ...page, rows: rows.map((row) => this.toModel(row)) };
  }

  protected async match(filter: Filter): Promise<string[]> {
    if (filter.$type === 'NoOpFilter') return [];
    const body = toWireFilter(filter, this.filtered);
    return (await this.parts.baseApi.rest.send('POST', `${this.path}/match`, body)) as string[];
  }

  protected user(): Promise<CurrentUser> {
    return this.parts.baseApi.userApi.getCurrentUser();
  }

  protected toModel(wire: Fields): Model {
    return this.parts.mapper.fromWire(this.mapping, wire);
  }

  protected toWire(model: object): Fields {
    return this.parts.mapper.toWire(this.mapping, model);
  }
}
