/**
 * Settings that a flow does not have: one made by hand, or by a version that did not know them. "Done" would store what their empty fields show, and the node
 * would count as changed, though nobody has changed it.
 */
import { find } from './dom';

type Field = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

/** Values of a choice of config nodes that stand for none. */
const NONE = ['', '_ADD_'];

/**
 * Called when a dialog is closed by "Done", before Node-RED reads the fields.
 * @param save stores what Node-RED does not store by itself
 */
export function saveDialog(node: EditorNode, save: () => void = () => undefined): void {
  // A config node that is being made has no settings yet, and gets all of them.
  if ((RED.nodes.node(node.id) ?? undefined) === undefined) {
    save();
    return;
  }
  const { defaults, credentials = {} } = node._def;
  const unset = Object.keys(defaults).filter((setting) => node[setting] === undefined);
  save();
  for (const setting of unset) {
    const field = fieldOf(setting);
    const isLeft = field === undefined ? isEmptyList(node[setting]) : showsNothing(field);
    if (!isLeft) continue;
    node[setting] = undefined;
    keepFromStoring(field);
  }
  for (const setting of Object.keys(credentials)) {
    const field = fieldOf(setting);
    if (field !== undefined && showsNothing(field) && !hasCredential(node, setting)) keepFromStoring(field);
  }
}

/** Node-RED finds fields by their ids. */
function keepFromStoring(field: Field | undefined): void {
  field?.removeAttribute('id');
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

/** A choice that has no empty one shows the first for nothing. */
function showsNothing(field: Field): boolean {
  if (field instanceof HTMLInputElement && field.type === 'checkbox') return !field.checked;
  if (!(field instanceof HTMLSelectElement)) return field.value === '';
  const canBeEmpty = [...field.options].some(({ value }) => NONE.includes(value));
  return canBeEmpty ? NONE.includes(field.value) : field.selectedIndex <= 0;
}

function hasCredential({ credentials = {} }: EditorNode, setting: string): boolean {
  return credentials[`has_${setting}`] === true || (credentials[setting] ?? '') !== '';
}

function fieldOf(setting: string): Field | undefined {
  const isConfigNode = find('node-config-dialog-edit-form', HTMLElement) !== undefined;
  const id = `node-${isConfigNode ? 'config-' : ''}input-${setting}`;
  return find(id, HTMLInputElement) ?? find(id, HTMLSelectElement) ?? find(id, HTMLTextAreaElement);
}
