import { ENTITY_NAMES, eventNodeType } from '../entities';
import type { Migrations } from './migrate';

/** The first form of all settings is the first release's: there is nothing to migrate yet. */
const EVENT_NODE: Migrations = [];

/**
 * The migrations of each node type. Whoever changes what stands in a flow file in a way that older flows do not mean the same any more adds one at the end, with
 * a test of what it makes of the form before, and sets `configVersion` in the node's `.html` to the number of the new form.
 */
const MIGRATIONS: ReadonlyMap<string, Migrations> = new Map<string, Migrations>([
  ['icure-account', []],
  ...ENTITY_NAMES.map((entity) => [eventNodeType(entity), EVENT_NODE] as const),
  ['icure-find', []],
  ['icure-save', []],
  ['icure-delete', []],
  ['icure-ack', []],
]);

/** The migrations of the settings of a node type. */
export function migrationsOf(type: string): Migrations {
  return MIGRATIONS.get(type) ?? [];
}
