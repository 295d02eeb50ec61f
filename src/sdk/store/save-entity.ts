/** Saves what has a document of its own on the server: everything but data samples. */
import { randomUUID } from 'node:crypto';
import { ENTITIES, type SavableEntity } from '../../model/entities';
import { FailureError } from '../../model/failure';
import type { JsonObject } from '../../model/json';
import { isEmpty } from '../../model/label-changes';
import type { SaveOutcome, SaveRequest } from '../port';
import { changeEncrypted, ENCRYPTED_FIELDS, encryptNew } from '../wire/encrypted-fields';
import { changedFields, laterThan, newFields, readWire, withLabelChanges } from './changes';
import { conflict, exists, ItemError, notFound, refused, toItemFailure } from './item-error';
import { keyOf, openWith } from './opened';
import { isAlive, isDocument, modificationOf, readDocuments, type Document } from './read';
import { RESOURCES } from './resources';
import type { Saving } from './saving';

export type DocumentEntity = Exclude<SavableEntity, 'DataSample'>;

/** One of a request. */
export interface Item {
  readonly entity: DocumentEntity;
  /** With the fixed fields in it. */
  readonly payload: JsonObject;
  readonly changes: SaveRequest['changes'];
  readonly fixed: JsonObject;
  readonly retries: number;
}

type Saved = Extract<SaveOutcome, { kind: 'saved' }>;

export async function saveEntity(saving: Saving, item: Item): Promise<SaveOutcome> {
  const id = textOf(item.payload.id);
  try {
    return textOf(item.payload.rev) === undefined ? await create(saving, item) : await modify(saving, item);
  } catch (error) {
    return { kind: 'failed', failure: toItemFailure(error, id) };
  }
}

async function create(saving: Saving, { entity, payload, changes }: Item): Promise<Saved> {
  const { wire } = newFields(entity, withLabelChanges(payload, {}, changes));
  const id = textOf(payload.id) ?? randomUUID();
  const now = Date.now();
  const metadata = await saving.metadata(entity, id, ENTITIES[entity].needsPatient);
  const key = await keyOf(saving.context, entity, { ...metadata, id });
  // An element that is not a version of another one is its own.
  const own = entity === 'HealthcareElement' ? { healthElementId: id } : {};
  const fields = { ...own, created: now, ...saving.provenance(), ...wire, modified: now };
  const document = { ...encryptNew(fields, ENCRYPTED_FIELDS[entity], key), ...metadata, id };
  const stored = await write(saving, entity, 'POST', document);
  if (stored === 'conflict') throw exists(entity, await revisionOf(saving, entity, id));
  return { kind: 'saved', created: true, stored: await openWith(key, entity, stored) };
}

/** After a conflict, if it may: once more with the label changes and fixed fields alone, on what is there then. */
async function modify(saving: Saving, item: Item): Promise<Saved> {
  const { entity, payload, changes, fixed, retries } = item;
  const isRepeatable = !isEmpty(changes) || Object.keys(fixed).length > 0;
  readWire(entity, withLabelChanges(payload, {}, changes), false);
  const id = textOf(payload.id);
  if (id === undefined) throw new ItemError('bad-entity', `A ${entity} with a rev must have an id.`, { field: 'id' });
  for (let tries = 0; ; tries += 1) {
    try {
      return await modifyOnce(saving, entity, id, tries === 0 ? payload : fixed, changes);
    } catch (error) {
      const isConflict = error instanceof ItemError && error.code === 'conflict';
      if (!isConflict || tries >= retries || !isRepeatable) throw error;
    }
  }
}

/** @param payload with the revision that must be the current one, unless there is none in it */
async function modifyOnce(
  saving: Saving,
  entity: DocumentEntity,
  id: string,
  payload: JsonObject,
  changes: Item['changes'],
): Promise<Saved> {
  const current = (await readDocuments(saving.context, entity, [id])).get(id);
  if (current === undefined || !isAlive(entity)(current)) throw notFound(entity);
  const given = textOf(payload.rev) ?? textOf(current.rev);
  if (given !== current.rev) throw conflict(entity, given, textOf(current.rev));
  const key = await keyOf(saving.context, entity, current);
  const stored = await openWith(key, entity, current);
  const wanted = withLabelChanges(payload, stored.payload, changes);
  const { wire, isChange } = changedFields(entity, wanted, stored.payload);
  // Writing what is there already would tell everybody of an update that is none.
  if (!isChange) return { kind: 'saved', created: false, stored };
  const patch = { ...wire, modified: laterThan(modificationOf(current)) };
  const document = { ...changeEncrypted(current, patch, ENCRYPTED_FIELDS[entity], key), id };
  const saved = await write(saving, entity, 'PUT', document);
  if (saved === 'conflict') throw conflict(entity, given, await revisionOf(saving, entity, id));
  return { kind: 'saved', created: false, stored: await openWith(key, entity, saved) };
}

/** @throws FailureError */
async function write(
  { context }: Saving,
  entity: DocumentEntity,
  method: 'POST' | 'PUT',
  body: Document,
): Promise<Document | 'conflict'> {
  const what = `Saving the ${entity}`;
  const answer = await context.requests.write({ entity, method, path: RESOURCES[entity].path, body, what });
  if (answer.kind === 'refused') {
    if (answer.status === 409) return 'conflict';
    throw refused(entity, answer.status);
  }
  if (isDocument(answer.body)) return answer.body;
  throw new FailureError('protocol', `${what}: the server took it, but did not answer with what it has stored.`);
}

/** The current revision, if the account may know. */
async function revisionOf({ context }: Saving, entity: DocumentEntity, id: string): Promise<string | undefined> {
  return textOf((await readDocuments(context, entity, [id])).get(id)?.rev);
}

/** Undefined when there is none. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
