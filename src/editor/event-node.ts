/** What the dialogs of the five event nodes have in common; which entity's it is, each node's `.html` says. */
import { ENTITIES, ENTITY_NAMES, eventNodeType, type EntityName, type EventType } from '../model/entities';
import { deliveryRows, prepareDelivery, saveDelivery } from './delivery-section';
import { prepareAccountChoice } from './chosen-account';
import { controlRow, isControlled, prepareControl, saveControl } from './control-row';
import { find, get } from './dom';
import { inputId, isBeingEdited } from './field';
import { FilterEditor } from './filter-editor';
import { checkFilter as check } from './filter-problem';
import { installForm, nameAndAccount } from './form';
import { preparePreview, previewRow } from './preview';
import { text, textKey } from './texts';
import { saveDialog } from './unset-settings';

export { checkDelivery } from './delivery-section';
export { label } from './event-label';

/** Of the dialog that is open; Node-RED opens one event node at a time. */
let filterEditor: FilterEditor | undefined;

/** Gives Node-RED the form of each event node's dialog. */
export function installForms(): void {
  for (const entity of ENTITY_NAMES) installForm(eventNodeType(entity), form(entity));
}

/** Validator of the event types: true, or what is wrong. A node with an input may wait for a message that names some. */
export function checkEventTypes(node: EditorNode): true | string {
  const isTicked = isBeingEdited(node) ? isTickedInDialog : (setting: string) => node[setting] === true;
  const ticked = EVENT_SETTINGS.some((setting) => isTicked(setting));
  return ticked || isControlled(node) || text('event.noTypes');
}

/** Validator of a stored filter: true, or what is wrong. */
export function checkFilter(entity: EntityName, filter: unknown): true | string {
  return check(filter, entity);
}

/** Called when the dialog has been opened. */
export function prepare(entity: EntityName, node: EditorNode): void {
  prepareAccountChoice();
  filterEditor = new FilterEditor(get('icure-filter', HTMLElement), { scope: entity, isLive: true }, node.filter);
  preparePreview(
    node,
    () => entity,
    () => filterEditor?.value,
  );
  const problem = get('icure-event-types-problem', HTMLElement);
  const checkboxes = ENTITIES[entity].eventTypes.map((type) => get(inputId(settingOf(type)), HTMLInputElement));
  const showProblem = (): void => {
    const result = checkEventTypes(node);
    problem.textContent = result === true ? '' : result;
    for (const checkbox of checkboxes) checkbox.setAttribute('aria-invalid', String(result !== true));
  };
  for (const checkbox of checkboxes) checkbox.addEventListener('change', showProblem);
  prepareControl(node, showProblem);
  showProblem();
  prepareDelivery(node);
}

/** Called when the dialog is closed by "Done"; Node-RED itself saves the fields whose ids it knows. */
export function save(node: EditorNode): void {
  saveDialog(node, () => {
    if (filterEditor !== undefined) node.filter = filterEditor.value;
    saveDelivery(node);
    saveControl();
  });
}

function settingOf(type: EventType): Lowercase<EventType> {
  return type.toLowerCase() as Lowercase<EventType>;
}

const EVENT_SETTINGS = ['create', 'update', 'delete'] as const satisfies readonly Lowercase<EventType>[];

/** A checkbox that the entity does not have is not ticked. */
function isTickedInDialog(setting: string): boolean {
  return find(`node-input-${setting}`, HTMLInputElement)?.checked ?? false;
}

function form(entity: EntityName): string {
  const checkboxes = ENTITIES[entity].eventTypes.map(settingOf).map(
    (setting) => `
      <label class="icure-choice">
        <input type="checkbox" id="node-input-${setting}" aria-describedby="icure-event-types-problem" />
        <span data-i18n="${textKey(`event.${setting}`)}"></span>
      </label>`,
  );
  return `${nameAndAccount()}
    <div class="form-row" role="group" aria-labelledby="icure-event-types-label">
      <label id="icure-event-types-label"><i class="fa fa-bolt"></i> <span data-i18n="${textKey('event.types')}"></span></label>
      ${checkboxes.join('')}
      <p class="icure-hint icure-problem" id="icure-event-types-problem" role="status"></p>
    </div>
    <div id="icure-filter"></div>
    ${previewRow()}
    ${deliveryRows()}
    ${controlRow()}`;
}
