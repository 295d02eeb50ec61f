/** One row of the list of labels and codes to add and to remove. */
import {
  CODING_SETTINGS,
  isCodingSetting,
  needsCode,
  problemOf,
  type CodingChange,
  type CodingSetting,
} from './coding-changes';
import { element, select } from './dom';
import { asSentence } from './filter-problem';
import type { FilterScope } from './filter-scope';
import { attachPickList } from './pick-list';
import { codings, codingTypes, type CodingList } from './pick-sources';
import type { Row } from './row-list';
import { text } from './texts';

let rows = 0;

export class CodingRow implements Row {
  readonly parts: readonly HTMLElement[];
  readonly #setting: HTMLSelectElement;
  readonly #type = element('input', { type: 'text', autocomplete: 'off', required: true });
  readonly #code = element('input', { type: 'text', autocomplete: 'off' });
  readonly #problem = element('p', { id: `icure-coding-problem-${++rows}`, class: 'icure-row-problem icure-problem' });

  constructor(
    readonly initial: CodingChange,
    scope: () => FilterScope,
    changed: () => void,
  ) {
    const choices = CODING_SETTINGS.map((setting) => [setting, text(`icure-save:save.${setting}`)] as const);
    this.#setting = select({ 'aria-label': text('icure-save:save.what') }, choices, initial.setting);
    this.#type.value = initial.type;
    this.#code.value = initial.code;
    this.#setting.addEventListener('change', () => {
      this.#showNeed();
      changed();
    });
    for (const input of [this.#type, this.#code]) {
      input.setAttribute('aria-describedby', this.#problem.id);
      input.addEventListener('input', changed);
    }
    const content = element(
      'div',
      { class: 'icure-list-content' },
      element('label', { class: 'icure-field' }, text('filter.field.type'), this.#type),
      element('label', { class: 'icure-field' }, text('filter.field.code'), this.#code),
    );
    this.parts = [this.#setting, element('div', { class: 'icure-row-parts' }, content, this.#problem)];
    const list = (): CodingList => listOf(this.change.setting);
    attachPickList(this.#type, codingTypes(scope, list));
    attachPickList(
      this.#code,
      codings(scope, list, () => this.#type.value),
    );
    this.#showNeed();
  }

  get change(): CodingChange {
    const { value } = this.#setting;
    return {
      setting: isCodingSetting(value) ? value : this.initial.setting,
      type: this.#type.value,
      code: this.#code.value,
    };
  }

  /** Says what is wrong with the change, and marks the field that is. */
  showProblem(): void {
    const reason = problemOf(this.change);
    this.#problem.textContent = reason === undefined ? '' : asSentence(reason);
    const isTypeWrong = this.#type.value.trim() === '';
    for (const [input, isWrong] of [
      [this.#type, isTypeWrong],
      [this.#code, reason !== undefined && !isTypeWrong],
    ] as const) {
      input.classList.toggle('input-error', isWrong);
      input.setAttribute('aria-invalid', String(isWrong));
    }
  }

  focus(): void {
    this.#setting.focus();
  }

  #showNeed(): void {
    const needed = needsCode(this.change.setting);
    this.#code.required = needed;
    this.#code.placeholder = needed ? '' : text('filter.optional');
  }
}

function listOf(setting: CodingSetting): CodingList {
  switch (setting) {
    case 'addLabels':
    case 'removeLabels':
      return 'labels';
    case 'addCodes':
    case 'removeCodes':
      return 'codes';
    default:
      return setting satisfies never;
  }
}
