/** The part of a node's dialog in which a filter is made: whose entities, all or any, and a list of criteria. */
import type { JsonObject } from '../model/json';
import { CriterionRow } from './criterion-row';
import { element, select } from './dom';
import { emptyRow, fromDraft, toDraft, type DraftRow, type FilterDraft } from './filter-draft';
import { describeProblem } from './filter-problem';
import { criteriaOf, hasOwner, parseScoped, type FilterScope } from './filter-scope';
import { RowList } from './row-list';
import { text } from './texts';

export class FilterEditor {
  readonly #owner: HTMLSelectElement;
  readonly #ownerId: HTMLInputElement;
  readonly #match: HTMLSelectElement;
  readonly #list: RowList<DraftRow, CriterionRow>;
  readonly #problem = element('p', { class: 'icure-hint icure-problem', role: 'status' });

  /** Shows a stored filter, whatever was stored, in an element of the dialog. */
  constructor(
    place: HTMLElement,
    private readonly scope: FilterScope,
    filter: unknown,
  ) {
    const draft = toDraft(filter, scope);
    this.#owner = this.#ownerSelect(draft);
    this.#ownerId = this.#ownerIdInput(draft);
    this.#match = this.#matchSelect(draft);
    place.append(...(hasOwner(scope) ? [this.#ownerRow()] : []), this.#matchRow());
    this.#list = this.#criteriaList(place, draft);
    place.append(
      this.#problem,
      element('p', { class: 'icure-hint' }, text(hasOwner(scope) ? 'filter.hint' : 'filter.hintWithoutOwner')),
    );
    this.#showOwnerId();
    this.#check();
  }

  /** The filter as it is to be stored. */
  get value(): JsonObject {
    const draft: FilterDraft = {
      owner: this.#owner.value === 'self' ? 'self' : this.#ownerId.value,
      match: this.#match.value === 'any' ? 'any' : 'all',
      rows: this.#list.rows.map((row) => row.draft),
    };
    return fromDraft(draft, this.scope);
  }

  #ownerSelect({ owner }: FilterDraft): HTMLSelectElement {
    const choices = [['self', text('filter.self')] as const, ['other', text('filter.other')] as const];
    const chooser = select({ id: 'node-input-filter-owner' }, choices, owner === 'self' ? 'self' : 'other');
    chooser.addEventListener('change', () => {
      this.#showOwnerId();
      this.#check();
    });
    return chooser;
  }

  #ownerIdInput({ owner }: FilterDraft): HTMLInputElement {
    const input = element('input', {
      id: 'node-input-filter-owner-id',
      type: 'text',
      autocomplete: 'off',
      'aria-label': text('filter.ownerId'),
      placeholder: text('filter.ownerId'),
    });
    input.value = owner === 'self' ? '' : owner;
    input.addEventListener('input', () => {
      this.#check();
    });
    return input;
  }

  #matchSelect({ match }: FilterDraft): HTMLSelectElement {
    const choices = [['all', text('filter.all')] as const, ['any', text('filter.any')] as const];
    const chooser = select({ id: 'node-input-filter-match' }, choices, match);
    chooser.addEventListener('change', () => {
      this.#check();
    });
    return chooser;
  }

  #ownerRow(): HTMLElement {
    return element(
      'div',
      { class: 'form-row' },
      element(
        'label',
        { for: this.#owner.id },
        element('i', { class: 'fa fa-id-card-o', 'aria-hidden': 'true' }),
        ` ${text('filter.owner')}`,
      ),
      ' ',
      this.#owner,
      this.#ownerId,
    );
  }

  #matchRow(): HTMLElement {
    return element(
      'div',
      { class: 'form-row' },
      element(
        'label',
        { for: this.#match.id },
        element('i', { class: 'fa fa-filter', 'aria-hidden': 'true' }),
        ` ${text('filter.label')}`,
      ),
      ' ',
      this.#match,
    );
  }

  #showOwnerId(): void {
    this.#ownerId.hidden = this.#owner.value === 'self';
  }

  #criteriaList(place: HTMLElement, { rows }: FilterDraft): RowList<DraftRow, CriterionRow> {
    const [firstKind = 'id'] = criteriaOf(this.scope);
    const changed = (): void => {
      this.#check();
    };
    return new RowList(
      place,
      {
        id: 'node-input-filter-criteria',
        texts: { list: 'filter.list', add: 'filter.add', row: 'filter.criterion', remove: 'filter.remove' },
        make: (draft) => new CriterionRow(this.scope, draft ?? emptyRow(firstKind), changed),
        changed,
      },
      rows,
    );
  }

  /** Says what is wrong with the filter, by the same rules as the runtime. */
  #check(): void {
    const parsing = parseScoped(this.value, this.scope);
    this.#list.wrongPlace = parsing.ok ? undefined : Number.parseInt(parsing.problem.criterion ?? '0');
    this.#problem.textContent = parsing.ok ? '' : describeProblem(parsing.problem);
  }
}
