import type { FilterProblem } from '../model/filter';
import { text } from './texts';

/** Where in the filter something is wrong, in the viewer's language, and what: the reason is the one that the runtime would log. */
export function describeProblem({ criterion, reason }: FilterProblem): string {
  return criterion === undefined
    ? text('filter.problem', { reason })
    : text('filter.criterionProblem', { place: criterion, reason });
}
