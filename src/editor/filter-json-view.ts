/** The whole filter as JSON text. */
import { element } from './dom';
import { isVariable } from './filter-environment';
import { readJsonText } from './filter-json-text';
import { text } from './texts';
import type { JsonValue } from '../model/json';

export class FilterJsonView {
  readonly root: HTMLElement;
  readonly #area: HTMLTextAreaElement;

  constructor(filter: unknown, problemId: string, changed: () => void) {
    this.#area = element('textarea', {
      id: 'node-input-filter-json',
      class: 'icure-filter-json',
      rows: '12',
      spellcheck: 'false',
      'aria-label': text('filter.json.label'),
      'aria-describedby': problemId,
    });
    this.#area.value = toText(filter);
    this.#area.addEventListener('input', changed);
    this.root = element(
      'div',
      { class: 'icure-filter-json-place' },
      this.#area,
      element('p', { class: 'icure-hint icure-hint-wide' }, text('filter.json.hint')),
    );
  }

  /** What the text says; the text itself when it is no JSON. */
  get value(): JsonValue {
    const reading = readJsonText(this.#area.value);
    return reading.ok ? reading.value : this.#area.value;
  }

  set isWrong(isWrong: boolean) {
    this.#area.classList.toggle('input-error', isWrong);
    this.#area.setAttribute('aria-invalid', String(isWrong));
  }

  focus(): void {
    this.#area.focus();
  }
}

/** Text that is stored was no JSON, or is an environment variable: as it was typed. */
function toText(filter: unknown): string {
  const isTyped = typeof filter === 'string' && (isVariable(filter) || !readJsonText(filter).ok);
  return isTyped ? filter : JSON.stringify(filter, undefined, 2);
}
