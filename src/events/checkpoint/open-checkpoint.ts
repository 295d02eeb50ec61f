/** Opens the checkpoint of a node, whatever state it is in, and removes it. */
import type { Scope } from './checkpoint';
import { damagedFailure, openDatabase, read, toFailureError, type Database } from './database';
import { CheckpointFolder, type Finding, type SetAside } from './folder';
import {
  META_KEY,
  readFormat,
  readMeta,
  readSequence,
  referencesFrom,
  SEQUENCE_KEY,
  sequenceOf,
  writeMeta,
} from './format';
import { clearDatabase, LevelCheckpoint } from './level-checkpoint';
import { FORMATS, migrate, type Formats } from './migrations';

export interface OpenedCheckpoint {
  readonly checkpoint: LevelCheckpoint;
  /** There was one that is of no use; it lies beside the new one, which is empty. */
  readonly setAside?: SetAside;
}

/**
 * Opens the checkpoint of a node, or begins one.
 * @param folder Holds a folder for each node; made, for its owner only, when it is not there.
 * @param owner See `Scope`. A checkpoint that is known to be somebody else's is set aside; a new one is this owner's.
 * @param formats Other than the real ones only in tests.
 * @throws FailureError `checkpoint-locked`: another process, or another checkpoint in this one, has it open. `checkpoint-failed`: the disk refuses.
 */
export async function openCheckpoint(
  folder: string,
  nodeId: string,
  owner?: string,
  formats: Formats = FORMATS,
): Promise<OpenedCheckpoint> {
  const place = new CheckpointFolder(folder, nodeId);
  const opened = await openAt(place, owner, formats);
  if (opened instanceof LevelCheckpoint) return { checkpoint: opened };
  await place.setAside(opened);
  const checkpoint = await openAt(place, owner, formats);
  if (!(checkpoint instanceof LevelCheckpoint)) throw damagedFailure();
  return { checkpoint, setAside: opened };
}

/**
 * Removes the checkpoint of a node, and what was set aside of it. It must not be open. When there is none, nothing happens.
 * @throws FailureError `checkpoint-failed`
 */
export async function removeCheckpoint(folder: string, nodeId: string): Promise<void> {
  await new CheckpointFolder(folder, nodeId).remove();
}

async function openAt(
  place: CheckpointFolder,
  owner: string | undefined,
  formats: Formats,
): Promise<LevelCheckpoint | SetAside> {
  const finding = await place.inspect();
  if (finding === 'file') return 'damaged';
  await place.make();
  try {
    return await openFound(place, finding, owner, formats);
  } catch (error) {
    const failure = toFailureError(error);
    if (failure.code === 'checkpoint-damaged') return 'damaged';
    throw failure;
  }
}

/** Opens even what is known to be damaged: so it is certain that no other process uses it. */
async function openFound(
  place: CheckpointFolder,
  finding: Exclude<Finding, 'file'>,
  owner: string | undefined,
  formats: Formats,
): Promise<LevelCheckpoint | SetAside> {
  const database = await openDatabase(place.path, finding !== 'damaged-database');
  let checkpoint: LevelCheckpoint | SetAside = 'damaged';
  try {
    if (finding !== 'damaged-database') checkpoint = await load(database, place, owner, formats);
  } finally {
    if (!(checkpoint instanceof LevelCheckpoint)) await database.close();
  }
  return checkpoint;
}

async function load(
  database: Database,
  place: CheckpointFolder,
  owner: string | undefined,
  formats: Formats,
): Promise<LevelCheckpoint | SetAside> {
  const { current } = formats;
  const parts = { database, format: current, markDamaged: () => place.markDamaged() };
  const meta = await read(database, META_KEY);
  if (meta === undefined)
    return new LevelCheckpoint({ ...parts, scope: await begin(database, owner, current), lastSequence: 0 });
  const format = readFormat(meta);
  if (format > current) return 'newer-format';
  await migrate(database, format, formats);
  const { scope, isClearing } = readMeta(await read(database, META_KEY));
  if (owner !== undefined && scope.owner !== undefined && scope.owner !== owner) return 'foreign';
  if (isClearing) await clearDatabase(database, current);
  return new LevelCheckpoint({ ...parts, scope, lastSequence: await lastSequenceIn(database) });
}

/** Nothing is there before the format is, so what is there without it is what was left of something. */
async function begin(database: Database, owner: string | undefined, format: number): Promise<Scope> {
  const keys = await database.keys({ limit: 1 }).all();
  if (keys.length > 0) throw damagedFailure();
  const scope = owner === undefined ? {} : { owner };
  await database.put(META_KEY, writeMeta({ format, scope }), { sync: true });
  return scope;
}

/** The number that is kept, and not less than that of any reference. */
async function lastSequenceIn(database: Database): Promise<number> {
  const kept = await read(database, SEQUENCE_KEY);
  const [newest] = await database.keys({ ...referencesFrom(0), reverse: true, limit: 1 }).all();
  return Math.max(kept === undefined ? 0 : readSequence(kept), newest === undefined ? 0 : sequenceOf(newest));
}
