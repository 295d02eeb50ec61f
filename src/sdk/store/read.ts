/** Finds and reads entities. */
import type { EntityName } from '../../model/entities';
import { FailureError } from '../../model/failure';
import { matchesFilter, type Filter, type FilterSubject } from '../../model/filter';
import { isJsonObject, type JsonObject } from '../../model/json';
import type { StoredEntity } from '../../model/stored-entity';
import { versionOf, type Version } from '../../model/version';
import { toPayload } from '../mapping';
import { pagesOf } from '../server/pages';
import { decryptEntity } from '../wire/decrypt-entity';
import type { Decryption } from '../wire/encryption';
import { ownersOf } from '../wire/entity-json';
import { idsOf, patientsAskedFor, type FindingPatients } from '../wire/patients-of';
import type { StoreContext } from './context';
import { RESOURCES } from './resources';
import { toSearchFilter } from './search-filter';

/** An entity in the form of the wire, as the server has it. */
export type Document = JsonObject & { readonly id: string };

/** Ids in one request, at most. */
const PAGE = 100;

/** See `EntityStore.match`. */
export function matchEntities(context: StoreContext, entity: EntityName, filter: Filter): Promise<string[]> {
  return search(context, entity, toSearchFilter(entity, filter, context.identity.dataOwnerId));
}

/** See `EntityStore.matchName`. */
export function matchNames(context: StoreContext, part: string): Promise<string[]> {
  const { dataOwnerId } = context.identity;
  return search(context, 'Patient', {
    $type: 'PatientByHcPartyNameContainsFuzzyFilter',
    healthcarePartyId: dataOwnerId,
    searchString: part,
  });
}

