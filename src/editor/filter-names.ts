/** What kinds of criterion, their fields and choices are called in the viewer's language; what no catalogue knows keeps its technical name. */
import { isCriterionKind } from '../model/criteria';
import { textOr } from './texts';

/** The name of a kind of criterion. */
export function kindName(kind: string): string {
  return isCriterionKind(kind) ? textOr(`filter.kind.${kind}`, kind) : kind;
}

/** The name of a criterion's field. */
export function fieldName(field: string): string {
  return textOr(`filter.field.${field}`, field);
}

/** The name of one of the choices of a field. */
export function choiceName(field: string, choice: string): string {
  return textOr(`filter.choice.${field}.${choice}`, choice);
}
