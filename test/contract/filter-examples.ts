/**
 * One filter for each kind of criterion of each entity, as the dialogs store it, and what is written to try it: each lets through what is written with
 * `PASSES`, and holds back what is written with `HELD_BACK`. The dialogs' own tests build exactly these by clicks.
 */
import assert from 'node:assert/strict';
import type { CriterionKind } from '../../src/model/criteria';
import { ENTITIES, type EntityName } from '../../src/model/entities';
import type { JsonObject } from '../../src/model/json';
import type { Person, Values } from './author';

/** The entities that pass, by their ids. */
export const PASSING_IDS: Readonly<Record<EntityName, string>> = {
  Patient: 'a0000000-0000-4000-8000-000000000001',
  DataSample: 'a0000000-0000-4000-8000-000000000002',
  HealthcareElement: 'a0000000-0000-4000-8000-000000000003',
  Notification: 'a0000000-0000-4000-8000-000000000004',
  User: 'a0000000-0000-4000-8000-000000000005',
};
/** The patient whom those that pass are about, and the healthcare element that the data sample is linked to. */
export const PATIENT = 'b0000000-0000-4000-8000-000000000001';
export const ELEMENT = 'b0000000-0000-4000-8000-000000000002';
/** A stranger, of whom there is nothing. */
const NOBODY = 'c0000000-0000-4000-8000-000000000001';

const CODED = {
  label: { by: 'label', type: 'IC-TEST', code: 'TEST' },
  code: { by: 'code', type: 'LOINC', code: '2339-0' },
  identifier: { by: 'identifier', system: 'https://ward.example', value: '42' },
} as const;

const CRITERIA: Readonly<Record<EntityName, Readonly<Partial<Record<CriterionKind, JsonObject>>>>> = {
  Patient: {
    ...CODED,
    id: { by: 'id', ids: [PASSING_IDS.Patient, NOBODY] },
    birthDate: { by: 'birthDate', from: '1980-01-01', to: '1985-07-30' },
    name: { by: 'name', name: 'elodie mart' },
    ssin: { by: 'ssin', ssin: '85.07.30-033.28' },
    gender: { by: 'gender', gender: 'female' },
  },
  DataSample: {
    ...CODED,
    id: { by: 'id', ids: [PASSING_IDS.DataSample, NOBODY] },
    patient: { by: 'patient', ids: [NOBODY, PATIENT] },
    healthcareElement: { by: 'healthcareElement', ids: [NOBODY, ELEMENT] },
    valueDate: { by: 'valueDate', from: '2026-01-01', to: '2026-01-31T08:30' },
  },
  HealthcareElement: {
    ...CODED,
    id: { by: 'id', ids: [PASSING_IDS.HealthcareElement, NOBODY] },
    patient: { by: 'patient', ids: [PATIENT] },
    openingDate: { by: 'openingDate', from: '2026-01-31' },
  },
  Notification: {
    identifier: CODED.identifier,
    type: { by: 'type', type: 'KEY_PAIR_UPDATE' },
    id: { by: 'id', ids: [PASSING_IDS.Notification, NOBODY] },
    status: { by: 'status', status: 'ongoing' },
  },
  User: {
    id: { by: 'id', ids: [PASSING_IDS.User, NOBODY] },
    login: { by: 'login', login: 'nurse-1@ward.example' },
    email: { by: 'email', email: 'Nurse.One@ward.example' },
  },
};

export interface FilterExample {
  readonly kind: CriterionKind;
  readonly filter: JsonObject;
}

/** In the order of the entity's kinds. */
export function filterExamples(entity: EntityName): readonly FilterExample[] {
  const { criteria, hasOwner } = ENTITIES[entity];
  return criteria.map((kind) => {
    const criterion = CRITERIA[entity][kind];
    if (criterion === undefined) throw new Error(`There is no example of the criterion ${kind} of a ${entity}.`);
    return { kind, filter: { ...(hasOwner ? { owner: 'self' } : {}), match: 'all', criteria: [criterion] } };
  });
}

/** An example's filter that lets through what the example holds back. */
export function negated(filter: JsonObject): JsonObject {
  return { ...filter, criteria: criteriaIn(filter).map((criterion) => ({ ...criterion, not: true })) };
}

/** An example's filter that means the same by way of a group. */
export function grouped(filter: JsonObject): JsonObject {
  const criteria = criteriaIn(filter);
  return { ...filter, criteria: [{ match: 'any', criteria: [...criteria, { by: 'id', ids: ['nobody'] }] }] };
}

/** The criteria of an example's filter, negated, grouped or not. */
export function criteriaIn({ criteria }: JsonObject): JsonObject[] {
  assert(Array.isArray(criteria));
  return criteria as JsonObject[];
}

const PASSING_PERSON: Person = {
  firstName: 'Élodie',
  lastName: 'Saint-Martin',
  dateOfBirth: 19850730,
  ssin: '85073003328',
  gender: 'female',
};
const OTHER_PERSON: Person = {
  firstName: 'Marta',
  lastName: 'Delodie',
  dateOfBirth: 19850731,
  ssin: '85073003329',
  gender: 'male',
};

const PASSING_CODINGS: Values = {
  labels: [{ type: 'IC-TEST', code: 'TEST' }],
  codes: [{ type: 'LOINC', code: '2339-0' }],
  identifiers: [{ system: 'https://ward.example', value: '42' }],
};
const OTHER_CODINGS: Values = {
  labels: [{ type: 'IC-TEST', code: 'OTHER' }],
  codes: [{ type: 'LOINC', code: '2345-7' }],
  identifiers: [{ system: 'https://ward.example', value: '43' }],
};

export const PASSES: Readonly<Record<EntityName, Values>> = {
  Patient: { ...PASSING_CODINGS, id: PASSING_IDS.Patient, person: PASSING_PERSON },
  DataSample: {
    ...PASSING_CODINGS,
    ...{ id: PASSING_IDS.DataSample, date: 20260131083059, patient: PATIENT, elements: [ELEMENT] },
  },
  HealthcareElement: {
    ...PASSING_CODINGS,
    ...{ id: PASSING_IDS.HealthcareElement, date: 20260131000000, patient: PATIENT },
  },
  Notification: {
    ...{ id: PASSING_IDS.Notification, type: 'KEY_PAIR_UPDATE', status: 'ongoing' },
    identifiers: [{ system: 'https://ward.example', value: '42' }],
  },
  User: { id: PASSING_IDS.User, login: 'nurse-1@ward.example', email: 'nurse.one@ward.example' },
};

export const HELD_BACK: Readonly<Record<EntityName, Values>> = {
  Patient: { ...OTHER_CODINGS, person: OTHER_PERSON },
  DataSample: { ...OTHER_CODINGS, date: 20260131083100 },
  HealthcareElement: { ...OTHER_CODINGS, date: 20260130235959 },
  Notification: {
    ...{ type: 'OTHER', status: 'pending' },
    identifiers: [{ system: 'https://ward.example', value: '43' }],
  },
  User: {},
};
