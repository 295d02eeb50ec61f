/** A field of a criterion: its name, what it is entered with, and below it what is wrong. */
import type { CriterionField } from '../model/criteria';
import { element, select } from './dom';
import { choiceName, fieldName } from './filter-names';
import { attachPickList, type PickSource } from './pick-list';
import { text } from './texts';

/** What a choice is set to while its value is typed: an environment variable, or what this version does not know. */
const TYPED = 'typed';

let problems = 0;

export class FilterField {
  readonly root: HTMLElement;
  readonly #control: HTMLInputElement | HTMLSelectElement;
  /** Of a choice: where it is typed instead. */
  readonly #typed: HTMLInputElement | undefined;
  readonly #problem: HTMLElement;

  /** @param rowProblemId of where it is said what is wrong with several fields together */
  constructor(
    readonly field: CriterionField,
    value: string,
    /** The criterion, which may be called as its field: the name is then heard, not seen. */
    criterionName: string,
    rowProblemId: string,
    changed: (value: string) => void,
  ) {
    problems += 1;
    const id = `icure-filter-problem-${problems}`;
    this.#problem = element('p', { id, class: 'icure-field-problem icure-problem' });
    const label = fieldName(field.name);
    const isSame = label === criterionName;
    if (field.kind === 'choice') {
      const { chooser, typed } = choiceControls(field, value, label);
      this.#control = chooser;
      this.#typed = typed;
      this.root = this.#frame(label, isSame, [typed]);
    } else {
      const input = textInput(field);
      input.value = value;
      this.#control = input;
      this.root = this.#frame(label, isSame, field.kind === 'date' ? [calendarButton(input, label)] : []);
    }
    for (const control of this.#controls) {
      control.dataset.field = field.name;
      control.setAttribute('aria-describedby', `${id} ${rowProblemId}`);
      control.addEventListener(control instanceof HTMLSelectElement ? 'change' : 'input', () => {
        this.#showTyped();
        changed(this.value);
      });
    }
    this.#showTyped();
  }

  get value(): string {
    const { value } = this.#control;
    return this.#typed !== undefined && value === TYPED ? this.#typed.value : value;
  }

  /** Says what is wrong with the field; undefined: nothing. */
  set problem(reason: string | undefined) {
    this.#problem.textContent = reason ?? '';
    this.isWrong = reason !== undefined;
  }

  /** Marks the field; what is wrong is said elsewhere. */
  set isWrong(isWrong: boolean) {
    for (const control of this.#controls) {
      control.classList.toggle('input-error', isWrong);
      control.setAttribute('aria-invalid', String(isWrong));
    }
  }

  /** Offers what there is to pick from; anything may be typed all the same. */
  offer(source: PickSource): void {
    if (this.#control instanceof HTMLInputElement) attachPickList(this.#control, source);
  }

  get #controls(): readonly (HTMLInputElement | HTMLSelectElement)[] {
    return this.#typed === undefined ? [this.#control] : [this.#control, this.#typed];
  }

  #frame(label: string, isHidden: boolean, beside: readonly Node[]): HTMLElement {
    return element(
      'div',
      { class: 'icure-filter-field' },
      element(
        'div',
        { class: 'icure-field' },
        element('label', {}, element('span', isHidden ? { class: 'icure-unseen' } : {}, label), this.#control),
        ...beside,
      ),
      this.#problem,
    );
  }

  #showTyped(): void {
    if (this.#typed !== undefined) this.#typed.hidden = this.#control.value !== TYPED;
  }
}

function textInput(field: CriterionField): HTMLInputElement {
  const isDate = field.kind === 'date';
  return element('input', {
    type: 'text',
    autocomplete: 'off',
    spellcheck: 'false',
    required: field.required,
    placeholder: isDate ? text('filter.datePlaceholder') : field.required ? '' : text('filter.optional'),
    ...(isDate ? { title: text('filter.dateTitle'), class: 'icure-date' } : {}),
  });
}

function choiceControls(
  field: CriterionField,
  value: string,
  label: string,
): { readonly chooser: HTMLSelectElement; readonly typed: HTMLInputElement } {
  const { choices = [] } = field;
  const isTyped = value !== '' && !choices.includes(value);
  const chooser = select(
    { required: field.required },
    [
      ['', text(field.required ? 'filter.choose' : 'filter.optional')] as const,
      ...choices.map((choice) => [choice, choiceName(field.name, choice)] as const),
      [TYPED, text('filter.typed')] as const,
    ],
    isTyped ? TYPED : value,
  );
  const typed = element('input', {
    type: 'text',
    class: 'icure-typed',
    autocomplete: 'off',
    spellcheck: 'false',
    placeholder: '${NAME}',
    'aria-label': `${label}, ${text('filter.typed')}`,
  });
  typed.value = isTyped ? value : '';
  return { chooser, typed };
}

/** Lets a date be picked from the browser's own calendar; a time that was typed stays. Typing it is faster by keyboard, and needed for a variable. */
function calendarButton(input: HTMLInputElement, label: string): HTMLElement {
  const name = text('filter.pickDateOf', { field: label });
  const picker = element('input', {
    type: 'date',
    class: 'icure-calendar',
    tabindex: '-1',
    'aria-hidden': 'true',
    'aria-label': name,
  });
  picker.addEventListener('change', () => {
    if (picker.value === '') return;
    const time = /T.*$/.exec(input.value)?.[0] ?? '';
    input.value = picker.value + time;
    input.dispatchEvent(new Event('input'));
    input.focus();
  });
  const button = element(
    'button',
    {
      type: 'button',
      class: 'red-ui-button red-ui-button-small icure-icon-button',
      title: text('filter.pickDate'),
      'aria-label': name,
    },
    element('i', { class: 'fa fa-calendar', 'aria-hidden': 'true' }),
  );
  button.addEventListener('click', () => {
    picker.value = input.value.slice(0, 10);
    picker.showPicker();
  });
  return element('span', { class: 'icure-calendar-place' }, button, picker);
}
