/** Reads entities as they are now, deleted or not, and tells what has become of those that are not to be read. */
import type { CriterionSubject } from '../../model/criteria';
import type { EntityName } from '../../model/entities';
import { FailureError } from '../../model/failure';
import { matchesFilter, type Filter } from '../../model/filter';
import type { JsonObject } from '../../model/json';
import { toPayload } from '../mapping';
import type { Inspection } from '../port';
import { LOOKUP, readBeforeDeletion } from '../server/deleted-sample';
import { asksForPast, passedBefore } from '../wire/deleted-sample';
import { readShown } from './by-ids';
import type { StoreContext } from './context';
import { isAlive, isDocument, openDocument, patientsFor, versionIn, type Document, type OpenedDocument } from './read';
import { RESOURCES } from './resources';

/** What there is of an entity, or why there is nothing. */
type Reading = { readonly kind: 'there'; readonly document: Document } | Exclude<Inspection, { kind: 'found' }>;

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
  const wanted = [...new Set(ids)];
  const shown = await readShown(context, entity, wanted);
  const inspections = new Map<string, Inspection>();
  const opened = await Promise.all(
    wanted.map(async (id): Promise<Opened[]> => {
      const document = shown.get(id);
      const reading: Reading =
        document === undefined ? await readOne(context, entity, id) : { kind: 'there', document };
      if (reading.kind === 'there') return [await open(context, entity, reading.document, filter)];
      inspections.set(id, reading);
      return [];
    }),
  );
  for (const inspection of await judge(context, entity, opened.flat(), filter)) {
    inspections.set(inspection.stored.id, inspection);
  }
  return ids.map((id) => inspections.get(id) ?? { kind: 'gone' });
}

async function open(context: StoreContext, entity: EntityName, document: Document, filter: Filter): Promise<Opened> {
  return { document, ...(await openDocument(context, entity, document, filter)) };
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

/** Applies the filter. What was before the deletion of data samples is looked up for all of them at once. @throws FailureError */
async function judge(
  context: StoreContext,
  entity: EntityName,
  opened: readonly Opened[],
  filter: Filter,
): Promise<Extract<Inspection, { kind: 'found' }>[]> {
  const isPast = ({ stored }: Opened): boolean => asksForPast(entity, filter, stored.payload);
  const past = opened.filter(isPast).map(({ document }) => document.id);
  const ask = (path: string, body: JsonObject): Promise<unknown> =>
    context.requests.read({ entity, method: 'POST', path, body, what: LOOKUP });
  const before = past.length === 0 ? undefined : await readBeforeDeletion(ask, past);
  const wasBefore = async (document: Document | undefined): Promise<CriterionSubject | undefined> =>
    document === undefined
      ? undefined
      : { payload: toPayload(entity, document), patients: await patientsFor(context, entity, filter, document) };
  return Promise.all(
    opened.map(async (one) => ({
      kind: 'found',
      stored: one.stored,
      version: versionIn(entity, one.document),
      isDeleted: !isAlive(entity)(one.document),
      passes: isPast(one)
        ? passedBefore(filter, one.subject, await wasBefore(before?.get(one.document.id)))
        : matchesFilter(filter, one.subject),
    })),
  );
}
