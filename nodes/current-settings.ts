import type { NodeDef } from 'node-red';
import type { Failure } from '../src/model/failure';
import { migrate, type Migrations } from '../src/model/migrations/migrate';
import { migrationsOf } from '../src/model/migrations/node-types';

export type CurrentSettings<Config> =
  { readonly ok: true; readonly config: Config } | { readonly ok: false; readonly failure: Failure };

/** A node's settings in the form that this version knows, whichever version wrote them. */
export function currentSettings<Config extends NodeDef>(
  config: Config,
  migrations: Migrations = migrationsOf(config.type),
): CurrentSettings<Config> {
  const outcome = migrate(config, migrations);
  switch (outcome.kind) {
    case 'current':
      return { ok: true, config: outcome.settings as unknown as Config };
    case 'newer':
      return refused(
        `they were written by a newer version of this package (form ${outcome.given}; this version knows up to ${outcome.known}): update the package`,
      );
    case 'unreadable':
      return refused('"configVersion" must be a whole number from 1 on; it is not meant to be changed by hand');
    default:
      return outcome satisfies never;
  }
}

function refused(what: string): { readonly ok: false; readonly failure: Failure } {
  return { ok: false, failure: { code: 'bad-config', message: `The node's settings cannot be used: ${what}.` } };
}
