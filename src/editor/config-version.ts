/** Settings of other versions of the package, when their dialog opens. */
import { currentVersion, migrate, type Migrations } from '../model/migrations/migrate';
import { migrationsOf } from '../model/migrations/node-types';
import { element, find } from './dom';
import { text } from './texts';

/** Validator of `configVersion`: true, or what is wrong. */
export function checkConfigVersion(type: string, value: unknown): true | string {
  const known = currentVersion(migrationsOf(type));
  return migrate({ configVersion: value }, migrationsOf(type)).kind === 'current' || text('config.newer', { known });
}

/**
 * Called first when a dialog has been opened. Settings in an older form come to the current one, which means the same, in the node and in the fields that
 * Node-RED has filled; that alone is no change of the node. Of settings in a newer form the dialog says so.
 */
export function openConfig(node: EditorNode, migrations: Migrations = migrationsOf(node.type)): void {
  const isConfigNode = find('node-config-dialog-edit-form', HTMLElement) !== undefined;
  const outcome = migrate(node, migrations);
  if (outcome.kind !== 'current') {
    const form = isConfigNode ? 'node-config-dialog-edit-form' : 'dialog-form';
    const notice = text('config.newer', { known: currentVersion(migrations) });
    find(form, HTMLElement)?.prepend(element('p', { class: 'icure-problem', role: 'alert' }, notice));
    return;
  }
  if (outcome.settings === node) return;
  for (const [setting, value] of Object.entries(outcome.settings)) {
    if (node[setting] === value) continue;
    node[setting] = value;
    fill(`node-${isConfigNode ? 'config-' : ''}input-${setting}`, value);
  }
}

function fill(id: string, value: unknown): void {
  const field = find(id, HTMLInputElement) ?? find(id, HTMLSelectElement) ?? find(id, HTMLTextAreaElement);
  if (field === undefined) return;
  if (field instanceof HTMLInputElement && field.type === 'checkbox') field.checked = value === true;
  else if (typeof value === 'string' || typeof value === 'number') field.value = String(value);
}
