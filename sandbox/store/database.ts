/** All that the sandbox stores. */
import { isJsonObject, type JsonObject } from '../../src/model/json';
import { Collection } from './collection';
import { COLLECTION_KINDS, type Change, type CollectionKind, type StoredDocument } from './document';
import { noJournal, openJournal, type Journal, type Tables } from './journal';

/** Values without revisions, for what is no entity: passwords, keys. */
export interface KeyValueTable {
  get(key: string): JsonObject | undefined;
  put(key: string, value: JsonObject): void;
}

export class Database {
  private readonly collections: Record<CollectionKind, Collection>;
  private readonly journal: Journal;
  private readonly tables: Tables;
  private readonly listeners: ((change: Change) => void)[] = [];

  /** @param folder where to persist; in memory only when undefined */
  constructor(folder: string | undefined) {
    const { journal, tables } =
      folder === undefined ? { journal: noJournal, tables: new Map<never, never>() } : openJournal(folder);
    this.journal = journal;
    this.tables = tables;
    this.collections = Object.fromEntries(COLLECTION_KINDS.map((kind) => [kind, this.openCollection(kind)])) as Record<
      CollectionKind,
      Collection
    >;
  }

  collection(kind: CollectionKind): Collection {
    return this.collections[kind];
  }

  /** A table of its own, beside the collections. */
  keyValues(name: string): KeyValueTable {
    const values = this.tables.get(name) ?? new Map<string, JsonObject>();
    return {
      get: (key) => values.get(key),
      put: (key, value) => {
        values.set(key, value);
        this.journal.put(name, key, value);
      },
    };
  }

  /** Calls the listener after each write, in their order. */
  onChange(listener: (change: Change) => void): void {
    this.listeners.push(listener);
  }

  close(): void {
    this.journal.close();
  }

  private openCollection(kind: CollectionKind): Collection {
    const kept = [...(this.tables.get(kind)?.values() ?? [])].filter(isStoredDocument);
    return new Collection(
      kind,
      new Map(kept.map((document) => [document.id, document])),
      (id, document) => {
        this.journal.put(kind, id, document);
      },
      (change) => {
        for (const listener of this.listeners) listener(change);
      },
    );
  }
}

function isStoredDocument(value: JsonObject): value is StoredDocument {
  return isJsonObject(value) && typeof value.id === 'string' && typeof value.rev === 'string';
}
