/** The forms of the nodes' dialogs, which differ in little. */
import { element } from './dom';
import { inputId } from './field';
import { textKey } from './texts';

/** What a setting is entered with. Texts are given by their keys. */
export type Control =
  | { readonly kind: 'text'; readonly placeholder?: string }
  | { readonly kind: 'number'; readonly placeholder?: string }
  | { readonly kind: 'choice'; readonly choices: readonly Choice[] }
  /** A checkbox with a text beside it. */
  | { readonly kind: 'switch'; readonly text: string };

export interface Choice {
  readonly value: string;
  readonly label: string;
}

/** A setting's row: label, control, a hint, and a place for what is wrong. */
export interface Field {
  readonly setting: string;
  /** An icon of Font Awesome 4, without `fa-`. */
  readonly icon: string;
  readonly label: string;
  readonly control: Control;
  readonly hint?: string;
}

/**
 * Gives Node-RED the form of a node's dialog. It looks for it in the page when a dialog opens, fills in the fields whose ids it knows
 * (`node-input-<setting>`) and translates it.
 */
export function installForm(type: string, form: string): void {
  if (document.querySelector(`script[data-template-name="${type}"]`) !== null) return;
  const script = element('script', { type: 'text/html', 'data-template-name': type });
  script.text = form;
  document.body.append(script);
}

/** The row that every node's dialog begins with. */
export function nameRow(): string {
  return `
    <div class="form-row">
      ${label('name', 'tag', 'event.name')}
      <input type="text" id="${inputId('name')}" />
    </div>`;
}

/** The rows that the dialog of every node with an account begins with. */
export function nameAndAccount(): string {
  return `${nameRow()}
    <div class="form-row">
      ${label('account', 'user', 'event.account')}
      <input type="text" id="${inputId('account')}" />
      <p class="icure-hint icure-problem" id="icure-account-problem" role="status"></p>
    </div>`;
}

/** A setting's row; `watch` and `showRow` of `field.ts` know its parts. */
export function fieldRow({ setting, icon, label: labelKey, control, hint }: Field): string {
  const hintId = `icure-${setting}-hint`;
  const problemId = `icure-${setting}-problem`;
  const describedBy = hint === undefined ? problemId : `${hintId} ${problemId}`;
  return `
    <div class="form-row" id="icure-${setting}-row">
      ${control.kind === 'switch' ? switchLabel(setting, icon, labelKey) : label(setting, icon, labelKey)}
      ${input(setting, control, describedBy)}
      ${hint === undefined ? '' : `<p class="icure-hint" id="${hintId}" data-i18n="${textKey(hint)}"></p>`}
      <p class="icure-hint icure-problem" id="${problemId}" role="status"></p>
    </div>`;
}

function label(setting: string, icon: string, key: string): string {
  return `<label for="${inputId(setting)}"><i class="fa fa-${icon}"></i> <span data-i18n="${textKey(key)}"></span></label>`;
}

/** A checkbox has a label of its own; two of them together are its name. */
function switchLabel(setting: string, icon: string, key: string): string {
  return `<label id="icure-${setting}-label"><i class="fa fa-${icon}"></i> <span data-i18n="${textKey(key)}"></span></label>`;
}

function input(setting: string, control: Control, describedBy: string): string {
  const attributes = `id="${inputId(setting)}" aria-describedby="${describedBy}"`;
  switch (control.kind) {
    case 'text':
      return `<input type="text" autocomplete="off" ${attributes} ${placeholder(control.placeholder)} />`;
    case 'number':
      return `<input type="text" inputmode="numeric" autocomplete="off" class="icure-number" ${attributes} ${placeholder(control.placeholder)} />`;
    case 'choice':
      return `<select class="icure-select" ${attributes}>${control.choices.map(option).join('')}</select>`;
    case 'switch':
      return `<label class="icure-choice"><input type="checkbox" aria-labelledby="icure-${setting}-label icure-${setting}-text" ${attributes} /> <span id="icure-${setting}-text" data-i18n="${textKey(control.text)}"></span></label>`;
    default:
      return control satisfies never;
  }
}

function placeholder(key: string | undefined): string {
  return key === undefined ? '' : `data-i18n="[placeholder]${textKey(key)}"`;
}

function option({ value, label: key }: Choice): string {
  return `<option value="${value}" data-i18n="${textKey(key)}"></option>`;
}
