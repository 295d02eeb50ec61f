/** From the format that a checkpoint was written in to the one of this version. */
import { damagedFailure, read, type Database } from './database';
import { FORMAT, META_KEY, readObject } from './format';

export interface Migration {
  readonly from: number;
  readonly to: number;
  /** Changes all but the format number, which is written when this is done. It may be interrupted at any moment and is then run again, so it has to cope with what it has changed already. */
  readonly run: (database: Database) => Promise<void>;
}

/** The format that a version of this package reads and writes, and how to get there from older ones. */
export interface Formats {
  readonly current: number;
  readonly migrations: readonly Migration[];
}

export const FORMATS: Formats = { current: FORMAT, migrations: [] };

/**
 * Brings a checkpoint of an older format to the current one.
 * @throws FailureError when there is no way
 */
export async function migrate(database: Database, format: number, { current, migrations }: Formats): Promise<void> {
  let reached = format;
  while (reached !== current) {
    const migration = migrations.find(({ from, to }) => from === reached && to > from);
    if (migration === undefined) throw damagedFailure();
    await migration.run(database);
    await writeFormat(database, migration.to);
    reached = migration.to;
  }
}

/** On the disk before anything else is: what is of the new format must not be taken for the old one. */
async function writeFormat(database: Database, format: number): Promise<void> {
  const meta = readObject(await read(database, META_KEY));
  await database.put(META_KEY, Buffer.from(JSON.stringify({ ...meta, format })), { sync: true });
}
