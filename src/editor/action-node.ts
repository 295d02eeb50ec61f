/** What the dialogs of the nodes that find, save and delete have in common: which entity it is about. */
import { ENTITIES, ENTITY_NAMES, isEntityName, type EntityAction, type EntityName } from '../model/entities';
import { currentValue } from './field';
import { fieldRow } from './form';
import { checkChoice } from './setting';
import { text } from './texts';

/** The setting that lets each message name its entity. */
const BY_MESSAGE = '';

/** The entities that can be found, saved or deleted. */
export function entitiesFor(action: EntityAction): readonly EntityName[] {
  return ENTITY_NAMES.filter((entity) => ENTITIES[entity].actions.includes(action));
}

/** The row of the dialog in which the entity is chosen. */
export function entityRow(action: EntityAction): string {
  const entities = entitiesFor(action).map((entity) => ({ value: entity, label: `action.entities.${entity}` }));
  return fieldRow({
    setting: 'entity',
    icon: 'cube',
    label: 'action.entity',
    control: { kind: 'choice', choices: [...entities, { value: BY_MESSAGE, label: 'action.byMessage' }] },
  });
}

/** Validator: true, or what is wrong. */
export function checkEntity(action: EntityAction, value: unknown): true | string {
  return checkChoice(value, text('action.entity'), [...entitiesFor(action), BY_MESSAGE]);
}

/** The entity that is chosen, in the dialog when it is open; `any` when each message or the environment names it. */
export function entityOf(node: EditorNode): EntityName | 'any' {
  const chosen = currentValue(node, 'entity');
  return isEntityName(chosen) ? chosen : 'any';
}

/** What a node is called in the editor: its name, else what it does with which entity. */
export function label(action: EntityAction, node: EditorNode): string {
  if (typeof node.name === 'string' && node.name !== '') return node.name;
  return isEntityName(node.entity)
    ? text(`icure-${action}:labelOf`, { entity: text(`action.ofEntity.${node.entity}`) })
    : text(`icure-${action}:label`);
}
