/**
 * The kinds of criterion that a filter may contain: which fields each has (for the editor and the validation) and what it means
 * (for matching). Which entity knows which kind stands in the entity table.
 */
import { mayLieIn, spanOfDate, type DateRange } from './dates';
import { refusal, type Refusal } from './filter-refusal';
import { GENDERS } from './genders';
import type { JsonObject, JsonValue } from './json';
import { NOTIFICATION_STATUSES } from './notification-status';
import { hasName, wordsOf } from './person-names';

/** A field of a criterion, as the editor shows it and the validation checks it. */
export interface CriterionField {
  readonly name: string;
  /**
   * `text`: one string. `list`: one or more strings. `date`: a calendar date `YYYY-MM-DD`, or with a time `YYYY-MM-DDTHH:mm[:ss]`. `choice`: one of
   * `choices`.
   */
  readonly kind: 'text' | 'list' | 'date' | 'choice';
  readonly required: boolean;
  /** Of a `choice`. */
  readonly choices?: readonly string[];
}

/** What is known of an entity when a criterion is applied to it. */
export interface CriterionSubject {
  /** The entity in the MedTech shape, decrypted as far as it could be. */
  readonly payload: JsonObject;
  /**
   * The ids of the patient whom a data sample or a healthcare element is about: several where patients were merged. None where the account cannot decrypt
   * them; undefined where nothing asks for them.
   */
  readonly patients?: readonly string[];
}

export interface CriterionDescription {
  readonly fields: readonly CriterionField[];
  /** What is wrong with fields each of which is right in itself; undefined when nothing is. */
  readonly refuse?: (criterion: CriterionFields) => Refusal | undefined;
  /** Whether an entity fulfils a criterion of this kind. */
  readonly matches: (criterion: CriterionFields, subject: CriterionSubject) => boolean;
}

/** The validated values of a criterion's fields. */
export type CriterionFields = Readonly<Record<string, string | readonly string[] | undefined>>;

const typeAndCode: readonly CriterionField[] = [
  { name: 'type', kind: 'text', required: true },
  { name: 'code', kind: 'text', required: false },
];

const ids: readonly CriterionField[] = [{ name: 'ids', kind: 'list', required: true }];

/** A range of dates, its ends included. */
const range = {
  fields: [
    { name: 'from', kind: 'date', required: false },
    { name: 'to', kind: 'date', required: false },
  ],
  refuse: (criterion) => {
    const { from, to } = rangeIn(criterion);
    if (from === undefined && to === undefined) return refusal('no-range');
    const [start, end] = [from, to].map((date) => (date === undefined ? undefined : spanOfDate(date)));
    return start !== undefined && end !== undefined && start.start >= end.end ? refusal('range-backwards') : undefined;
  },
} as const satisfies Omit<CriterionDescription, 'matches'>;

function rangeIn({ from, to }: CriterionFields): DateRange {
  return { from: textOf(from), to: textOf(to) };
}

function textOf(value: CriterionFields[string]): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** Letters and digits alone: `85.07.30-033.28` is `85073003328`. */
function withoutPunctuation(text: string): string {
  return wordsOf(text).join('');
}

/** Codings match like on the server: same type, and the same code or no code asked for; exact, case-sensitive, any version. */
function hasCoding(list: JsonValue | undefined, criterion: CriterionFields): boolean {
  return objectsOf(list).some(
    (coding) => coding.type === criterion.type && (criterion.code === undefined || coding.code === criterion.code),
  );
}

function objectsOf(list: JsonValue | undefined): JsonObject[] {
  if (!Array.isArray(list)) return [];
  return list.filter((item): item is JsonObject => typeof item === 'object' && item !== null && !Array.isArray(item));
}

