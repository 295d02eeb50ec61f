/** Documents as the server has them, decrypted: any field may be there, be null or be absent. */
import assert from 'node:assert/strict';
import type { SavableEntity } from '../../../src/model/entities';
import type { JsonObject, JsonValue } from '../../../src/model/json';
import type { Next } from '../../model/arbitrary-filter';

type Make = (next: Next) => JsonValue;

const TEXTS = ['a', ' spaced ', 'é"\\', '', 'https://example.org/system'] as const;
const DAYS = [20240229, 20260100, 20260000] as const;
const DATES = [...DAYS, 20260102030405] as const;

const text: Make = (next) => pick(TEXTS, next);
const id: Make = (next) => pick(['i', 'an-id', 'urn:1'], next);
const number: Make = (next) => pick([0, -1.5, 5.4, 1e300], next);
const integer: Make = (next) => next(1000) - 500;
const epoch: Make = (next) => 1_700_000_000_000 + next(1_000_000);
const boolean: Make = (next) => next(2) === 0;
const day: Make = (next) => pick(DAYS, next);
const date: Make = (next) => pick(DATES, next);
const base64: Make = (next) => pick(['', 'AAEC', 'AA=='], next);

const coding = object({ id: text, type: text, code: text, version: text });
const identifier = object({
  ...each(text, 'id', 'assigner', 'start', 'end', 'system', 'use', 'value'),
  type: coding,
});
const valueType: Make = (next) => pick(['BOOLEAN', 'STRING', 'JSON'], next);
const property = object({
  id: text,
  type: object({ identifier: text, type: valueType }),
  typedValue: object({
    type: valueType,
    booleanValue: boolean,
    integerValue: integer,
    doubleValue: number,
    stringValue: text,
    dateValue: epoch,
  }),
  deletionDate: epoch,
});
const annotation = object({
  ...each(text, 'id', 'author', 'location'),
  ...each(epoch, 'created', 'modified'),
  markdown: record(['en', 'fr'], text),
  confidential: boolean,
  tags: list(coding),
});
const coded = { tags: list(coding), codes: list(coding) };
const provenance = { ...each(epoch, 'created', 'modified', 'endOfLife'), ...each(id, 'author', 'responsible') };
const measure = object({
  ...each(number, 'value', 'min', 'max', 'ref'),
  ...each(integer, 'severity', 'evolution'),
  ...each(text, 'severityCode', 'unit', 'comment', 'comparator'),
  unitCodes: list(coding),
});
const numbers = list(number);
const content = object({
  stringValue: text,
  numberValue: number,
  booleanValue: boolean,
  instantValue: epoch,
  fuzzyDateValue: date,
  binaryValue: base64,
  documentId: id,
  measureValue: measure,
  timeSeries: object({
    fields: list(text),
    samples: list(numbers),
    ...each(numbers, 'min', 'max', 'mean', 'median', 'variance'),
  }),
  compoundValue: list((next) => object({ id, tags: list(coding), formIds: list(id), valueDate: date })(next)),
  ratio: list(measure),
  range: list(measure),
});

