/** The embedded database that a checkpoint lies in, and its failures in words. */
import { Level } from 'level';
import { FailureError, type FailureCode } from '../../model/failure';

export type Database = Level<Buffer, Buffer>;
/** One of the changes that `batch` makes together. */
export type Operation = { type: 'put'; key: Buffer; value: Buffer } | { type: 'del'; key: Buffer };

/**
 * bytes. Each node that catches up has a database of its own, so that the usual 8 MB of cache and twice 4 MB of what is not yet in a table would add up; a smaller log is also read sooner
 * at opening.
 */
const MEMORY = { cacheSize: 2 * 1024 * 1024, writeBufferSize: 1024 * 1024 };

/**
 * @param isNew Whether there may be none yet
 * @throws whatever `level` throws; see `toFailureError`
 */
export async function openDatabase(folder: string, isNew: boolean): Promise<Database> {
  const database = new Level<Buffer, Buffer>(folder, { keyEncoding: 'buffer', valueEncoding: 'buffer', ...MEMORY });
  await database.open({ createIfMissing: isNew });
  return database;
}

/** What lies there. @throws whatever `level` throws */
export async function read(database: Database, key: Buffer): Promise<Buffer | undefined> {
  return database.get(key);
}

/** What is wrong with a disk, in words, by what Node.js (codes) and LevelDB (texts, those of the system) say. */
const DISK_PROBLEMS: readonly (readonly [codes: readonly string[], text: RegExp, words: string])[] = [
  [['ENOSPC', 'EDQUOT'], /no space|quota|not enough space/i, 'the disk is full; make room'],
  [['EROFS'], /read-only|write.protected/i, 'the disk is read-only; make it writable'],
  [
    ['EACCES', 'EPERM'],
    /permission denied|not permitted|access is denied/i,
    "there is no permission; check the permissions of Node-RED's user directory",
  ],
  [['EMFILE', 'ENFILE'], /too many open files/i, 'too many files are open; raise the limit of open files'],
  [['EFBIG'], /file too large/i, 'a file would be larger than the system allows; raise the limit'],
  [
    ['ENOTDIR', 'EEXIST'],
    /not a directory/i,
    "there is a file where a folder is needed; check Node-RED's user directory",
  ],
];

/**
 * Why a call on the database or its folder failed, as a failure to show: `checkpoint-locked`, `checkpoint-damaged`,
 * `checkpoint-failed` or, after closing, `closed`. What LevelDB says is not told, since it may hold
 * keys; its texts begin with `Corruption:` or `IO error:` (`classic-level`, binding.cc).
 */
export function toFailureError(error: unknown): FailureError {
  const cause = innermost(error);
  if (cause instanceof FailureError) return cause;
  const code = codeOf(cause);
  const text = cause instanceof Error ? cause.message : '';
  if (code === 'LEVEL_LOCKED') return lockedFailure();
  if (code === 'LEVEL_DATABASE_NOT_OPEN' || code === 'LEVEL_ITERATOR_NOT_OPEN') return closedFailure();
  if (code === 'LEVEL_CORRUPTION') return damagedFailure();
  // A database of another kind, or without its head.
  if (text.startsWith('Invalid argument:')) return damagedFailure();
  // A file of the database is gone, or shorter than it was (env_posix.cc: what is asked for lies behind its end).
  if (code === 'LEVEL_IO_ERROR' && /no such file|cannot find the|invalid argument$/i.test(text))
    return damagedFailure();
  const isOfDisk = code === 'LEVEL_IO_ERROR' || /^E[A-Z]+$/.test(code);
  if (!isOfDisk) return failure('checkpoint-failed', `of an unexpected error (${code})`);
  const known = DISK_PROBLEMS.find(([codes, pattern]) => codes.includes(code) || pattern.test(text));
  return failure('checkpoint-failed', known?.[2] ?? `of an error of the disk (${code})`);
}

export function damagedFailure(): FailureError {
  return new FailureError('checkpoint-damaged', 'The checkpoint is damaged; it is set aside, and a new one begun.');
}

export function closedFailure(): FailureError {
  return new FailureError('closed', 'The checkpoint is closed.');
}

function lockedFailure(): FailureError {
  return new FailureError(
    'checkpoint-locked',
    'The checkpoint of this node is in use by another process, most likely another Node-RED with the same user directory; stop it, or give each its own user directory.',
  );
}

function failure(code: FailureCode, because: string): FailureError {
  return new FailureError(code, `The checkpoint cannot be kept, because ${because}.`);
}

/** What `level` says about the cause of a database that is not open stands in its `cause`. */
function innermost(error: unknown): unknown {
  return error instanceof Error && error.cause !== undefined ? innermost(error.cause) : error;
}

export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}
