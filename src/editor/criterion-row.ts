/** One row of the filter's list: a criterion as plain fields, or a part of the filter as JSON text. */
import { isCriterionKind, type CriterionField } from '../model/criteria';
import { element, select } from './dom';
import { changeKind, emptyRow, fieldsOf, groupOf, type DraftRow, type FieldsRow } from './filter-draft';
import { criteriaOf, type FilterScope } from './filter-scope';
import type { Row } from './row-list';
import { text } from './texts';

export class CriterionRow implements Row {
  readonly parts: readonly HTMLElement[];
  readonly #content = element('div', { class: 'icure-list-content' });
  readonly #kind: HTMLSelectElement;
  #draft: DraftRow;

  constructor(
    private readonly scope: FilterScope,
    draft: DraftRow,
    private readonly changed: () => void,
  ) {
    this.#draft = draft;
    this.#kind = this.#kindSelect();
    this.parts = [this.#kind, this.#content];
    this.#showContent();
  }

  get draft(): DraftRow {
    return this.#draft;
  }

  focus(): void {
    this.#kind.focus();
  }

  #change(draft: DraftRow): void {
    this.#draft = draft;
    this.changed();
  }

  #kindSelect(): HTMLSelectElement {
    const kinds = criteriaOf(this.scope).map((kind) => [kind, text(`filter.kind.${kind}`)] as const);
    const choices = [...kinds, ['json', text('filter.kind.json')] as const];
    const chooser = select({ 'aria-label': text('filter.kindLabel') }, choices, this.#draft.kind);
    chooser.addEventListener('change', () => {
      this.#draft = this.#withKind(chooser.value);
      this.#showContent();
      this.changed();
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
