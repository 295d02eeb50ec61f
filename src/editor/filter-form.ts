/** The filter as a form: whose entities, all or any, and the list of criteria and groups. */
import type { JsonObject } from '../model/json';
import { element, select } from './dom';
import { fromDraft, toDraft, type FilterDraft } from './filter-draft';
import { FilterList } from './filter-list';
import { hasOwner, type FilterUse } from './filter-scope';
import { attachPickList } from './pick-list';
import { dataOwners } from './pick-sources';
import { text } from './texts';

export class FilterForm {
  readonly root: HTMLElement;
  readonly #owner: HTMLSelectElement;
  readonly #ownerId: HTMLInputElement;
  readonly #ownerHint = element('p', {
    id: 'icure-filter-owner-hint',
    class: 'icure-hint icure-problem',
    role: 'status',
  });
  readonly #match: HTMLSelectElement;
  readonly #list: FilterList;

  constructor(
    private readonly use: FilterUse,
    filter: unknown,
    private readonly changed: () => void,
  ) {
    const draft = toDraft(filter, use.scope);
    this.#owner = this.#ownerSelect(draft);
    this.#ownerId = this.#ownerIdInput(draft);
    this.#match = this.#matchSelect(draft);
    this.#list = new FilterList(use, draft.rows, changed);
    const isOwned = hasOwner(use.scope);
    this.root = element(
      'div',
      {},
      ...(isOwned ? [row(this.#owner, 'id-card-o', 'filter.owner', this.#ownerId, this.#ownerHint)] : []),
      row(this.#match, 'list-ul', 'filter.match'),
      this.#list.root,
      element('p', { class: 'icure-hint icure-hint-wide' }, text(isOwned ? 'filter.hint' : 'filter.hintWithoutOwner')),
    );
    attachPickList(this.#ownerId, dataOwners());
    this.#showOwnerId();
    this.#list.showProblems();
  }

  /** The filter as it is to be stored. */
  get value(): JsonObject {
    const draft: FilterDraft = {
      owner: this.#owner.value === 'self' ? 'self' : this.#ownerId.value,
      match: this.#match.value === 'any' ? 'any' : 'all',
      rows: this.#list.rows,
    };
    return fromDraft(draft, this.use.scope);
  }

  showProblems(): void {
    this.#list.showProblems();
  }

  #ownerSelect({ owner }: FilterDraft): HTMLSelectElement {
    const choices = [['self', text('filter.self')] as const, ['other', text('filter.other')] as const];
    const chooser = select({ id: 'node-input-filter-owner' }, choices, owner === 'self' ? 'self' : 'other');
    chooser.addEventListener('change', () => {
      this.#showOwnerId();
      this.changed();
    });
    return chooser;
  }

  #ownerIdInput({ owner }: FilterDraft): HTMLInputElement {
    const input = element('input', {
      id: 'node-input-filter-owner-id',
      type: 'text',
      autocomplete: 'off',
      'aria-label': text('filter.ownerId'),
      'aria-describedby': this.#ownerHint.id,
      placeholder: text('filter.ownerId'),
    });
    input.value = owner === 'self' ? '' : owner;
    input.addEventListener('input', () => {
      this.#showOwnerId();
      this.changed();
    });
    return input;
  }

  #matchSelect({ match }: FilterDraft): HTMLSelectElement {
    const choices = [['all', text('filter.all')] as const, ['any', text('filter.any')] as const];
    const chooser = select({ id: 'node-input-filter-match' }, choices, match);
    chooser.addEventListener('change', this.changed);
    return chooser;
  }

  #showOwnerId(): void {
    const isOther = this.#owner.value !== 'self';
    this.#ownerId.hidden = !isOther;
    const isMissing = isOther && this.#ownerId.value.trim() === '';
    this.#ownerHint.textContent = isMissing ? text('filter.ownerMissing') : '';
    this.#ownerId.setAttribute('aria-invalid', String(isMissing));
  }
}

function row(control: HTMLElement, icon: string, key: string, ...others: readonly Node[]): HTMLElement {
  return element(
    'div',
    { class: 'form-row' },
    element(
      'label',
      { for: control.id },
      element('i', { class: `fa fa-${icon}`, 'aria-hidden': 'true' }),
      ` ${text(key)}`,
    ),
    ' ',
    control,
    ...others,
  );
}
