/**
 * Changes data samples in their contacts. Only the contact has a revision; it guards the writing, while a conflict is a matter of each data sample: a
 * contact that was changed elsewhere is read again, and the change is made where the sample itself is still as it was.
 */
import { isDeepStrictEqual } from 'node:util';
import type { JsonObject } from '../../model/json';
import { isEmpty } from '../../model/label-changes';
import type { SaveOutcome } from '../port';
import { relinked, servicesIn } from '../wire/contact-services';
import { changeEncrypted, ENCRYPTED_FIELDS } from '../wire/encrypted-fields';
import { changedFields, laterThan, readWire, withLabelChanges } from './changes';
import { liveServiceIn, readContact, sampleIn, writeContact } from './contacts';
import { conflict, ItemError, notFound, toItemFailure } from './item-error';
import { keyOf } from './opened';
import { isAlive, modificationOf, readDocuments, type Document } from './read';
import { textOf } from './save-entity';
import type { Sample } from './save-data-samples';
import type { Saving } from './saving';

/** How often a contact is read again because something else in it was changed meanwhile. */
const TRIES = 20;

/** One that is to be changed. */
interface Change {
  readonly sample: Sample;
  readonly id: string;
  /** What is to be saved; after a conflict nothing, so that the label changes alone are made. */
  readonly payload: JsonObject;
}

type Outcomes = Map<Sample, SaveOutcome>;

/** One outcome for each, in their order. */
export async function modifySamples(saving: Saving, samples: readonly Sample[]): Promise<SaveOutcome[]> {
  const outcomes: Outcomes = new Map();
  const changes: Change[] = [];
  for (const sample of samples) {
    try {
      changes.push(changeOf(sample));
    } catch (error) {
      fail(outcomes, sample, error);
    }
  }
  for (let tries = 0, left = changes; left.length > 0; tries += 1) {
    await modifyAll(saving, left, outcomes);
    left = left
      .filter(({ sample }) => isConflict(outcomes.get(sample)) && tries < sample.retries && !isEmpty(sample.changes))
      .map((change) => ({ ...change, payload: {} }));
  }
  return samples.flatMap((sample) => outcomes.get(sample) ?? []);
}

/** @throws ItemError */
function changeOf(sample: Sample): Change {
  readWire('DataSample', withLabelChanges(sample.payload, {}, sample.changes), false);
  const id = textOf(sample.payload.id);
  if (id === undefined) {
    throw new ItemError('bad-entity', 'A data sample with a batchId must have an id.', { field: 'id' });
  }
  return { sample, id, payload: sample.payload };
}

async function modifyAll(saving: Saving, changes: readonly Change[], outcomes: Outcomes): Promise<void> {
  const byContact = new Map<string, Change[]>();
  try {
    const newest = await readDocuments(
      saving.context,
      'DataSample',
      changes.map(({ id }) => id),
    );
    for (const change of changes) {
      const contactId = contactOf(newest.get(change.id), change, outcomes);
      if (contactId !== undefined) byContact.set(contactId, [...(byContact.get(contactId) ?? []), change]);
    }
  } catch (error) {
    for (const { sample } of changes) fail(outcomes, sample, error);
    return;
  }
  await Promise.all(
    [...byContact].map(async ([contactId, inContact]) => {
      const left = new Set(inContact);
      try {
        await modifyContact(saving, contactId, left, outcomes);
      } catch (error) {
        for (const { sample } of left) fail(outcomes, sample, error);
      }
    }),
  );
}

/** The contact with the newest version, if it is the one that is meant. */
function contactOf(newest: Document | undefined, { sample, payload }: Change, outcomes: Outcomes): string | undefined {
  const contactId = textOf(newest?.contactId);
  if (newest === undefined || contactId === undefined || !isAlive('DataSample')(newest)) {
    fail(outcomes, sample, notFound('DataSample'));
    return undefined;
  }
  const given = textOf(payload.batchId) ?? contactId;
  if (given === contactId) return contactId;
  fail(outcomes, sample, conflict('DataSample', given, contactId));
  return undefined;
}