export const CRITERIA = {
  /** A label (iCure's wire calls it a tag). */
  label: { fields: typeAndCode, matches: (criterion, { payload }) => hasCoding(payload.labels, criterion) },
  /** A medical code. */
  code: { fields: typeAndCode, matches: (criterion, { payload }) => hasCoding(payload.codes, criterion) },
  /** One of the given ids. */
  id: {
    fields: ids,
    matches: (criterion, { payload }) => typeof payload.id === 'string' && (criterion.ids ?? []).includes(payload.id),
  },
  /** A business identifier: its value, in its system when one is given. */
  identifier: {
    fields: [
      { name: 'system', kind: 'text', required: false },
      { name: 'value', kind: 'text', required: true },
    ],
    matches: (criterion, { payload }) =>
      objectsOf(payload.identifiers).some(
        (identifier) =>
          identifier.value === criterion.value &&
          (criterion.system === undefined || identifier.system === criterion.system),
      ),
  },
  /** About one of the given patients. Who it is about is encrypted: where the account cannot decrypt it, it is about none of them. */
  patient: {
    fields: ids,
    matches: (criterion, { patients = [] }) => patients.some((id) => (criterion.ids ?? []).includes(id)),
  },
  /** Linked to one of the given healthcare elements. */
  healthcareElement: {
    fields: ids,
    matches: (criterion, { payload: { healthcareElementIds } }) =>
      Array.isArray(healthcareElementIds) &&
      healthcareElementIds.some((id) => typeof id === 'string' && (criterion.ids ?? []).includes(id)),
  },
  /**
   * The value date in a range, its ends included; of a data sample without one, the opening date, as in iCure's own filters: usually it has one or the
   * other. One that is known in part matches when it may lie in the range. One that has none does not match.
   */
  valueDate: {
    ...range,
    matches: (criterion, { payload }) => mayLieIn(payload.valueDate ?? payload.openingDate, rangeIn(criterion)),
  },
  /** The opening date in a range, like the value date. */
  openingDate: {
    ...range,
    matches: (criterion, { payload }) => mayLieIn(payload.openingDate, rangeIn(criterion)),
  },
  /** The date of birth in a range, like the value date. */
  birthDate: {
    ...range,
    matches: (criterion, { payload }) => mayLieIn(payload.dateOfBirth, rangeIn(criterion)),
  },
  /** Words with which words of first or last names begin, regardless of case and accents. */
  name: {
    fields: [{ name: 'name', kind: 'text', required: true }],
    refuse: ({ name }) => (wordsOf(String(name)).length === 0 ? refusal('no-word', { field: 'name' }) : undefined),
    matches: ({ name }, { payload }) => hasName(payload, String(name)),
  },
  /** A social security identification number, regardless of spaces, punctuation and case. */
  ssin: {
    fields: [{ name: 'ssin', kind: 'text', required: true }],
    refuse: ({ ssin }) => (wordsOf(String(ssin)).length === 0 ? refusal('no-word', { field: 'ssin' }) : undefined),
    matches: ({ ssin }, { payload }) =>
      typeof payload.ssin === 'string' && withoutPunctuation(payload.ssin) === withoutPunctuation(String(ssin)),
  },
  gender: {
    fields: [{ name: 'gender', kind: 'choice', required: true, choices: GENDERS }],
    matches: (criterion, { payload }) => payload.gender === criterion.gender,
  },
  /** The type of a notification, e.g. `OTHER`. */
  type: {
    fields: [{ name: 'type', kind: 'text', required: true }],
    matches: (criterion, { payload }) => payload.type === criterion.type,
  },
  /** How far a notification has been dealt with. */
  status: {
    fields: [{ name: 'status', kind: 'choice', required: true, choices: NOTIFICATION_STATUSES }],
    matches: (criterion, { payload }) => payload.status === criterion.status,
  },
  /** A user's login, exactly. */
  login: {
    fields: [{ name: 'login', kind: 'text', required: true }],
    matches: (criterion, { payload }) => payload.login === criterion.login,
  },
  /** A user's e-mail address, regardless of case. */
  email: {
    fields: [{ name: 'email', kind: 'text', required: true }],
    matches: ({ email }, { payload }) =>
      typeof payload.email === 'string' && payload.email.toUpperCase() === String(email).toUpperCase(),
  },
} as const satisfies Readonly<Record<string, CriterionDescription>>;

export type CriterionKind = keyof typeof CRITERIA;

/** Whether `value` names a kind of criterion. */
export function isCriterionKind(value: unknown): value is CriterionKind {
  return typeof value === 'string' && Object.hasOwn(CRITERIA, value);
}
