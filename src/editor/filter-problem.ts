/** What is wrong with a filter, in the viewer's language. */
import type { FilterProblem } from '../model/filter';
import { isVariable } from './filter-environment';
import { readJsonText, type JsonTextProblem } from './filter-json-text';
import { fieldName, kindName } from './filter-names';
import { parseScoped, type FilterScope } from './filter-scope';
import { text } from './texts';

/** Validator of a stored filter: true, or where something is wrong with it, and what. */
export function checkFilter(filter: unknown, scope: FilterScope): true | string {
  const reason = syntaxReason(filter);
  if (reason !== undefined) return text('filter.problem', { reason });
  const parsing = parseScoped(filter, scope);
  return parsing.ok || describeProblem(parsing.problem);
}

/** Where in the filter something is wrong, and what. */
export function describeProblem(problem: FilterProblem): string {
  const reason = describeReason(problem);
  return problem.criterion === undefined
    ? text('filter.problem', { reason })
    : text('filter.criterionProblem', { place: problem.criterion, reason });
}

/** What is wrong, for a place beside what is wrong. */
export function sayReason(problem: FilterProblem): string {
  return asSentence(describeReason(problem));
}

/** A reason, which else follows a colon, as a sentence of its own. */
export function asSentence(reason: string): string {
  return text('filter.sentence', { reason: reason.charAt(0).toLocaleUpperCase() + reason.slice(1) });
}

function describeReason({ code, values }: FilterProblem): string {
  const { field, entity, known, kind } = values;
  return text(`filter.problems.${code}`, {
    ...values,
    ...(field === undefined ? {} : { field: fieldName(field) }),
    ...(entity === undefined ? {} : { entity: text(`action.ofEntity.${entity}`) }),
    ...(entity === undefined || known === undefined ? {} : { known: known.split(', ').map(kindName).join(', ') }),
    ...(kind === undefined ? {} : { kind: kindName(kind) }),
  });
}

/**
 * At which place what is stored is no JSON, and why; undefined when that is not what is wrong. What is stored as text is JSON that was wrong when the
 * dialog was closed, or an environment variable.
 */
export function syntaxReason(stored: unknown): string | undefined {
  if (typeof stored !== 'string' || stored === '' || isVariable(stored)) return undefined;
  const reading = readJsonText(stored);
  return reading.ok ? undefined : describeSyntax(reading.problem);
}

function describeSyntax({ line, column, expected, found }: JsonTextProblem): string {
  const reason = text(`filter.json.expected.${expected}`);
  return found === undefined
    ? text('filter.json.endsTooEarly', { line, column, reason })
    : text('filter.json.unexpected', { line, column, reason, found });
}
