/** The part of an event node's dialog in which the filter is made: whose entities, all or any, and a list of criteria. */
import { ENTITIES, type EntityName } from '../model/entities';
import { parseFilter } from '../model/filter';
import type { JsonObject } from '../model/json';
import { CriterionRow } from './criterion-row';
import { element, select } from './dom';
import { emptyRow, fromDraft, toDraft, type DraftRow, type FilterDraft } from './filter-draft';
import { describeProblem } from './filter-problem';
import { text } from './texts';

/** An item of the editable list; the button that adds one makes an item without a draft. */
interface Item {
  readonly draft: DraftRow;
}

export class FilterEditor {
  readonly #owner: HTMLSelectElement;
  readonly #ownerId: HTMLInputElement;
  readonly #match: HTMLSelectElement;
  readonly #list: HTMLOListElement;
  readonly #problem = element('p', { class: 'icure-hint icure-problem', role: 'status' });
  readonly #rows: CriterionRow[] = [];

  /** Shows a stored filter, whatever was stored, in an element of the dialog. */
  constructor(
    place: HTMLElement,
    private readonly entity: EntityName,
    filter: unknown,
  ) {
    const { hasOwner } = ENTITIES[entity];
    const draft = toDraft(filter, entity);
    this.#owner = this.#ownerSelect(draft);
    this.#ownerId = this.#ownerIdInput(draft);
    this.#match = this.#matchSelect(draft);
    this.#list = element('ol', { id: 'node-input-filter-criteria', 'aria-label': text('filter.list') });
    place.append(...(hasOwner ? [this.#ownerRow()] : []), this.#matchRow(), this.#list);
    this.#fillList(draft.rows);
    place.append(
      this.#problem,
      element('p', { class: 'icure-hint' }, text(hasOwner ? 'filter.hint' : 'filter.hintWithoutOwner')),
    );
    this.#showOwnerId();
    this.#check();
  }

  /** The filter as it is to be stored. */
  get value(): JsonObject {
    const draft: FilterDraft = {
      owner: this.#owner.value === 'self' ? 'self' : this.#ownerId.value,
      match: this.#match.value === 'any' ? 'any' : 'all',
      rows: this.#rows.map((row) => row.draft),
    };
    return fromDraft(draft, this.entity);
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

  #fillList(drafts: readonly DraftRow[]): void {
    const [firstKind] = ENTITIES[this.entity].criteria;
    let filled = false;
    $<Item>(this.#list).editableList({
      addButton: text('filter.add'),
      height: 'auto',
      removable: false,
      addItem: (container, _index, item) => {
        const draft = item.draft ?? (firstKind === undefined ? undefined : emptyRow(firstKind));
        if (draft === undefined) return;
        const row = this.#addRow(draft, item);
        container[0]?.append(row.element);
        if (filled) row.focus();
      },
    });
    for (const draft of drafts) $<Item>(this.#list).editableList('addItem', { draft });
    filled = true;
  }

  #addRow(draft: DraftRow, item: Partial<Item>): CriterionRow {
    const row = new CriterionRow(this.entity, draft, {
      changed: () => {
        this.#check();
      },
      removed: () => {
        $<Partial<Item>>(this.#list).editableList('removeItem', item);
        this.#removeRow(row);
      },
    });
    this.#rows.push(row);
    this.#check();
    return row;
  }

  /** The focus goes to the row that takes the place, else to the button that adds one, and never to nowhere. */
  #removeRow(row: CriterionRow): void {
    const index = this.#rows.indexOf(row);
    this.#rows.splice(index, 1);
    this.#check();
    const next = this.#rows[Math.min(index, this.#rows.length - 1)];
    if (next !== undefined) next.focus();
    else this.#list.closest('.red-ui-editableList')?.querySelector('button')?.focus();
  }

  /** Says what is wrong with the filter, by the same rules as the runtime. */
  #check(): void {
    const parsing = parseFilter(this.value, this.entity);
    const wrongPlace = parsing.ok ? 0 : Number.parseInt(parsing.problem.criterion ?? '0');
    this.#rows.forEach((row, index) => {
      row.place = index + 1;
      row.wrong = index + 1 === wrongPlace;
    });
    this.#problem.textContent = parsing.ok ? '' : describeProblem(parsing.problem);
  }
}
