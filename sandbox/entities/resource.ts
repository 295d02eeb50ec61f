/** What a kind of entity can be asked for: the same for all kinds, apart from what its definition says. */
import type { JsonObject, JsonValue } from '../../src/model/json';
import { accessLevel, isSharedWith } from '../access/delegations';
import type { Caller } from '../auth/caller';
import { parseFilter, resolve, type FilterableClass, type FilterContext } from '../filters';
import { HttpError } from '../http/error';
import type { Collection } from '../store/collection';
import { withoutNulls, type CollectionKind, type StoredDocument } from '../store/document';
import { presented } from './presentation';

export interface ResourceDefinition {
  readonly kind: CollectionKind;
  readonly filterClass: FilterableClass;
  /** Whether access needs a delegation, or everybody who is logged in has it. */
  readonly access: 'by-delegation' | 'open';
  /** What batches answer: whole documents or only ids with revisions. */
  readonly batchAnswer: 'documents' | 'revisions';
  /** Whether `/filter` looks at the predicate of a filter chain; the real server does for few kinds. */
  readonly predicate: 'honoured' | 'ignored';
  /** What is stored for what a client sent: the fields that the server fills in. @throws HttpError 400 when it must be refused */
  readonly prepare: (document: JsonObject) => JsonObject;
  /** Called with what a client sent after it was stored. */
  readonly afterWrite?: (sent: JsonObject, stored: StoredDocument) => void;
}

/** Id and revision, as deletions answer them. */
export type Revision = JsonObject & { id: string; rev: string };

export class Resource {
  constructor(
    readonly definition: ResourceDefinition,
    readonly collection: Collection,
    private readonly quirks: boolean,
  ) {}

  create(sent: JsonObject): StoredDocument {
    const stored = this.collection.create(this.definition.prepare(withoutNulls(sent)));
    this.definition.afterWrite?.(sent, stored);
    return this.present(stored);
  }

  modify(sent: JsonObject, caller: Caller): StoredDocument {
    const document = withoutNulls(sent);
    if (typeof document.id === 'string' && typeof document.rev === 'string') {
      const current = this.writable(document.id, caller);
      if (this.isEncrypted()) refuseOtherSecurityMetadata(current, document);
    }
    const stored = this.collection.modify(this.definition.prepare(document));
    this.definition.afterWrite?.(sent, stored);
    return this.present(stored);
  }

  /** Each document that could be written; what failed is left out without a word, as on the real server. */
  batch(sent: readonly JsonObject[], write: (document: JsonObject) => StoredDocument): JsonValue {
    const stored = succeeding(sent, write);
    return this.definition.batchAnswer === 'documents' ? stored : stored.map(revisionOf);
  }

  /** @throws HttpError 404, 403 */
  get(id: string, caller: Caller): StoredDocument {
    const document = this.collection.get(id);
    if (this.isEncrypted() && accessLevel(document, caller) === 'none') throw accessDenied();
    return this.present(document);
  }

  /** The documents that exist and that the caller may read, in the order of the ids. */
  byIds(ids: readonly string[], caller: Caller): StoredDocument[] {
    return ids.flatMap((id) => {
      const document = this.collection.find(id);
      const isReadable = document !== undefined && (!this.isEncrypted() || accessLevel(document, caller) !== 'none');
      return isReadable ? [this.present(document)] : [];
    });
  }

  /** @throws HttpError 404, 403, 409 */
  softDelete(id: string, rev: string | undefined, caller: Caller): Revision {
    this.writable(id, caller);
    return revisionOf(this.collection.softDelete(id, rev));
  }

  /** @throws HttpError 404, 403, 409 */
  undelete(id: string, rev: string | undefined, caller: Caller): StoredDocument {
    this.writable(id, caller);
    return this.present(this.collection.undelete(id, rev));
  }

  /** @throws HttpError 400 without a revision, 404, 403, 409 */
  purge(id: string, rev: string | undefined, caller: Caller): Revision {
    if (rev === undefined) throw new HttpError(400, 'The rev is required to purge an entity');
    this.writable(id, caller);
    return revisionOf(this.collection.purge(id, rev));
  }

  /** @throws FilterError */
  match(filter: unknown, caller: Caller): string[] {
    const parsed = parseFilter(filter, this.definition.filterClass);
    return resolve(parsed, this.collection.live(), filterContext(caller, this.quirks));
  }

  /** A stored document of this kind as it is answered. */
  present(document: StoredDocument): StoredDocument {
    return presented(document, this.definition.filterClass);
  }

  private writable(id: string, caller: Caller): StoredDocument {
    const document = this.collection.get(id);
    if (this.isEncrypted() && accessLevel(document, caller) !== 'write') throw accessDenied();
    return document;
  }

  private isEncrypted(): boolean {
    return this.definition.access === 'by-delegation';
  }
}

/** What filters need to know of a caller. */
export function filterContext(caller: Caller, quirks: boolean): FilterContext {
  return {
    quirks,
    callerDataOwnerId: caller.dataOwnerId,
    hasAccess: (dataOwnerId, document) => isSharedWith(dataOwnerId, document, caller),
  };
}

export function accessDenied(): HttpError {
  return new HttpError(403, 'Access denied');
}

export function revisionOf({ id, rev }: StoredDocument): Revision {
  return { id, rev };
}

/** The results for those items that are not refused. */
export function succeeding<Item, Result>(items: readonly Item[], act: (item: Item) => Result): Result[] {
  return items.flatMap((item) => {
    try {
      return [act(item)];
    } catch (error) {
      if (error instanceof HttpError) return [];
      throw error;
    }
  });
}

/** Delegations are changed by sharing only; the first ones may come with a modification, as older entities have none. */
function refuseOtherSecurityMetadata(current: StoredDocument, document: JsonObject): void {
  if (current.securityMetadata === undefined) return;
  if (canonical(current.securityMetadata) !== canonical(document.securityMetadata)) {
    throw new HttpError(400, 'Impossible to modify directly security metadata: use the share methods instead');
  }
}

/** A text that is equal for equal metadata: keys sorted, and without the empty lists and objects that SDKs add or leave out. */
function canonical(value: JsonValue | undefined): string {
  return JSON.stringify(value, (_key, part: JsonValue) => {
    if (typeof part !== 'object' || part === null) return part;
    if (Array.isArray(part)) return part.length === 0 ? undefined : [...part].sort();
    const entries = Object.entries(part).sort(([left], [right]) => (left < right ? -1 : 1));
    return entries.length === 0 ? undefined : Object.fromEntries(entries);
  });
}
