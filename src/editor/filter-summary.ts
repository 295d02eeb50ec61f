/** A filter in one line. */
import { toDraft } from './filter-draft';
import type { FilterScope } from './filter-scope';
import { text } from './texts';

/** What a filter asks for, in a few words of the viewer's language. */
export function summarizeFilter(filter: unknown, scope: FilterScope): string {
  return toDraft(filter, scope)
    .rows.map((row) => {
      if (row.kind === 'json') return text('filter.kind.json');
      const value = Object.values(row.texts)
        .filter((part) => part !== '')
        .join('|');
      return [row.not ? text('filter.isNot') : '', text(`filter.kind.${row.kind}`), value]
        .filter((part) => part !== '')
        .join(' ');
    })
    .join(', ');
}