/** @returns the ids of what the server finds by a filter of its own, sorted */
async function search({ requests }: StoreContext, entity: EntityName, filter: JsonObject): Promise<string[]> {
  const answer = await requests.ask({
    entity,
    method: 'POST',
    path: `${RESOURCES[entity].path}/match`,
    body: filter,
    what: `Searching for a ${entity}`,
  });
  if (answer.kind === 'refused') throw searchRefused(entity, answer.status);
  const ids: unknown = answer.body;
  // To find nothing is an answer, too, so that it must be the server's.
  if (!Array.isArray(ids)) {
    throw new FailureError('protocol', `The server answered the search for a ${entity} with no list of ids.`);
  }
  return sortedOnce(ids.every(isText) ? ids : ids.filter(isText));
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

/** There may be a million, so that it makes no copy that it can do without. */
function sortedOnce(ids: string[]): string[] {
  ids.sort();
  const hasTwice = ids.some((id, index) => id === ids[index - 1]);
  return hasTwice ? ids.filter((id, index) => id !== ids[index - 1]) : ids;
}

function searchRefused(entity: EntityName, status: number): FailureError {
  return status === 403
    ? new FailureError('forbidden', `The server does not allow this user to search for a ${entity} (403).`)
    : new FailureError('filter-refused', `The server refuses the filter of the search for a ${entity} (${status}).`);
}

/** See `EntityStore.get`. */
export async function getEntities(
  context: StoreContext,
  entity: EntityName,
  ids: readonly string[],
  filter: Filter | undefined,
): Promise<(StoredEntity | undefined)[]> {
  const documents = await readDocuments(context, entity, ids);
  const found = await Promise.all(
    [...documents.values()].filter(isAlive(entity)).map(async (document) => {
      const { stored, subject } = await openDocument(context, entity, document, filter);
      return filter === undefined || matchesFilter(filter, subject) ? [stored] : [];
    }),
  );
  const byId = new Map(found.flat().map((stored) => [stored.id, stored]));
  return ids.map((id) => byId.get(id));
}

/** An entity, and what a filter may ask of it. */
export interface OpenedDocument {
  readonly stored: StoredEntity;
  readonly subject: FilterSubject;
}

/**
 * Decrypts an entity, as far as it can be.
 * @param filter what will be asked of it
 * @throws FailureError
 */
export async function openDocument(
  context: StoreContext,
  entity: EntityName,
  document: Document,
  filter?: Filter,
): Promise<OpenedDocument> {
  const { crypto, requests, identity } = context;
  const decryption = await requests.run(() => decryptEntity(crypto, entity, document));
  const stored = storedEntity(entity, document, decryption);
  const owners = ownersOf(document);
  const sharedWithSelf = decryption.decrypted || owners.includes(identity.dataOwnerId);
  const patients = await patientsFor(context, entity, filter, document);
  return { stored, subject: { payload: stored.payload, patients, owners, sharedWithSelf } };
}

/** The patients whom an entity is about, where the filter asks for them. @throws FailureError */
export async function patientsFor(
  { crypto, requests }: StoreContext,
  entity: EntityName,
  filter: Filter | undefined,
  document: Document,
): Promise<readonly string[]> {
  const finding: FindingPatients = { patientsOf: (...about) => requests.run(() => crypto.patientsOf(...about)) };
  return idsOf(await patientsAskedFor(finding, entity, filter, document));
}

/** By id, deleted ones too; what is not there or not for this user is left out. @throws FailureError */
export async function readDocuments(
  { requests }: StoreContext,
  entity: EntityName,
  ids: readonly string[],
): Promise<Map<string, Document>> {
  const documents: Document[] = [];
  for (const page of pagesOf([...new Set(ids)], PAGE)) {
    const body = await requests.read({
      entity,
      method: 'POST',
      path: RESOURCES[entity].byIds,
      body: { ids: page },
      what: `Reading a ${entity}`,
    });
    documents.push(...(Array.isArray(body) ? body.filter(isDocument) : []));
  }
  return newestOf(documents);
}

/** By id. The server may tell several versions of a data sample, one for each contact that it lies in. */
export function newestOf(documents: readonly Document[]): Map<string, Document> {
  const newest = new Map<string, Document>();
  for (const document of documents) {
    const known = newest.get(document.id);
    if (known === undefined || isLater(document, known)) newest.set(document.id, document);
  }
  return newest;
}

/** Of two versions of a data sample; in the server's order (`ContactLogicImpl` in kraken-common). */
function isLater(version: Document, other: Document): boolean {
  const [one, another] = [modificationOf(version), modificationOf(other)];
  return one === another ? contactOf(version) > contactOf(other) : one > another;
}

function contactOf({ contactId }: Document): string {
  return typeof contactId === 'string' ? contactId : '';
}

/** Which state of an entity a document is. */
export function versionIn(entity: EntityName, { rev, contactId, modified, endOfLife }: Document): Version {
  return versionOf(entity, { rev, contactId, modified, endOfLife });
}

export function isDocument(value: unknown): value is Document {
  return isJsonObject(value) && typeof value.id === 'string' && value.id !== '';
}

/** Of a document, what the functions here ask of it: which version it is, and whether it is alive. */
export function withoutContent(element: unknown): unknown {
  if (!isDocument(element)) return undefined;
  const { id, rev, contactId, modified, endOfLife, deletionDate } = element;
  return { id, rev, contactId, modified, endOfLife, deletionDate };
}

/** Whether an entity is not deleted. A data sample is deleted by its end of life. */
export function isAlive(entity: EntityName): (document: JsonObject) => boolean {
  const field = entity === 'DataSample' ? 'endOfLife' : 'deletionDate';
  return (document) => document[field] === undefined || document[field] === null;
}

/** When an entity was last changed (epoch, ms), as far as it says so. */
export function modificationOf({ modified }: JsonObject): number {
  return typeof modified === 'number' ? modified : 0;
}

export function storedEntity(entity: EntityName, { id, rev }: Document, { wire, decrypted }: Decryption): StoredEntity {
  const revision = typeof rev === 'string' ? { rev } : {};
  return { entity, id, ...revision, decrypted, payload: toPayload(entity, wire) };
}
