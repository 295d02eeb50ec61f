/** Saves new data samples: all of a request in one new contact. */
import { randomUUID } from 'node:crypto';
import { FailureError } from '../../model/failure';
import type { JsonObject } from '../../model/json';
import type { SaveOutcome } from '../port';
import { relinked } from '../wire/contact-services';
import { ENCRYPTED_FIELDS, encryptNew } from '../wire/encrypted-fields';
import { newFields, withLabelChanges } from './changes';
import { liveServiceIn, newContact, sampleIn, writeContact } from './contacts';
import { exists, ItemError, toItemFailure } from './item-error';
import { readDocuments, type Document } from './read';
import { textOf } from './save-entity';
import type { Sample } from './save-data-samples';
import type { Saving } from './saving';

/** One that is fit to be saved. */
interface Draft {
  readonly sample: Sample;
  readonly id: string;
  readonly fields: ReturnType<typeof newFields>;
}

/** One outcome for each, in their order. */
export async function createSamples(saving: Saving, samples: readonly Sample[]): Promise<SaveOutcome[]> {
  const outcomes = new Map<Sample, SaveOutcome>();
  const fail = (sample: Sample, error: unknown): void => {
    outcomes.set(sample, { kind: 'failed', failure: toItemFailure(error, textOf(sample.payload.id)) });
  };
  const drafts: Draft[] = [];
  for (const sample of samples) {
    try {
      drafts.push(draftOf(sample, drafts));
    } catch (error) {
      fail(sample, error);
    }
  }
  try {
    const taken = await readDocuments(
      saving.context,
      'DataSample',
      drafts.flatMap(({ sample }) => textOf(sample.payload.id) ?? []),
    );
    const free = drafts.filter(({ id, sample }) => {
      if (taken.has(id)) fail(sample, exists('DataSample', undefined));
      return !taken.has(id);
    });
    for (const [sample, outcome] of await saveDrafts(saving, free)) outcomes.set(sample, outcome);
  } catch (error) {
    for (const { sample } of drafts) if (!outcomes.has(sample)) fail(sample, error);
  }
  return samples.flatMap((sample) => outcomes.get(sample) ?? []);
}

/** @throws ItemError */
function draftOf(sample: Sample, others: readonly Draft[]): Draft {
  const fields = newFields('DataSample', withLabelChanges(sample.payload, {}, sample.changes));
  const id = textOf(sample.payload.id) ?? randomUUID();
  if (others.some((other) => other.id === id)) {
    throw new ItemError('bad-entity', 'Another data sample that is saved with it has the same id.', { field: 'id' });
  }
  return { sample, id, fields };
}

/** @throws FailureError for all of them */
async function saveDrafts(saving: Saving, drafts: readonly Draft[]): Promise<[Sample, SaveOutcome][]> {
  if (drafts.length === 0) return [];
  const { contact, key } = await newContact(saving);
  const openingDate = firstDate(drafts.map(({ fields }) => fields.wire));
  const document: Document = {
    ...contact,
    ...(openingDate === undefined ? {} : { openingDate }),
    services: drafts.map((draft) => serviceOf(saving, draft, key)),
    subContacts: drafts.reduce<JsonObject[]>(link, []),
  };
  const saved = await writeContact(saving.context, 'POST', document, 'Saving data samples');
  if (saved === 'conflict') throw exists('DataSample', undefined);
  return Promise.all(
    drafts.map(async ({ sample, id }) => {
      const service = liveServiceIn(saved, id);
      if (service === undefined) {
        throw new FailureError('protocol', 'The server took the data samples, but did not answer with all of them.');
      }
      const stored = await sampleIn(saved, service, key);
      return [sample, { kind: 'saved', created: true, stored }] satisfies [Sample, SaveOutcome];
    }),
  );
}

function serviceOf(saving: Saving, { id, fields }: Draft, key: string): JsonObject {
  const now = Date.now();
  const whole = { created: now, ...saving.provenance(), ...fields.wire, modified: now };
  return { ...encryptNew(whole, ENCRYPTED_FIELDS.DataSample, key), id };
}

function link(subContacts: JsonObject[], { id, fields: { links } }: Draft): JsonObject[] {
  const withElements = relinked(subContacts, id, 'healthElementId', links.healthcareElementIds ?? []);
  return relinked(withElements, id, 'formId', links.canvasesIds ?? []);
}

/** The earliest fuzzy date, as YYYYMMDDhhmmss; a day counts from its first second. The server fills in its own when there is none. */
function firstDate(services: readonly JsonObject[]): number | undefined {
  const dates = services
    .map(({ openingDate, valueDate }) => openingDate ?? valueDate)
    .filter((date) => typeof date === 'number')
    .map((date) => (date < 100_000_000 ? date * 1_000_000 : date));
  return dates.length === 0 ? undefined : Math.min(...dates);
}
