/**
 * Environment variables in a filter. Node-RED replaces `${NAME}` wherever it is a whole text in a node's settings, also deep inside the filter, before
 * the node sees it. The editor does not know the values: it judges the rest.
 */
import { CRITERIA, isCriterionKind, type CriterionField } from '../model/criteria';
import { isJsonObject, type JsonObject, type JsonValue } from '../model/json';
import { isEnvironment } from './environment';

/** What a variable is taken for that must hold a date. */
const SOME_DATE = '2026-01-01';

/** The filter with something valid in place of each variable whose value would be judged. */
export function withoutEnvironment(filter: unknown): unknown {
  if (isVariable(filter)) return {};
  if (!isJsonObject(filter) || !Array.isArray(filter.criteria)) return filter;
  return { ...filter, criteria: filter.criteria.map(withoutVariables) };
}

/** Whether a value, of whatever kind, is an environment variable. */
export function isVariable(value: unknown): value is string {
  return typeof value === 'string' && isEnvironment(value.trim());
}

function withoutVariables(part: JsonValue): JsonValue {
  if (!isJsonObject(part)) return part;
  if (Array.isArray(part.criteria)) return { ...part, criteria: part.criteria.map(withoutVariables) };
  if (!isCriterionKind(part.by)) return part;
  const { fields }: { readonly fields: readonly CriterionField[] } = CRITERIA[part.by];
  const standIns = fields
    .filter(({ name }) => isVariable(part[name]))
    .map((field) => [field.name, standInFor(field, fields, part)] as const);
  return { ...part, ...Object.fromEntries(standIns) };
}

function standInFor(field: CriterionField, fields: readonly CriterionField[], criterion: JsonObject): JsonValue {
  switch (field.kind) {
    case 'text':
      return 'text';
    case 'list':
      return ['text'];
    case 'choice':
      return field.choices?.[0] ?? '';
    case 'date': {
      // The other end of a range, with which any end may be right.
      const [other] = fields
        .filter(({ name, kind }) => kind === 'date' && name !== field.name)
        .map(({ name }) => criterion[name])
        .filter((value) => value !== undefined && value !== '' && !isVariable(value));
      return other ?? SOME_DATE;
    }
    default:
      return field.kind satisfies never;
  }
}
