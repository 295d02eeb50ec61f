/** The dialog of `icure-delete`. */
import { entityRow } from './action-node';
import { prepareAccountChoice } from './chosen-account';
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
  prepareAccountChoice();
  keepUnknownChoice(inputId('entity'), node.entity);
}
