/** A criterion in the filter's list: as plain fields, or as JSON text when this version has no fields for it. */
import { isCriterionKind } from '../model/criteria';
import type { FilterProblem } from '../model/filter';
import { element, select } from './dom';
import { checkedHereMark, dragHandle, PartButtons, type Direction, type PartActions } from './filter-buttons';
import { changeKind, emptyRow, fieldsOf, fromRow, type CriterionDraft, type FieldsRow } from './filter-draft';
import { FilterField } from './filter-field';
import { kindName } from './filter-names';
import { asSentence, sayReason, syntaxReason } from './filter-problem';
import { criteriaOf, isMatchedLive, type FilterUse } from './filter-scope';
import { criterionSource } from './pick-sources';
import { text } from './texts';

let rows = 0;

export class CriterionRow {
  readonly item = element('li', { class: 'icure-criterion' });
  readonly #frame: HTMLElement;
  readonly #content = element('div', { class: 'icure-list-content' });
  readonly #problem = element('p', { id: `icure-row-problem-${++rows}`, class: 'icure-row-problem icure-problem' });
  readonly #kind: HTMLSelectElement;
  readonly #buttons: PartButtons;
  #fields: readonly FilterField[] = [];
  #draft: CriterionDraft;

  constructor(
    private readonly use: FilterUse,
    draft: CriterionDraft,
    private readonly changed: () => void,
    actions: PartActions,
  ) {
    this.#draft = draft;
    this.#kind = this.#kindSelect();
    this.#buttons = new PartButtons('criterion', actions);
    this.#frame = element(
      'div',
      { class: 'icure-list-row', role: 'group' },
      dragHandle(),
      element('div', { class: 'icure-row-parts' }, this.#content, this.#problem),
      this.#buttons.root,
    );
    this.item.append(this.#frame);
    this.#showContent();
  }

  get draft(): CriterionDraft {
    return this.#draft;
  }

  /** Tells those who do not see it where the criterion stands, e.g. `2.1`. */
  set place(place: string) {
    this.#frame.setAttribute('aria-label', text('filter.criterion', { place }));
    this.#buttons.place = place;
  }

  /** Says what is wrong, beside the field that is; undefined: nothing. */
  set problem(problem: FilterProblem | undefined) {
    const reason = problem === undefined ? undefined : this.#reason(problem);
    const blamed = this.#fields.find(({ field }) => field.name === problem?.values.field);
    for (const field of this.#fields) field.problem = field === blamed ? reason : undefined;
    // Both ends of a range together.
    if (blamed === undefined) for (const field of this.#fields) field.isWrong = reason !== undefined;
    this.#problem.textContent = blamed === undefined ? (reason ?? '') : '';
    const area = this.#content.querySelector('textarea');
    area?.classList.toggle('input-error', reason !== undefined);
    area?.setAttribute('aria-invalid', String(reason !== undefined));
  }

  focus(): void {
    this.#kind.focus();
  }

  focusMoved(direction: Direction): void {
    this.#buttons.focus(direction);
  }

  #reason(problem: FilterProblem): string {
    const syntax = this.#draft.kind === 'json' ? syntaxReason(fromRow(this.#draft)) : undefined;
    return syntax === undefined ? sayReason(problem) : asSentence(syntax);
  }

  #change(draft: CriterionDraft): void {
    this.#draft = draft;
    this.changed();
  }

  #kindSelect(): HTMLSelectElement {
    const kinds = criteriaOf(this.use.scope).map((kind) => [kind, kindName(kind)] as const);
    const choices = this.#draft.kind === 'json' ? [...kinds, ['json', text('filter.kind.json')] as const] : kinds;
    const chooser = select({ 'aria-label': text('filter.kindLabel') }, choices, this.#draft.kind);
    chooser.addEventListener('change', () => {
      this.#draft = this.#withKind(chooser.value);
      this.#showContent();
      this.changed();
    });
    return chooser;
  }

  #withKind(kind: string): CriterionDraft {
    const draft = this.#draft;
    if (!isCriterionKind(kind)) return draft;
    return draft.kind === 'json' ? emptyRow(kind) : changeKind(draft, kind);
  }

  #showContent(): void {
    const draft = this.#draft;
    const hadFocus = this.#kind === document.activeElement;
    if (draft.kind === 'json') {
      this.#fields = [];
      this.#content.replaceChildren(this.#kind, this.#jsonArea(draft.json));
    } else {
      const { kind, texts } = draft;
      const isChecked = this.use.isLive && !isMatchedLive(this.use.scope, kind);
      const fields = fieldsOf(kind);
      this.#fields = fields.map(
        (field) =>
          new FilterField(
            field,
            texts[field.name] ?? '',
            fields.length === 1 ? kindName(kind) : '',
            this.#problem.id,
            (value) => {
              this.#setField(field.name, value);
            },
          ),
      );
      this.#content.replaceChildren(
        this.#kind,
        this.#notSelect(draft),
        ...(isChecked ? [checkedHereMark()] : []),
        element('div', { class: 'icure-filter-fields' }, ...this.#fields.map(({ root }) => root)),
      );
      this.#offerLists(kind);
    }
    if (hadFocus) this.#kind.focus();
  }

  #offerLists(kind: string): void {
    const valueOf = (name: string): string => this.#fields.find(({ field }) => field.name === name)?.value ?? '';
    for (const field of this.#fields) {
      const source = criterionSource(() => this.use.scope, kind, field.field.name, valueOf);
      if (source !== undefined) field.offer(source);
    }
  }

  #setField(name: string, value: string): void {
    const draft = this.#draft;
    if (draft.kind === 'json') return;
    this.#change({ kind: draft.kind, not: draft.not, texts: { ...draft.texts, [name]: value } });
  }

  #jsonArea(json: string): HTMLElement {
    const area = element('textarea', {
      rows: '4',
      spellcheck: 'false',
      'aria-label': text('filter.criterionAsJson'),
      'aria-describedby': this.#problem.id,
    });
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
      const draft = this.#draft;
      if (draft.kind === 'json') return;
      this.#change({ kind: draft.kind, not: chooser.value === 'not', texts: draft.texts });
    });
    return chooser;
  }
}
