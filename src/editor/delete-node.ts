/** The dialog of `icure-delete`. */
import { entityRow } from './action-node';
import { prepareConfigButtons } from './config-buttons';
import { inputId, keepUnknownChoice } from './field';
import { installForm, nameAndAccount } from './form';
import { textKey } from './texts';

export { checkEntity, label } from './action-node';

const TYPE = 'icure-delete';

/** Gives Node-RED the form of the dialog. */
export function installForms(): void {
  installForm(
    TYPE,
    `
    ${nameAndAccount()}
    ${entityRow('delete')}
    <p class="icure-hint" data-i18n="${textKey(`${TYPE}:delete.hint`)}"></p>`,
  );
}

/** Called when the dialog has been opened. */
export function prepare(node: EditorNode): void {
  prepareConfigButtons(inputId('account'), 'icure-account');
  keepUnknownChoice(inputId('entity'), node.entity);
}
