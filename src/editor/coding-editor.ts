/** The part of the dialog of `icure-save` that says which labels and codes are added and removed. */
import { fromChanges, problemOf, toChanges, type CodingChange, type CodingSetting } from './coding-changes';
import { CodingRow } from './coding-row';
import { element } from './dom';
import type { FilterScope } from './filter-scope';
import { RowList } from './row-list';
import { text } from './texts';
import type { JsonObject } from '../model/json';

const EMPTY: CodingChange = { setting: 'addLabels', type: '', code: '' };

export class CodingEditor {
  readonly #list: RowList<CodingChange, CodingRow>;
  readonly #problem = element('p', { class: 'icure-hint icure-problem', role: 'status' });

  /**
   * Shows what is stored in an element of the dialog.
   * @param scope the entity that is chosen at the moment
   */
  constructor(place: HTMLElement, stored: Readonly<Record<string, unknown>>, scope: () => FilterScope) {
    const changed = (): void => {
      this.#check();
    };
    this.#list = new RowList(
      place,
      {
        id: 'icure-coding-changes',
        texts: {
          list: 'icure-save:save.codings',
          add: 'icure-save:save.addChange',
          row: 'icure-save:save.change',
          remove: 'icure-save:save.removeChange',
        },
        make: (draft) => new CodingRow(draft ?? EMPTY, scope, changed),
        changed,
      },
      toChanges(stored),
    );
    place.append(this.#problem, element('p', { class: 'icure-hint' }, text('icure-save:save.codingsHint')));
    this.#check();
  }

  /** What is to be stored for a setting. */
  value(setting: CodingSetting): JsonObject[] {
    return fromChanges(
      setting,
      this.#list.rows.map(({ change }) => change),
    );
  }

  #check(): void {
    const { rows } = this.#list;
    for (const row of rows) row.showProblem();
    const problems = rows.map(({ change }) => problemOf(change));
    const index = problems.findIndex((problem) => problem !== undefined);
    const reason = problems[index];
    const place = index + 1;
    this.#problem.textContent = reason === undefined ? '' : text('icure-save:save.changeProblem', { place, reason });
  }
}
