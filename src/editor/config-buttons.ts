/** The two buttons beside a choice of config nodes, to edit one and to add one: Node-RED makes them for the mouse only, without a name. */
import { find } from './dom';

/** What Node-RED's own tooltips on them say. */
const TEXTS = { edit: 'editor.editConfig', add: 'editor.addNewConfig' } as const;

/**
 * Lets the buttons be reached, pressed and heard. Called when the dialog has been opened.
 * @param choice id of the choice, e.g. `node-input-account`
 * @param type of the config nodes
 */
export function prepareConfigButtons(choice: string, type: string): void {
  const [, prefix, setting] = /^(node-(?:config-)?input)-(.+)$/.exec(choice) ?? [];
  for (const action of ['edit', 'add'] as const) {
    const button = find(`${prefix}-btn-${setting}-${action}`, HTMLElement);
    if (button !== undefined) makeButton(button, RED._(TEXTS[action], { type }));
  }
}

function makeButton(button: HTMLElement, name: string): void {
  button.tabIndex = 0;
  button.setAttribute('role', 'button');
  button.setAttribute('aria-label', name);
  button.addEventListener('focus', () => {
    button.setAttribute('aria-disabled', String(button.classList.contains('disabled')));
  });
  button.addEventListener('keydown', (event) => {
    // With Ctrl, Enter closes the dialog.
    if (event.ctrlKey || event.metaKey || (event.key !== 'Enter' && event.key !== ' ')) return;
    event.preventDefault();
    button.click();
  });
}
