/** The dialog of `icure-find`. */
import { entityOf, entityRow } from './action-node';
import { prepareAccountChoice } from './chosen-account';
import { get } from './dom';
import { currentValue, inputId, keepUnknownChoice, showRow, watch } from './field';
import { FilterEditor } from './filter-editor';
import { refit } from './filter-draft';
import { checkFilter as check } from './filter-problem';
import type { FilterScope } from './filter-scope';
import { fieldRow, installForm, nameAndAccount } from './form';
import { preparePreview, previewRow } from './preview';
import * as setting from './setting';
import { text } from './texts';
import { saveDialog } from './unset-settings';

export { checkEntity, label } from './action-node';

const TYPE = 'icure-find';

/** The settings that are one of a few. */
const CHOICES = { by: ['ids', 'filter'], output: ['array', 'sequence'], notFound: ['error', 'output'] } as const;
type ChoiceSetting = keyof typeof CHOICES;
const CHOICE_SETTINGS = Object.keys(CHOICES) as ChoiceSetting[];

/** Of the dialog that is open; Node-RED opens one at a time. */
let filter: { readonly editor: FilterEditor; readonly scope: FilterScope } | undefined;

/** Gives Node-RED the form of the dialog. */
export function installForms(): void {
  installForm(TYPE, form());
}

/** Validator: true, or what is wrong. */
export function checkOneOf(name: ChoiceSetting, value: unknown): true | string {
  return setting.checkChoice(value, text(`${TYPE}:find.${name}`), CHOICES[name]);
}

/** Validator: true, or what is wrong. Ids are not looked at when the node finds by a filter. */
export function checkIds(value: unknown, node: EditorNode): true | string {
  return currentValue(node, 'by') === 'filter' || setting.checkIds(value, text(`${TYPE}:find.ids`));
}

/** Validator: true, or what is wrong. The filter is not looked at when the node finds by ids. */
export function checkFilter(value: unknown, node: EditorNode): true | string {
  return currentValue(node, 'by') === 'ids' || check(value, entityOf(node));
}

/** Validator: true, or what is wrong. */
export function checkLimit(value: unknown): true | string {
  return setting.checkWholeNumber(value, text(`${TYPE}:find.limit`), { least: 1 });
}

/** Called when the dialog has been opened. */
export function prepare(node: EditorNode): void {
  prepareAccountChoice();
  for (const name of ['entity', ...CHOICE_SETTINGS]) keepUnknownChoice(inputId(name), node[name]);
  const showFilter = (scope: FilterScope, value: unknown): void => {
    const place = get('icure-filter', HTMLElement);
    place.replaceChildren();
    filter = { editor: new FilterEditor(place, { scope, isLive: false }, value), scope };
  };
  showFilter(entityOf(node), node.filter);
  get(inputId('entity'), HTMLSelectElement).addEventListener('change', () => {
    const scope = entityOf(node);
    if (filter !== undefined) showFilter(scope, refit(filter.editor.value, filter.scope, scope));
  });
  preparePreview(
    node,
    () => entityOf(node),
    () => filter?.editor.value ?? {},
  );
  get(inputId('by'), HTMLSelectElement).addEventListener('change', showWay);
  get(inputId('notFound'), HTMLSelectElement).addEventListener('change', countOutputs);
  watch('ids', (value) => checkIds(value, node));
  watch('limit', checkLimit);
  showWay();
  countOutputs();
}

/** Called when the dialog is closed by "Done"; Node-RED itself saves the fields whose ids it knows. */
export function save(node: EditorNode): void {
  saveDialog(node, () => {
    node.limit = setting.asStored(get(inputId('limit'), HTMLInputElement).value);
    if (filter !== undefined) node.filter = filter.editor.value;
  });
}

/** Shows by what is found: ids, a filter, or, when only the environment knows, both. */
function showWay(): void {
  const by = get(inputId('by'), HTMLSelectElement).value;
  showRow('ids', by !== 'filter');
  get('icure-filter', HTMLElement).hidden = by === 'ids';
  showRow('preview', by !== 'ids');
}

/** What is not found has an output of its own, unless it is an error. Node-RED removes the wires of an output that goes. */
function countOutputs(): void {
  const isError = get(inputId('notFound'), HTMLSelectElement).value === 'error';
  get(inputId('outputs'), HTMLInputElement).value = isError ? '1' : '2';
}

function form(): string {
  const choice = (name: ChoiceSetting, icon: string, hint?: string): string =>
    fieldRow({
      setting: name,
      icon,
      label: `${TYPE}:find.${name}`,
      control: {
        kind: 'choice',
        choices: CHOICES[name].map((value) => ({ value, label: `${TYPE}:find.${name}Choices.${value}` })),
      },
      ...(hint === undefined ? {} : { hint }),
    });
  return `
    ${nameAndAccount()}
    ${entityRow('find')}
    ${choice('by', 'search')}
    ${fieldRow({
      setting: 'ids',
      icon: 'key',
      label: `${TYPE}:find.ids`,
      control: { kind: 'text', placeholder: `${TYPE}:find.idsPlaceholder` },
      hint: `${TYPE}:find.idsHint`,
    })}
    <div id="icure-filter"></div>
    ${previewRow()}
    ${choice('output', 'sign-out')}
    ${fieldRow({
      setting: 'limit',
      icon: 'list-ol',
      label: `${TYPE}:find.limit`,
      control: { kind: 'number', placeholder: `${TYPE}:find.limitPlaceholder` },
      hint: `${TYPE}:find.limitHint`,
    })}
    ${choice('notFound', 'question-circle-o', `${TYPE}:find.notFoundHint`)}
    <input type="hidden" id="${inputId('outputs')}" />`;
}
