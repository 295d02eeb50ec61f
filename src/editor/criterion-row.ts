/** One row of the filter's list: a criterion as plain fields, or a part of the filter as JSON text. */
import { isCriterionKind, type CriterionField } from '../model/criteria';
import { ENTITIES, type EntityName } from '../model/entities';
import { element, select } from './dom';
import { changeKind, emptyRow, fieldsOf, groupOf, type DraftRow, type FieldsRow } from './filter-draft';
import { text } from './texts';

/** What a row tells the list. */
export interface RowListener {
  changed(): void;
  removed(): void;
}

export class CriterionRow {
  readonly element: HTMLElement;
  readonly #content = element('div', { class: 'icure-criterion-content' });
  readonly #kind: HTMLSelectElement;
  readonly #remove: HTMLButtonElement;
  #draft: DraftRow;

  constructor(
    private readonly entity: EntityName,
    draft: DraftRow,
    private readonly listener: RowListener,
  ) {
    this.#draft = draft;
    this.#kind = this.#kindSelect();
    this.#remove = element(
      'button',
      { type: 'button', class: 'red-ui-button red-ui-button-small' },
      element('i', { class: 'fa fa-remove', 'aria-hidden': 'true' }),
    );
    this.#remove.addEventListener('click', () => {
      listener.removed();
    });
    this.element = element('div', { class: 'icure-criterion', role: 'group' }, this.#kind, this.#content, this.#remove);
    this.#showContent();
  }

  get draft(): DraftRow {
    return this.#draft;
  }

  /** Where the row stands, counted from 1, for those who do not see it. */
  set place(place: number) {
    this.element.setAttribute('aria-label', text('filter.criterion', { place }));
    this.#remove.setAttribute('aria-label', text('filter.remove', { place }));
    this.#remove.title = text('filter.remove', { place });
  }

  /** Marks what has to be put right; what is wrong is said below the list. */
  set wrong(wrong: boolean) {
    for (const input of this.#content.querySelectorAll('input, textarea')) {
      const blamed = wrong && (input instanceof HTMLTextAreaElement || input.matches(':invalid'));
      input.classList.toggle('input-error', blamed);
      input.setAttribute('aria-invalid', String(blamed));
    }
  }

  focus(): void {
    this.#kind.focus();
  }

  #change(draft: DraftRow): void {
    this.#draft = draft;
    this.listener.changed();
  }

  #kindSelect(): HTMLSelectElement {
    const kinds = ENTITIES[this.entity].criteria.map((kind) => [kind, text(`filter.kind.${kind}`)] as const);
    const choices = [...kinds, ['json', text('filter.kind.json')] as const];
    const chooser = select({ 'aria-label': text('filter.kindLabel') }, choices, this.#draft.kind);
    chooser.addEventListener('change', () => {
      this.#draft = this.#withKind(chooser.value);
      this.#showContent();
      this.listener.changed();
    });
    return chooser;
  }

  #withKind(kind: string): DraftRow {
    const draft = this.#draft;
    if (!isCriterionKind(kind)) return draft.kind === 'json' ? draft : groupOf(draft);
    return draft.kind === 'json' ? emptyRow(kind) : changeKind(draft, kind);
  }

  #showContent(): void {
    const draft = this.#draft;
    if (draft.kind === 'json') {
      this.#content.replaceChildren(this.#jsonArea(draft.json));
    } else {
      this.#content.replaceChildren(
        this.#notSelect(draft),
        ...fieldsOf(draft.kind).map((field) => this.#fieldInput(draft, field)),
      );
    }
  }

  #jsonArea(json: string): HTMLElement {
    const area = element('textarea', { rows: '4', spellcheck: 'false', 'aria-label': text('filter.json') });
    area.value = json;
    area.addEventListener('input', () => {
      this.#change({ kind: 'json', json: area.value });
    });
    return area;
  }

  #notSelect({ not }: FieldsRow): HTMLElement {
    const choices = [['is', text('filter.is')] as const, ['not', text('filter.isNot')] as const];
    const chooser = select({ 'aria-label': text('filter.notLabel') }, choices, not ? 'not' : 'is');
    chooser.addEventListener('change', () => {
      if (this.#draft.kind !== 'json') this.#change({ ...this.#draft, not: chooser.value === 'not' });
    });
    return chooser;
  }

  #fieldInput({ texts }: FieldsRow, field: CriterionField): HTMLElement {
    const input = element('input', {
      type: 'text',
      autocomplete: 'off',
      required: field.required,
      placeholder: field.required ? '' : text('filter.optional'),
    });
    input.value = texts[field.name] ?? '';
    input.addEventListener('input', () => {
      if (this.#draft.kind === 'json') return;
      this.#change({ ...this.#draft, texts: { ...this.#draft.texts, [field.name]: input.value } });
    });
    return element('label', { class: 'icure-field' }, text(`filter.field.${field.name}`), input);
  }
}