/** By the names on the wire. */
export const ARBITRARY_FIELDS: Readonly<Record<SavableEntity, Readonly<Record<string, Make>>>> = {
  Patient: {
    ...each(id, 'id', 'rev', 'mergeToPatientId'),
    identifier: list(identifier),
    ...coded,
    ...provenance,
    deletionDate: epoch,
    ...each(text, 'firstName', 'lastName', 'companyName', 'civility', 'alias', 'ssin', 'maidenName', 'spouseName'),
    ...each(text, 'partnerName', 'placeOfBirth', 'placeOfDeath', 'education', 'profession', 'note'),
    ...each(text, 'administrativeNote', 'nationality', 'race', 'ethnicity', 'externalId'),
    names: list(
      object({
        ...each(text, 'lastName', 'text'),
        ...each(date, 'start', 'end'),
        use: (next) => pick(['official', 'nickname'], next),
        ...each(list(text), 'firstNames', 'prefix', 'suffix'),
      }),
    ),
    languages: list(text),
    addresses: list(
      object({
        addressType: (next) => pick(['home', 'careaddress'], next),
        ...each(text, 'descr', 'street', 'houseNumber', 'postboxNumber', 'postalCode', 'city', 'state', 'country'),
        note: text,
        telecoms: list(
          object({
            telecomType: (next) => pick(['mobile', 'pager'], next),
            telecomNumber: text,
            telecomDescription: text,
          }),
        ),
      }),
    ),
    ...each((next) => pick(['male', 'changedToFemale'], next), 'gender', 'birthSex'),
    mergedIds: list(id),
    active: boolean,
    deactivationReason: (next) => pick(['other_doctor', 'none'], next),
    personalStatus: (next) => pick(['in_couple', 'widowed'], next),
    ...each(day, 'dateOfBirth', 'dateOfDeath'),
    deceased: boolean,
    picture: base64,
    notes: list(annotation),
    partnerships: list(
      object({
        type: (next) => pick(['next_of_kin', 'tutor'], next),
        status: (next) => pick(['active', 'past'], next),
        partnerId: id,
      }),
    ),
    patientHealthCareParties: list(
      object({ type: (next) => pick(['doctor', 'managingorganization'], next), healthcarePartyId: id }),
    ),
    patientProfessions: list(coding),
    parameters: record(['hair', 'eyes'], list(text)),
    properties: list(property),
  },
  DataSample: {
    ...each(id, 'id', 'contactId'),
    identifier: list(identifier),
    ...each(list(id), 'healthElementsIds', 'formIds'),
    ...coded,
    ...provenance,
    ...each(text, 'transactionId', 'comment'),
    index: integer,
    ...each(date, 'valueDate', 'openingDate', 'closingDate'),
    content: record(['en', 'fr'], content),
    qualifiedLinks: record(['exact', 'relatedService'], record(['a', 'b'], text)),
    notes: list(annotation),
  },
  HealthcareElement: {
    ...each(id, 'id', 'rev', 'medicalLocationId', 'healthElementId'),
    identifiers: list(identifier),
    ...coded,
    ...provenance,
    deletionDate: epoch,
    ...each(date, 'valueDate', 'openingDate', 'closingDate'),
    ...each(text, 'descr', 'note'),
    notes: list(annotation),
  },
  Notification: {
    ...each(id, 'id', 'rev'),
    identifier: list(identifier),
    ...provenance,
    deletionDate: epoch,
    status: (next) => pick(['pending', 'completed'], next),
    properties: list(property),
    taskType: (next) => pick(['NEW_USER', 'OTHER'], next),
  },
};

export function arbitraryWire(entity: SavableEntity, next: Next): JsonObject {
  const wire = object({ ...ARBITRARY_FIELDS[entity], ofANewerServer: text })(next);
  return { ...wire, securityMetadata: {} };
}

function each(make: Make, ...names: readonly string[]): Record<string, Make> {
  return Object.fromEntries(names.map((name) => [name, make]));
}

/** A third of the fields is absent, and some are null. */
function object(fields: Readonly<Record<string, Make>>): (next: Next) => JsonObject {
  return (next) => {
    const entries = Object.entries(fields).flatMap(([name, make]) => {
      const chance = next(9);
      if (chance < 3) return [];
      return [[name, chance === 3 ? null : make(next)] as const];
    });
    return Object.fromEntries(entries);
  };
}

function list(make: Make): Make {
  return (next) => Array.from({ length: next(3) }, () => make(next));
}

function record(keys: readonly string[], make: Make): Make {
  return object(Object.fromEntries(keys.map((key) => [key, make])));
}

function pick<Item>(items: readonly Item[], next: Next): Item {
  const item = items[next(items.length)];
  assert(item !== undefined);
  return item;
}
