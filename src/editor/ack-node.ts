/** The dialog of `icure-ack`. */
import { installForm, nameRow } from './form';
import { textKey } from './texts';

const TYPE = 'icure-ack';

/** Gives Node-RED the form of the dialog. */
export function installForms(): void {
  installForm(TYPE, `${nameRow()}<p class="icure-hint" data-i18n="${textKey(`${TYPE}:ack.hint`)}"></p>`);
}
