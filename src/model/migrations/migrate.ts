/**
 * Brings the settings of a node to the form that this version of the package knows. Their form has a number, `configVersion`, for each node type; settings without
 * it are in the first form. The runtime does this when it reads a node's settings, the editor when it opens a dialog.
 */

/** A node's settings, as they stand in the flow file. */
export type Settings = Readonly<Record<string, unknown>>;

/** Makes settings of one form of those of the form before. It must not change what it is given, and must bear anything. */
export type Migration = (settings: Settings) => Settings;

/** What leads from the first form to the current one: the first takes form 1 to form 2, and so on. */
export type Migrations = readonly Migration[];

export type MigrationOutcome =
  /** `settings` are the given ones when there was nothing to do. */
  | { readonly kind: 'current'; readonly settings: Settings }
  /** Written by a version of the package that is newer than this one. */
  | { readonly kind: 'newer'; readonly given: number; readonly known: number }
  | { readonly kind: 'unreadable' };

/** The number of the form that all migrations lead to. */
export function currentVersion(migrations: Migrations): number {
  return migrations.length + 1;
}

/** Never throws for what stands in the settings. */
export function migrate(stored: object, migrations: Migrations): MigrationOutcome {
  const settings = stored as Settings;
  const given = settings.configVersion ?? 1;
  const known = currentVersion(migrations);
  if (typeof given !== 'number' || !Number.isInteger(given) || given < 1) return { kind: 'unreadable' };
  if (given > known) return { kind: 'newer', given, known };
  if (given === known) return { kind: 'current', settings };
  const migrated = migrations.slice(given - 1).reduce((form, migration) => migration(form), settings);
  return { kind: 'current', settings: { ...migrated, configVersion: known } };
}
