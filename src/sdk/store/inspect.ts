/** Reads entities as they are now, deleted or not, and tells what has become of those that are not to be read. */
import type { EntityName } from '../../model/entities';
import { FailureError } from '../../model/failure';
import { matchesFilter, type Filter } from '../../model/filter';
import type { JsonObject } from '../../model/json';
import type { Inspection } from '../port';
import { LOOKUP, readBeforeDeletion } from '../server/deleted-sample';
import { asksForPast, passedBefore } from '../wire/deleted-sample';
import type { StoreContext } from './context';
import {
  isAlive,
  isDocument,
  openDocument,
  readDocuments,
  versionIn,
  type Document,
  type OpenedDocument,
} from './read';
import { RESOURCES } from './resources';

type Absence = Extract<Inspection, { kind: 'gone' | 'forbidden' }>;
type Reading = { readonly kind: 'there'; readonly document: Document } | Absence;

/** An entity that was read, with the document that it was made of. */
interface Opened extends OpenedDocument {
  readonly document: Document;
}

/** See `EntityStore.inspect`. */
export async function inspectEntities(
  context: StoreContext,
  entity: EntityName,
  ids: readonly string[],
  filter: Filter,
): Promise<Inspection[]> {
  const documents = await readDocuments(context, entity, ids);
  const absences = new Map<string, Absence>();
  const unread = [...new Set(ids)].filter((id) => !documents.has(id));
  await Promise.all(
    unread.map(async (id) => {
      const reading = await readOne(context, entity, id);
      if (reading.kind === 'there') documents.set(id, reading.document);
      else absences.set(id, reading);
    }),
  );
  const opened = await Promise.all(
    [...documents.values()].map(async (document) => ({
      document,
      ...(await openDocument(context, entity, document)),
    })),
  );
  const passes = await judge(context, entity, opened, filter);
  const found = new Map(
    opened.map((one) => [
      one.document.id,
      {
        kind: 'found',
        stored: one.stored,
        version: versionIn(entity, one.document),
        isDeleted: !isAlive(entity)(one.document),
        passes: passes(one),
      } as const,
    ]),
  );
  return ids.map((id) => found.get(id) ?? absences.get(id) ?? { kind: 'gone' });
}

/** Of many, the server leaves out what it does not have and what it does not show; of one it tells which. @throws FailureError */
async function readOne({ requests }: StoreContext, entity: EntityName, id: string): Promise<Reading> {
  const path = `${RESOURCES[entity].path}/${encodeURIComponent(id)}`;
  const what = `Reading a ${entity}`;
  const answer = await requests.ask({ entity, method: 'GET', path, what });
  if (answer.kind === 'done' && isDocument(answer.body) && answer.body.id === id) {
    return { kind: 'there', document: answer.body };
  }
  const status = answer.kind === 'done' ? 200 : answer.status;
  if (status === 404) return { kind: 'gone' };
  if (status === 403) return { kind: 'forbidden' };
  throw new FailureError('protocol', `${what} failed: the server does not tell whether it is there (${status}).`);
}

/** What was before the deletion of data samples is looked up for all of them at once. @throws FailureError */
async function judge(
  { requests }: StoreContext,
  entity: EntityName,
  opened: readonly Opened[],
  filter: Filter,
): Promise<(one: Opened) => boolean> {
  const isPast = ({ stored }: Opened): boolean => asksForPast(entity, filter, stored.payload);
  const ids = opened.filter(isPast).map(({ document }) => document.id);
  const ask = (path: string, body: JsonObject): Promise<unknown> =>
    requests.read({ entity, method: 'POST', path, body, what: LOOKUP });
  const before = ids.length === 0 ? undefined : await readBeforeDeletion(ask, ids);
  return (one) =>
    isPast(one) ? passedBefore(filter, one.subject, before?.get(one.document.id)) : matchesFilter(filter, one.subject);
}
