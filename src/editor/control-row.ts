/** Whether an event node has an input, for messages that control it. */
import { find, get } from './dom';
import { inputId, isBeingEdited } from './field';
import { fieldRow } from './form';

/** The row of the dialog. The checkbox is no setting of its own: the number of inputs is, which Node-RED stores and draws. */
export function controlRow(): string {
  return `${fieldRow({
    setting: 'control',
    icon: 'sign-in',
    label: 'event.control',
    control: { kind: 'switch', text: 'event.controlText' },
    hint: 'event.controlHint',
  })}
    <input type="hidden" id="${inputId('inputs')}" />`;
}

/** Called when the dialog has been opened. */
export function prepareControl(node: EditorNode, onChange: () => void): void {
  const control = checkbox();
  control.checked = hasInput(node);
  control.addEventListener('change', onChange);
}

/** Called when the dialog is closed by "Done", before Node-RED reads the fields. Node-RED removes the wires of an input that goes. */
export function saveControl(): void {
  get(inputId('inputs'), HTMLInputElement).value = checkbox().checked ? '1' : '0';
}

/** Whether messages control a node, by its dialog when it is open. */
export function isControlled(node: EditorNode): boolean {
  const shown = isBeingEdited(node) ? find(inputId('control'), HTMLInputElement) : undefined;
  return shown?.checked ?? hasInput(node);
}

function checkbox(): HTMLInputElement {
  return get(inputId('control'), HTMLInputElement);
}

function hasInput({ inputs }: EditorNode): boolean {
  return Number(inputs) === 1;
}
