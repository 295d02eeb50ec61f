/**
 * The kinds of criterion that a filter may contain: which fields each has (for the editor and the validation) and what it means
 * (for matching). Which entity knows which kind stands in the entity table.
 */
import type { JsonObject, JsonValue } from './json';

/** A field of a criterion, as the editor shows it and the validation checks it. */
export interface CriterionField {
  readonly name: string;
  /** `text`: one string. `list`: one or more strings (in the editor: separated by commas). */
  readonly kind: 'text' | 'list';
  readonly required: boolean;
}

export interface CriterionDescription {
  readonly fields: readonly CriterionField[];
  /** Whether an entity, in the MedTech shape, fulfils a criterion of this kind. */
  readonly matches: (criterion: CriterionFields, payload: JsonObject) => boolean;
}

/** The validated values of a criterion's fields. */
export type CriterionFields = Readonly<Record<string, string | readonly string[] | undefined>>;

const typeAndCode: readonly CriterionField[] = [
  { name: 'type', kind: 'text', required: true },
  { name: 'code', kind: 'text', required: false },
];

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
  label: { fields: typeAndCode, matches: (criterion, payload) => hasCoding(payload.labels, criterion) },
  /** A medical code. */
  code: { fields: typeAndCode, matches: (criterion, payload) => hasCoding(payload.codes, criterion) },
  /** One of the given ids. */
  id: {
    fields: [{ name: 'ids', kind: 'list', required: true }],
    matches: (criterion, payload) => typeof payload.id === 'string' && (criterion.ids ?? []).includes(payload.id),
  },
  /** A business identifier: its value, in its system when one is given. */
  identifier: {
    fields: [
      { name: 'system', kind: 'text', required: false },
      { name: 'value', kind: 'text', required: true },
    ],
    matches: (criterion, payload) =>
      objectsOf(payload.identifiers).some(
        (identifier) =>
          identifier.value === criterion.value &&
          (criterion.system === undefined || identifier.system === criterion.system),
      ),
  },
  /** The type of a notification, e.g. `OTHER`. */
  type: {
    fields: [{ name: 'type', kind: 'text', required: true }],
    matches: (criterion, payload) => payload.type === criterion.type,
  },
} as const satisfies Readonly<Record<string, CriterionDescription>>;

export type CriterionKind = keyof typeof CRITERIA;

/** Whether `value` names a kind of criterion. */
export function isCriterionKind(value: unknown): value is CriterionKind {
  return typeof value === 'string' && Object.hasOwn(CRITERIA, value);
}
