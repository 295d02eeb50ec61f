/** The fields of the node whose dialog is open. Node-RED fills in and saves those with the id `node-input-<setting>`. */
import { find, get } from './dom';
import { asText, isEnvironment } from './setting';

/** The id of a setting's field in a node's dialog. */
export function inputId(setting: string): string {
  return `node-input-${setting}`;
}

/** Whether a node's dialog is open, and on top. */
export function isBeingEdited(node: EditorNode): boolean {
  return RED.editor.getEditStack().at(-1) === node;
}

/** What stands in the dialog, when it is open, else what is stored. Of a checkbox: `true` or `false`. */
export function currentValue(node: EditorNode, setting: string): string {
  const shown = isBeingEdited(node) ? shownValue(setting) : undefined;
  return shown ?? asText(node[setting]);
}

/** What stands in a field of the dialog that is open, without blanks around; undefined: there is no such field. */
export function shownValue(setting: string): string | undefined {
  const field = fieldOf(setting);
  return field?.type === 'checkbox' && 'checked' in field ? String(field.checked) : field?.value.trim();
}

/** Keeps Node-RED from saving a field of the dialog that is being closed: what is stored stays as it is, also when nothing is. */
export function leaveAsStored(setting: string): void {
  fieldOf(setting)?.removeAttribute('id');
}

/**
 * Lets a select show what is stored even when that is not in its list: an environment variable, or a choice of another version. Saving must not
 * lose it. When nothing is stored, the first choice is shown.
 */
export function keepUnknownChoice(id: string, stored: unknown): void {
  const chooser = get(id, HTMLSelectElement);
  const value = asText(stored);
  if ([...chooser.options].some((option) => option.value === value)) return;
  if (value === '') {
    chooser.selectedIndex = 0;
  } else {
    chooser.add(new Option(value, value));
    chooser.value = value;
  }
}

/** A checkbox cannot hold `${NAME}`: such a value is shown as text, so that saving does not lose it. */
export function keepEnvironmentSwitch(id: string, stored: unknown): void {
  const value = asText(stored);
  if (!isEnvironment(value)) return;
  const input = get(id, HTMLInputElement);
  input.type = 'text';
  input.value = value;
}

/** Says in words, below a field of a node's dialog, what Node-RED marks in red. */
export function watch(setting: string, check: (value: string) => true | string): void {
  watchField(inputId(setting), `icure-${setting}-problem`, check);
}

/**
 * Says in words what is wrong with a field, as often as it changes.
 * @param problemId of the element below the field
 * @returns says it anew, when the check looks at something else that has changed
 */
export function watchField(fieldId: string, problemId: string, check: (value: string) => true | string): () => void {
  const field = find(fieldId, HTMLInputElement) ?? get(fieldId, HTMLSelectElement);
  const problem = get(problemId, HTMLElement);
  const say = (): void => {
    const result = check(field.value);
    problem.textContent = result === true ? '' : result;
    field.setAttribute('aria-invalid', String(result !== true));
  };
  // Node-RED's own changes of a field are told to jQuery only.
  $(field).on('input change', say);
  say();
  return say;
}

/** Shows or hides a setting's row. */
export function showRow(setting: string, shown: boolean): void {
  get(`icure-${setting}-row`, HTMLElement).hidden = !shown;
}

function fieldOf(setting: string): HTMLInputElement | HTMLSelectElement | undefined {
  return find(inputId(setting), HTMLInputElement) ?? find(inputId(setting), HTMLSelectElement);
}