/**
 * @param left gets rid of those that have an outcome
 * @throws FailureError for all that are left
 */
async function modifyContact(saving: Saving, contactId: string, left: Set<Change>, outcomes: Outcomes): Promise<void> {
  const { context } = saving;
  const settle = (change: Change, error: unknown): void => {
    fail(outcomes, change.sample, error);
    left.delete(change);
  };
  /** As they were when they were first looked at. */
  const before = new Map<Change, JsonObject>();
  for (let tries = 0; ; tries += 1) {
    const contact = await readContact(context, contactId);
    if (contact === undefined) throw notFound('DataSample');
    const key = await keyOf(context, 'DataSample', contact);
    let changed: Document = contact;
    for (const change of left) {
      try {
        const service = serviceFor(change, contact, before.get(change));
        before.set(change, service);
        changed = await withChange(change, changed, service, key);
      } catch (error) {
        settle(change, error);
      }
    }
    const saved =
      changed === contact
        ? contact
        : await writeContact(
            context,
            'PUT',
            { ...changed, modified: laterThan(modificationOf(contact)) },
            'Saving a data sample',
          );
    if (saved !== 'conflict') {
      for (const change of left) outcomes.set(change.sample, await savedIn(saved, change, key));
      return;
    }
    if (tries >= TRIES) throw conflict('DataSample', undefined, undefined);
  }
}

/**
 * The data sample as it is to be changed.
 * @param before as it was at the last look
 * @throws ItemError `conflict` when somebody else has changed it, `not-found`
 */
function serviceFor({ id, payload }: Change, contact: Document, before: JsonObject | undefined): Document {
  const service = liveServiceIn(contact, id);
  if (service === undefined) throw notFound('DataSample');
  const given = payload.modified ?? service.modified;
  if (given === service.modified && (before === undefined || isDeepStrictEqual(service, before))) return service;
  throw conflict('DataSample', timeText(payload.modified ?? before?.modified), timeText(service.modified));
}

/** The contact itself when nothing is to be changed. */
async function withChange(
  { id, payload, sample }: Change,
  contact: Document,
  service: Document,
  key: string,
): Promise<Document> {
  const { payload: stored } = await sampleIn(contact, service, key);
  const wanted = withLabelChanges(payload, stored, sample.changes);
  const { wire, links, isChange } = changedFields('DataSample', wanted, stored);
  if (!isChange) return contact;
  const patch = { ...wire, modified: laterThan(modificationOf(service)) };
  const changed = { ...changeEncrypted(service, patch, ENCRYPTED_FIELDS.DataSample, key), id };
  const { healthcareElementIds, canvasesIds } = links;
  const { subContacts } = contact;
  const withElements =
    healthcareElementIds === undefined
      ? subContacts
      : relinked(subContacts, id, 'healthElementId', healthcareElementIds);
  const withForms = canvasesIds === undefined ? withElements : relinked(withElements, id, 'formId', canvasesIds);
  const services = servicesIn(contact).map((other) => (other.id === id ? changed : other));
  return { ...contact, services, ...(withForms === undefined ? {} : { subContacts: withForms }) };
}

async function savedIn(contact: Document, { id }: Change, key: string): Promise<SaveOutcome> {
  const service = liveServiceIn(contact, id);
  if (service === undefined) return { kind: 'failed', failure: toItemFailure(notFound('DataSample'), id) };
  return { kind: 'saved', created: false, stored: await sampleIn(contact, service, key) };
}

function fail(outcomes: Outcomes, sample: Sample, error: unknown): void {
  outcomes.set(sample, { kind: 'failed', failure: toItemFailure(error, textOf(sample.payload.id)) });
}

function isConflict(outcome: SaveOutcome | undefined): boolean {
  return outcome?.kind === 'failed' && outcome.failure.code === 'conflict';
}

/** Of a data sample the time of its last change serves as its revision. */
function timeText(modified: unknown): string | undefined {
  return typeof modified === 'number' ? String(modified) : undefined;
}
