/** A filter in one line of plain language: above its criteria in the dialog, and where else a node says what it wants. */
import { CRITERIA, type CriterionField } from '../model/criteria';
import type { Match } from '../model/filter';
import { isVariable } from './filter-environment';
import { fitsForm, toDraft, type CriterionDraft, type DraftRow, type FieldsRow } from './filter-draft';
import { readJsonText } from './filter-json-text';
import { choiceName, kindName } from './filter-names';
import { hasOwner, type FilterScope } from './filter-scope';
import { text } from './texts';

/** Of a list, the items that are named. */
const NAMED_ITEMS = 3;

/**
 * A filter in the viewer's language, e.g. `label IC-TEST|TEST, shared with me`. It may be incomplete, and anything may be stored: what cannot be said is
 * called that.
 */
export function summarizeFilter(filter: unknown, scope: FilterScope): string {
  if (isVariable(filter)) return filter;
  if (!fitsForm(filter, scope)) return text('filter.summary.invalid');
  const { owner, match, rows } = toDraft(filter, scope);
  const criteria = join(rows.map(describePart), match);
  if (!hasOwner(scope)) return criteria === '' ? text('filter.summary.everything') : criteria;
  const access = owner === 'self' ? text('filter.summary.self') : text('filter.summary.owner', { owner });
  return criteria === ''
    ? text('filter.summary.everythingOf', { access })
    : text('filter.summary.criteriaOf', { criteria, access });
}

/** What the criteria of a filter ask for, without whose entities they are about; empty when there are none. */
export function summarizeCriteria(filter: unknown, scope: FilterScope): string {
  if (isVariable(filter)) return filter;
  if (!fitsForm(filter, scope)) return text('filter.summary.invalid');
  const { match, rows } = toDraft(filter, scope);
  return join(rows.map(describePart), match);
}

function join(parts: readonly string[], match: Match): string {
  return parts.reduce((one, other) => (one === '' ? other : text(`filter.summary.${match}`, { one, other })), '');
}

function describePart(row: DraftRow): string {
  if (row.kind !== 'group') return describeCriterion(row);
  const criteria = join(row.rows.map(describeCriterion), row.match) || text('filter.summary.unfinished');
  const group = row.rows.length > 1 || row.not ? text('filter.summary.group', { criteria }) : criteria;
  return row.not ? text('filter.summary.not', { criterion: group }) : group;
}

function describeCriterion(row: CriterionDraft): string {
  if (row.kind === 'json') return describeJson(row.json);
  const value = describeFields(row) || text('filter.summary.unfinished');
  const criterion = text('filter.summary.criterion', { kind: kindName(row.kind), value });
  return row.not ? text('filter.summary.not', { criterion }) : criterion;
}

/** What the dialog has no fields for, in as few words as JSON allows. */
function describeJson(json: string): string {
  const reading = readJsonText(json);
  return reading.ok ? JSON.stringify(reading.value) : json;
}

function describeFields({ kind, texts }: FieldsRow): string {
  const fields: readonly CriterionField[] = CRITERIA[kind].fields;
  const given = fields
    .map((field) => ({ field, value: (texts[field.name] ?? '').trim() }))
    .filter(({ value }) => value !== '');
  if (fields.some((field) => field.kind === 'date')) return describeRange(texts);
  return given.map(({ field, value }) => describeValue(field, value)).join('|');
}

function describeRange({ from = '', to = '' }: Readonly<Record<string, string>>): string {
  if (from === '' && to === '') return '';
  if (to === '') return text('filter.summary.from', { from });
  return from === '' ? text('filter.summary.to', { to }) : text('filter.summary.range', { from, to });
}

function describeValue(field: CriterionField, value: string): string {
  switch (field.kind) {
    case 'choice':
      return field.choices?.includes(value) === true ? choiceName(field.name, value) : value;
    case 'list': {
      const items = value
        .split(',')
        .map((item) => item.trim())
        .filter((item) => item !== '');
      const named = items.slice(0, NAMED_ITEMS).join(', ');
      const count = items.length - NAMED_ITEMS;
      return count > 0 ? text('filter.summary.more', { items: named, count }) : named;
    }
    case 'text':
    case 'date':
      return value;
    default:
      return field.kind satisfies never;
  }
}
