/**
 * A filter while it is edited: rows as the dialog shows them, which may be incomplete or wrong, unlike the model's `Filter`.
 * What the dialog has no fields for (a group, or a criterion that this version does not know) is kept as JSON text, so that it survives.
 */
import { CRITERIA, type CriterionField, type CriterionKind } from '../model/criteria';
import { isJsonObject, type JsonObject, type JsonValue } from '../model/json';
import { criteriaOf, hasOwner, parseScoped, type FilterScope } from './filter-scope';

/** A criterion as plain fields: their texts by name, lists separated by commas. */
export interface FieldsRow {
  readonly kind: CriterionKind;
  readonly not: boolean;
  readonly texts: Readonly<Record<string, string>>;
}

/** A part of a filter as JSON text. */
export interface JsonRow {
  readonly kind: 'json';
  readonly json: string;
}

export type DraftRow = FieldsRow | JsonRow;

export interface FilterDraft {
  /** `self` or a data owner's id. */
  readonly owner: string;
  readonly match: 'all' | 'any';
  readonly rows: readonly DraftRow[];
}

/** What the dialog shows of a stored filter, whatever was stored. */
export function toDraft(filter: unknown, scope: FilterScope): FilterDraft {
  const { owner, match, criteria } = isJsonObject(filter) ? filter : {};
  return {
    owner: typeof owner === 'string' && owner !== '' ? owner : 'self',
    match: match === 'any' ? 'any' : 'all',
    rows: Array.isArray(criteria) ? criteria.map((part) => toRow(part, scope)) : [],
  };
}

/** The filter as it is stored. A row of JSON text that is no JSON is stored as text, which the validation then refuses. */
export function fromDraft(draft: FilterDraft, scope: FilterScope): JsonObject {
  return {
    ...(hasOwner(scope) ? { owner: draft.owner.trim() || 'self' } : {}),
    match: draft.match,
    criteria: draft.rows.map(fromRow),
  };
}

/** A filter that was made for one entity, as far as it is one for another. What was wrong already stays, to be put right. */
export function refit(filter: JsonObject, from: FilterScope, to: FilterScope): JsonObject {
  const draft = toDraft(filter, from);
  return fromDraft({ ...draft, rows: draft.rows.filter((row) => fits(row, from, to)) }, to);
}

function fits(row: DraftRow, from: FilterScope, to: FilterScope): boolean {
  if (row.kind !== 'json') return criteriaOf(to).includes(row.kind);
  const alone = { criteria: [parseJson(row.json)] };
  return parseScoped(alone, to).ok || !parseScoped(alone, from).ok;
}

/** A row without content. */
export function emptyRow(kind: CriterionKind): FieldsRow {
  return { kind, not: false, texts: {} };
}

/** A group with a row as its first criterion. */
export function groupOf(row: FieldsRow): JsonRow {
  return toJsonRow({ match: 'any', criteria: [fromRow(row)] });
}

/** A row of a kind, which takes over the texts of another row as far as their fields have the same names. */
export function changeKind(row: FieldsRow, kind: CriterionKind): FieldsRow {
  const names = fieldsOf(kind).map((field) => field.name);
  return { ...row, kind, texts: Object.fromEntries(names.map((name) => [name, row.texts[name] ?? ''])) };
}

/** The fields of a kind of criterion. */
export function fieldsOf(kind: CriterionKind): readonly CriterionField[] {
  return CRITERIA[kind].fields;
}

function toRow(part: unknown, scope: FilterScope): DraftRow {
  return toFieldsRow(part, scope) ?? toJsonRow(part);
}

function toJsonRow(part: unknown): JsonRow {
  return { kind: 'json', json: JSON.stringify(part, undefined, 2) };
}

/** Undefined when the fields could not show all that is in the criterion. */
function toFieldsRow(part: unknown, scope: FilterScope): FieldsRow | undefined {
  if (!isJsonObject(part)) return undefined;
  const { by, not = false, ...values } = part;
  const kind = criteriaOf(scope).find((known) => known === by);
  if (kind === undefined || typeof not !== 'boolean') return undefined;
  const texts: Record<string, string> = {};
  for (const field of fieldsOf(kind)) {
    const shown = toText(values[field.name], field);
    if (shown === undefined) return undefined;
    texts[field.name] = shown;
  }
  return Object.keys(values).every((name) => name in texts) ? { kind, not, texts } : undefined;
}

function toText(value: unknown, field: CriterionField): string | undefined {
  if (value === undefined) return '';
  switch (field.kind) {
    case 'text':
    case 'date':
    case 'choice':
      return typeof value === 'string' ? value : undefined;
    case 'list':
      return Array.isArray(value) && value.every((item) => typeof item === 'string' && !item.includes(','))
        ? value.join(', ')
        : undefined;
    default:
      return field.kind satisfies never;
  }
}

function fromRow(row: DraftRow): JsonValue {
  if (row.kind === 'json') return parseJson(row.json);
  const json: JsonObject = { by: row.kind };
  for (const field of fieldsOf(row.kind)) {
    const value = fromText(row.texts[field.name] ?? '', field);
    if (value.length > 0) json[field.name] = value;
  }
  if (row.not) json.not = true;
  return json;
}

function fromText(value: string, field: CriterionField): string | string[] {
  switch (field.kind) {
    case 'text':
    case 'date':
    case 'choice':
      return value.trim();
    case 'list':
      return value
        .split(',')
        .map((item) => item.trim())
        .filter((item) => item !== '');
    default:
      return field.kind satisfies never;
  }
}

function parseJson(json: string): JsonValue {
  try {
    return JSON.parse(json) as JsonValue;
  } catch {
    return json;
  }
}
