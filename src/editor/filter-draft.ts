/**
 * A filter while it is edited: rows and groups as the dialog shows them, which may be incomplete or wrong, unlike the model's `Filter`.
 * What the dialog has no fields for (a criterion that this version does not know) is kept as JSON text, so that it survives.
 */
import { CRITERIA, type CriterionField, type CriterionKind } from '../model/criteria';
import type { Match } from '../model/filter';
import { isJsonObject, type JsonObject, type JsonValue } from '../model/json';
import { isVariable } from './filter-environment';
import { readJsonText } from './filter-json-text';
import { criteriaOf, hasOwner, parseScoped, type FilterScope } from './filter-scope';
import { isEnvironment } from './environment';

/** A criterion as plain fields: their texts by name, lists separated by commas. */
export interface FieldsRow {
  readonly kind: CriterionKind;
  readonly not: boolean;
  readonly texts: Readonly<Record<string, string>>;
  /** As it was stored, with all its blanks, until something of it is changed. */
  readonly stored?: JsonObject;
}

/** A criterion as JSON text. */
export interface JsonRow {
  readonly kind: 'json';
  readonly json: string;
}

export type CriterionDraft = FieldsRow | JsonRow;

/** A group of criteria, which contains no other group. */
export interface GroupDraft {
  readonly kind: 'group';
  readonly match: Match;
  readonly not: boolean;
  readonly rows: readonly CriterionDraft[];
}

export type DraftRow = CriterionDraft | GroupDraft;

export interface FilterDraft {
  /** `self` or a data owner's id. */
  readonly owner: string;
  readonly match: Match;
  readonly rows: readonly DraftRow[];
}

/** Whether the dialog can show a stored filter as a form; else something of it would be lost. Nothing stored is a filter without criteria. */
export function fitsForm(filter: unknown, scope: FilterScope): boolean {
  if (filter === undefined || filter === null || filter === '') return true;
  if (!isJsonObject(filter)) return false;
  const { owner, match, criteria, ...others } = filter;
  const ownerFits = owner === undefined || owner === 'self' || (typeof owner === 'string' && hasOwner(scope));
  return (
    ownerFits &&
    isMatchOrAbsent(match) &&
    (criteria === undefined || Array.isArray(criteria)) &&
    Object.keys(others).length === 0
  );
}

/** What the dialog shows of a stored filter, whatever was stored. */
export function toDraft(filter: unknown, scope: FilterScope): FilterDraft {
  const { owner, match, criteria } = isJsonObject(filter) ? filter : {};
  return {
    owner: typeof owner === 'string' && owner !== '' ? owner : 'self',
    match: match === 'any' ? 'any' : 'all',
    rows: Array.isArray(criteria) ? criteria.map((part) => toGroup(part, scope) ?? toRow(part, scope)) : [],
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

/** A part of the filter as it is stored. */
export function fromRow(row: DraftRow): JsonValue {
  if (row.kind === 'json') return parseJson(row.json);
  if (row.kind !== 'group') return row.stored ?? fromFields(row);
  return { match: row.match, criteria: row.rows.map(fromRow), ...(row.not ? { not: true } : {}) };
}

/** A filter that was made for one entity, as far as it is one for another. What was wrong already stays, to be put right. */
export function refit(filter: unknown, from: FilterScope, to: FilterScope): unknown {
  if (!fitsForm(filter, from)) return filter;
  const draft = toDraft(filter, from);
  return fromDraft({ ...draft, rows: draft.rows.flatMap((row) => refitRow(row, from, to)) }, to);
}

/** Of a group, what is left of it; a group of which nothing is left goes, too. */
function refitRow(row: DraftRow, from: FilterScope, to: FilterScope): DraftRow[] {
  if (row.kind !== 'group') return fits(row, from, to) ? [row] : [];
  const rows = row.rows.filter((inner) => fits(inner, from, to));
  return rows.length > 0 || row.rows.length === 0 ? [{ ...row, rows }] : [];
}

function fits(row: CriterionDraft, from: FilterScope, to: FilterScope): boolean {
  if (row.kind !== 'json') return criteriaOf(to).includes(row.kind);
  const alone = { criteria: [parseJson(row.json)] };
  return parseScoped(alone, to).ok || !parseScoped(alone, from).ok;
}

/** A row without content. */
export function emptyRow(kind: CriterionKind): FieldsRow {
  return { kind, not: false, texts: {} };
}

/** A row of a kind, which takes over the texts of another row as far as their fields have the same names. */
export function changeKind(row: FieldsRow, kind: CriterionKind): FieldsRow {
  const names = fieldsOf(kind).map((field) => field.name);
  return { kind, not: row.not, texts: Object.fromEntries(names.map((name) => [name, row.texts[name] ?? ''])) };
}

/** The fields of a kind of criterion. */
export function fieldsOf(kind: CriterionKind): readonly CriterionField[] {
  return CRITERIA[kind].fields;
}

function toGroup(part: JsonValue, scope: FilterScope): GroupDraft | undefined {
  if (!isJsonObject(part)) return undefined;
  const { match = 'all', not = false, criteria, ...others } = part;
  if (!isMatch(match) || typeof not !== 'boolean' || !Array.isArray(criteria)) return undefined;
  if (Object.keys(others).length > 0) return undefined;
  return { kind: 'group', match, not, rows: criteria.map((inner) => toRow(inner, scope)) };
}

function toRow(part: JsonValue, scope: FilterScope): CriterionDraft {
  return toFieldsRow(part, scope) ?? toJsonRow(part);
}

function toJsonRow(part: JsonValue): JsonRow {
  const isWrongJson = typeof part === 'string' && !readJsonText(part).ok;
  return { kind: 'json', json: isWrongJson ? part : JSON.stringify(part, undefined, 2) };
}

/** Undefined when the fields could not show all that is in the criterion. */
function toFieldsRow(part: JsonValue, scope: FilterScope): FieldsRow | undefined {
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
  return Object.keys(values).every((name) => name in texts) ? { kind, not, texts, stored: part } : undefined;
}

function toText(value: JsonValue | undefined, field: CriterionField): string | undefined {
  if (value === undefined) return '';
  switch (field.kind) {
    case 'text':
    case 'date':
    case 'choice':
      return typeof value === 'string' ? value : undefined;
    case 'list':
      if (isVariable(value)) return value;
      return Array.isArray(value) &&
        value.every((item): item is string => typeof item === 'string' && !item.includes(','))
        ? value.join(', ')
        : undefined;
    default:
      return field.kind satisfies never;
  }
}

function fromFields(row: FieldsRow): JsonObject {
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
      // A variable holds the whole list, its items separated by commas.
      if (isEnvironment(value.trim())) return value.trim();
      return value
        .split(',')
        .map((item) => item.trim())
        .filter((item) => item !== '');
    default:
      return field.kind satisfies never;
  }
}

function parseJson(json: string): JsonValue {
  const reading = readJsonText(json);
  return reading.ok ? reading.value : json;
}

function isMatch(value: unknown): value is Match {
  return value === 'all' || value === 'any';
}

function isMatchOrAbsent(value: unknown): boolean {
  return value === undefined || isMatch(value);
}
