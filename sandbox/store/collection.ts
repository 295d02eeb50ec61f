/** One collection of entities: writes with CouchDB's revisions and iCure's soft deletion. */
import { randomBytes } from 'node:crypto';
import type { JsonObject } from '../../src/model/json';
import { HttpError } from '../http/error';
import { idOf, type Change, type CollectionKind, type StoredDocument } from './document';

/** Keeps a document wherever it must survive; undefined when it is gone for good. */
export type Keep = (id: string, document: StoredDocument | undefined) => void;

export class Collection {
  constructor(
    private readonly kind: CollectionKind,
    private readonly documents: Map<string, StoredDocument>,
    private readonly keep: Keep,
    private readonly announce: (change: Change) => void,
  ) {}

  /** Everything stored, soft-deleted documents too, in the order of creation. */
  all(): StoredDocument[] {
    return [...this.documents.values()];
  }

  /** What is in the server's views: everything that is not soft-deleted. */
  live(): StoredDocument[] {
    return this.all().filter((document) => document.deletionDate === undefined);
  }

  find(id: string): StoredDocument | undefined {
    return this.documents.get(id);
  }

  /** Puts a document in the place of the one with its id, past every rule: no new revision, and nobody is told. */
  overwrite(document: StoredDocument): void {
    this.documents.set(document.id, document);
    this.keep(document.id, document);
  }

  /** @throws HttpError 404 with an empty body, as the real server's `GET /{id}` */
  get(id: string): StoredDocument {
    const document = this.documents.get(id);
    if (document === undefined) throw new HttpError(404);
    return document;
  }

  /** @throws HttpError 400 with a revision or a bad id, 409 when the id is taken (by a soft-deleted document, too) */
  create(document: JsonObject): StoredDocument {
    const id = idOf(document);
    if (document.rev !== undefined) throw new HttpError(400, 'A new entity should not have a rev');
    if (this.documents.has(id)) throw new HttpError(409, 'Document update conflict');
    const stored = { ...document, id, rev: nextRevision(undefined) };
    this.store(stored);
    this.announce({ operation: 'create', kind: this.kind, document: stored });
    return stored;
  }

  /** @throws HttpError 400 without a revision, 404 when there is no such document, 409 when the revision is not the current one */
  modify(document: JsonObject): StoredDocument {
    const id = idOf(document);
    if (typeof document.rev !== 'string') throw new HttpError(400, 'A modified entity should have a rev');
    return this.write('modify', this.current(id, document.rev), { ...document, id });
  }

  /** @throws HttpError 404, and 409 when a revision is given that is not the current one */
  softDelete(id: string, rev: string | undefined): StoredDocument {
    const previous = this.current(id, rev);
    return this.write('delete', previous, { ...previous, deletionDate: Date.now() });
  }

  /** @throws HttpError 404, and 409 when a revision is given that is not the current one */
  undelete(id: string, rev: string | undefined): StoredDocument {
    const previous = this.current(id, rev);
    const document: JsonObject & { id: string } = { ...previous };
    delete document.deletionDate;
    return this.write('undelete', previous, document);
  }

  /**
   * Removes a document for good. As on the real server it is soft-deleted first, and that step is what is announced.
   * @throws HttpError 404, and 409 when the revision is not the current one
   */
  purge(id: string, rev: string): StoredDocument {
    const previous = this.current(id, rev);
    const document = { ...previous, deletionDate: Date.now(), rev: nextRevision(previous.rev) };
    this.keep(id, undefined);
    this.documents.delete(id);
    this.announce({ operation: 'purge', kind: this.kind, document, previous });
    return document;
  }

  /** @throws HttpError 404, and 409 when a revision is given that is not the current one */
  current(id: string, rev: string | undefined): StoredDocument {
    const document = this.get(id);
    if (rev !== undefined && rev !== document.rev) throw new HttpError(409, 'Document update conflict');
    return document;
  }

  private write(
    operation: 'modify' | 'delete' | 'undelete',
    previous: StoredDocument,
    document: JsonObject & { readonly id: string },
  ): StoredDocument {
    const stored = { ...document, rev: nextRevision(previous.rev) };
    this.store(stored);
    this.announce({ operation, kind: this.kind, document: stored, previous });
    return stored;
  }

  private store(document: StoredDocument): void {
    this.keep(document.id, document);
    this.documents.set(document.id, document);
  }
}

/** `N-<32 hex digits>`, N counting the writes of a document from 1. */
function nextRevision(rev: string | undefined): string {
  const count = rev === undefined ? 0 : Number.parseInt(rev, 10);
  return `${count + 1}-${randomBytes(16).toString('hex')}`;
}
