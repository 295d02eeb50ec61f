/** The part of a node's dialog in which a filter is made: a line that says what it means, and the filter as a form or as JSON. */
import { element } from './dom';
import { fitsForm, fromDraft, toDraft } from './filter-draft';
import { FilterForm } from './filter-form';
import { FilterJsonView } from './filter-json-view';
import { checkFilter } from './filter-problem';
import type { FilterUse } from './filter-scope';
import { summarizeFilter } from './filter-summary';
import { text } from './texts';

type View = FilterForm | FilterJsonView;

const PROBLEM = 'icure-filter-problem';

export class FilterEditor {
  readonly #summary = element('p', { class: 'icure-filter-summary', id: 'icure-filter-summary' });
  readonly #asForm = viewButton('filter.asForm');
  readonly #asJson = viewButton('filter.asJson');
  readonly #body = element('div');
  readonly #problem = element('p', { id: PROBLEM, class: 'icure-hint icure-hint-wide icure-problem', role: 'status' });
  /** Texts of what means what is stored. */
  readonly #unchanged: readonly string[];
  #view: View;

  /** Shows a stored filter, whatever was stored, in an element of the dialog. */
  constructor(
    place: HTMLElement,
    private readonly use: FilterUse,
    private readonly stored: unknown,
  ) {
    const usual = fromDraft(toDraft(stored, use.scope), use.scope);
    const shown = stored ?? usual;
    this.#unchanged = fitsForm(stored, use.scope) ? [stringify(shown), stringify(usual)] : [stringify(shown)];
    this.#view = this.#show(fitsForm(stored, use.scope) ? 'form' : 'json', shown);
    this.#asForm.addEventListener('click', () => {
      this.#toForm();
    });
    this.#asJson.addEventListener('click', () => {
      if (this.#view instanceof FilterForm) this.#view = this.#show('json', this.value ?? usual);
    });
    const heading = element('h4', { class: 'icure-section', id: 'icure-filter-label' }, text('filter.label'));
    const views = element(
      'span',
      { class: 'button-group icure-filter-views', role: 'group', 'aria-label': text('filter.views') },
      this.#asForm,
      this.#asJson,
    );
    place.append(
      element(
        'div',
        { role: 'group', 'aria-labelledby': heading.id },
        element('div', { class: 'icure-section-head' }, heading, views),
        this.#summary,
        this.#body,
        this.#problem,
      ),
    );
  }

  /** The filter as it is to be stored: what was stored, as it was, when nothing has been changed; text when it is no JSON. */
  get value(): unknown {
    const value: unknown = this.#view.value;
    return this.#unchanged.includes(stringify(value)) ? this.stored : value;
  }

  #show(view: 'form' | 'json', filter: unknown): View {
    const changed = (): void => {
      this.#check();
    };
    const shown =
      view === 'form' ? new FilterForm(this.use, filter, changed) : new FilterJsonView(filter, PROBLEM, changed);
    this.#body.replaceChildren(shown.root);
    for (const [button, name] of [[this.#asForm, 'form'] as const, [this.#asJson, 'json'] as const]) {
      button.classList.toggle('selected', name === view);
      button.setAttribute('aria-pressed', String(name === view));
    }
    this.#view = shown;
    this.#check();
    return shown;
  }

  /** What the form could not show stays as JSON, and is explained. */
  #toForm(): void {
    if (this.#view instanceof FilterForm) return;
    const { value } = this.#view;
    if (fitsForm(value, this.use.scope)) {
      this.#view = this.#show('form', value);
      return;
    }
    const problem = checkFilter(value, this.use.scope);
    this.#problem.textContent = `${text('filter.noForm')} ${problem === true ? '' : problem}`.trim();
    this.#view.focus();
  }

  /** Says what the filter means, and what is wrong with it, by the same rules as the runtime. */
  #check(): void {
    const value: unknown = this.#view.value;
    const problem = checkFilter(value, this.use.scope);
    this.#summary.textContent = summarizeFilter(value, this.use.scope);
    this.#problem.textContent = problem === true ? '' : problem;
    if (this.#view instanceof FilterForm) this.#view.showProblems();
    else this.#view.isWrong = problem !== true;
  }
}

/** As text, to compare by; nothing at all is text, too. */
function stringify(value: unknown): string {
  return JSON.stringify(value ?? null);
}

function viewButton(key: string): HTMLButtonElement {
  return element(
    'button',
    { type: 'button', class: 'red-ui-button red-ui-button-small toggle icure-view-button' },
    text(key),
  );
}
