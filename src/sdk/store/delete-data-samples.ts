/**
 * Deletes data samples as the SDKs do: a new contact has, for each, a version of it with an end of life and nothing else. That is what the server
 * tells as a DELETE; the contact with the data sample itself stays.
 */
import { FailureError } from '../../model/failure';
import type { JsonObject } from '../../model/json';
import type { DeleteOutcome, DeleteRequest } from '../port';
import { servicesIn } from '../wire/contact-services';
import { ownersOf } from '../wire/entity-json';
import { idsOf } from '../wire/patients-of';
import { laterThan } from './changes';
import { newContact, readContact, writeContact } from './contacts';
import type { StoreContext } from './context';
import { conflict, noKey, notFound, toItemFailure } from './item-error';
import { isAlive, modificationOf, readDocuments, type Document } from './read';
import { textOf } from './save-entity';
import { Saving } from './saving';

type Item = DeleteRequest['items'][number];

/** One outcome for each, in their order. */
export async function deleteDataSamples(context: StoreContext, items: readonly Item[]): Promise<DeleteOutcome[]> {
  const outcomes = new Map<Item, DeleteOutcome>();
  const fail = (item: Item, error: unknown): void => {
    outcomes.set(item, { kind: 'failed', failure: toItemFailure(error, item.id) });
  };
  const byContact = new Map<string, Item[]>();
  try {
    const newest = await readDocuments(
      context,
      'DataSample',
      items.map(({ id }) => id),
    );
    for (const item of items) {
      const sample = newest.get(item.id);
      const contactId = textOf(sample?.contactId);
      if (sample === undefined || contactId === undefined || !isAlive('DataSample')(sample))
        fail(item, notFound('DataSample'));
      else byContact.set(contactId, [...(byContact.get(contactId) ?? []), item]);
    }
  } catch (error) {
    for (const item of items) fail(item, error);
  }
  await Promise.all(
    [...byContact].map(async ([contactId, inContact]) => {
      try {
        const meant = await readMeant(context, contactId, inContact, fail);
        if (meant.items.length === 0) return;
        await endSamples(context, meant);
        for (const item of meant.items) outcomes.set(item, { kind: 'deleted', id: item.id });
      } catch (error) {
        for (const item of inContact) if (!outcomes.has(item)) fail(item, error);
      }
    }),
  );
  return items.flatMap((item) => outcomes.get(item) ?? []);
}

interface Meant {
  readonly contact: Document;
  readonly items: readonly Item[];
}

/** A revision, where one is given, is that of the contact. */
async function readMeant(
  context: StoreContext,
  contactId: string,
  items: readonly Item[],
  fail: (item: Item, error: unknown) => void,
): Promise<Meant> {
  const contact = await readContact(context, contactId);
  if (contact === undefined) throw notFound('DataSample');
  const current = textOf(contact.rev);
  const isMeant = ({ rev }: Item): boolean => rev === undefined || rev === current;
  for (const item of items) if (!isMeant(item)) fail(item, conflict('DataSample', item.rev, current));
  return { contact, items: items.filter(isMeant) };
}

/** Whoever knows of the data samples is to know of their end; only who has lost its keys meanwhile cannot be told. @throws FailureError */
async function endSamples(context: StoreContext, { contact, items }: Meant): Promise<void> {
  const { crypto, requests, identity } = context;
  const patients = await requests.run(() => crypto.patientsOf('DataSample', contact.id, contact));
  if (patients.kind === 'refused') throw new FailureError('no-key', patients.failure.message);
  const [patient] = idsOf(patients);
  if (patient === undefined) throw noKey('DataSample');
  const others = ownersOf(contact).filter((owner) => owner !== identity.dataOwnerId);
  const ending = await contactFor(context, patient, others);
  const ids = new Set(items.map(({ id }) => id));
  const services = servicesIn(contact)
    .filter(({ id }) => typeof id === 'string' && ids.has(id))
    .map((service) => stubOf(service));
  const saved = await writeContact(context, 'POST', { ...ending, services }, 'Deleting data samples');
  if (saved === 'conflict') throw conflict('DataSample', undefined, undefined);
}

async function contactFor(context: StoreContext, patient: string, shareWith: readonly string[]): Promise<Document> {
  try {
    return (await newContact(new Saving(context, { patient, shareWith }))).contact;
  } catch (error) {
    const isNotShared = error instanceof FailureError && error.code === 'not-shared';
    if (!isNotShared || shareWith.length === 0) throw error;
    return (await newContact(new Saving(context, { patient, shareWith: [] }))).contact;
  }
}

function stubOf(service: JsonObject): JsonObject {
  const now = laterThan(modificationOf(service));
  const { id, created } = service;
  return { id, ...(created === undefined ? {} : { created }), modified: now, endOfLife: now };
}
