/** The dialog of `icure-save`. */
import { NOTIFICATION_STATUSES } from '../model/notification-status';
import { ENTITIES, type EntityName } from '../model/entities';
import { entityOf, entityRow } from './action-node';
import { CODING_SETTINGS, type CodingSetting } from './coding-changes';
import { CodingEditor } from './coding-editor';
import { prepareAccountChoice } from './chosen-account';
import { get } from './dom';
import { inputId, keepUnknownChoice, showRow, watch } from './field';
import { fieldRow, installForm, nameAndAccount } from './form';
import { attachPickList } from './pick-list';
import { dataOwners, patients } from './pick-sources';
import * as setting from './setting';
import { text, textKey } from './texts';
import { saveDialog } from './unset-settings';

export { checkEntity, label } from './action-node';
export { checkChanges } from './coding-changes';

const TYPE = 'icure-save';

/** What a notification's status can be set to; empty leaves it to the payload. */
const STATUSES = ['', ...NOTIFICATION_STATUSES] as const;

/** How often a conflict may be tried again. */
const RETRIES = { least: 0, most: 10 };

/** Of the dialog that is open; Node-RED opens one at a time. */
let codings: CodingEditor | undefined;

/** Gives Node-RED the form of the dialog. */
export function installForms(): void {
  installForm(TYPE, form());
}

/** Validator: true, or what is wrong. */
export function checkPatient(value: unknown): true | string {
  return setting.checkId(value, text(`${TYPE}:save.patient`));
}

/** Validator: true, or what is wrong. */
export function checkShareWith(value: unknown): true | string {
  return setting.checkIds(value, text(`${TYPE}:save.shareWith`));
}

/** Validator: true, or what is wrong. */
export function checkStatus(value: unknown): true | string {
  return setting.checkChoice(value, text(`${TYPE}:save.status`), STATUSES);
}

/** Validator: true, or what is wrong. */
export function checkRetries(value: unknown): true | string {
  return setting.checkWholeNumber(value, text(`${TYPE}:save.retries`), RETRIES);
}

/** Called when the dialog has been opened. */
export function prepare(node: EditorNode): void {
  prepareAccountChoice();
  for (const name of ['entity', 'setStatus']) keepUnknownChoice(inputId(name), node[name]);
  codings = new CodingEditor(get('icure-codings-list', HTMLElement), node, () => entityOf(node));
  attachPickList(get(inputId('patient'), HTMLInputElement), patients());
  attachPickList(get(inputId('shareWith'), HTMLInputElement), dataOwners(true));
  watch('patient', checkPatient);
  watch('shareWith', checkShareWith);
  watch('retries', checkRetries);
  const showFields = (): void => {
    showApplicable(entityOf(node));
  };
  get(inputId('entity'), HTMLSelectElement).addEventListener('change', showFields);
  showFields();
}

/**
 * Called when the dialog is closed by "Done"; Node-RED itself saves the fields whose ids it knows. What does not apply to the entity, and so could
 * not be seen, is not stored.
 */
export function save(node: EditorNode): void {
  const entity = entityOf(node);
  saveDialog(node, () => {
    if (!hasPatient(entity)) get(inputId('patient'), HTMLInputElement).value = '';
    if (!hasStatus(entity)) get(inputId('setStatus'), HTMLSelectElement).value = '';
    for (const name of CODING_SETTINGS) node[name] = storedCodings(entity, name);
    node.retries = setting.asStored(get(inputId('retries'), HTMLInputElement).value || '0');
  });
}

function storedCodings(entity: EntityName | 'any', name: CodingSetting): unknown {
  return hasCodings(entity) && codings !== undefined ? codings.value(name) : [];
}

function showApplicable(entity: EntityName | 'any'): void {
  showRow('patient', hasPatient(entity));
  showRow('setStatus', hasStatus(entity));
  showRow('codings', hasCodings(entity));
}

function hasPatient(entity: EntityName | 'any'): boolean {
  return entity === 'any' || ENTITIES[entity].needsPatient;
}

function hasStatus(entity: EntityName | 'any'): boolean {
  return entity === 'any' || entity === 'Notification';
}

function hasCodings(entity: EntityName | 'any'): boolean {
  return entity === 'any' || ENTITIES[entity].isCoded;
}

function form(): string {
  return `
    ${nameAndAccount()}
    ${entityRow('save')}
    ${fieldRow({
      setting: 'patient',
      icon: 'user-circle-o',
      label: `${TYPE}:save.patient`,
      control: { kind: 'text', placeholder: `${TYPE}:save.patientPlaceholder` },
      hint: `${TYPE}:save.patientHint`,
    })}
    ${fieldRow({
      setting: 'shareWith',
      icon: 'share-alt',
      label: `${TYPE}:save.shareWith`,
      control: { kind: 'text', placeholder: `${TYPE}:save.shareWithPlaceholder` },
      hint: `${TYPE}:save.shareWithHint`,
    })}
    ${fieldRow({
      setting: 'setStatus',
      icon: 'flag-o',
      label: `${TYPE}:save.status`,
      control: {
        kind: 'choice',
        choices: STATUSES.map((value) => ({ value, label: `${TYPE}:save.statuses.${value === '' ? 'unset' : value}` })),
      },
      hint: `${TYPE}:save.statusHint`,
    })}
    <div class="form-row" id="icure-codings-row" role="group" aria-labelledby="icure-codings-label">
      <label id="icure-codings-label"><i class="fa fa-tags"></i> <span data-i18n="${textKey(`${TYPE}:save.codings`)}"></span></label>
      <div id="icure-codings-list"></div>
    </div>
    ${fieldRow({
      setting: 'retries',
      icon: 'repeat',
      label: `${TYPE}:save.retries`,
      control: { kind: 'number' },
      hint: `${TYPE}:save.retriesHint`,
    })}`;
}
