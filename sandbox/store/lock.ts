/** Keeps two sandboxes from writing into one folder. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readIfPresent } from './file';

/** The folders that this process holds. */
const held = new Set<string>();

/**
 * Takes a folder for this process, by a file that holds the process id; one of a process that is gone does not count.
 * @returns gives the folder back
 * @throws Error when another sandbox has it
 */
export function lockFolder(folder: string): () => void {
  const path = join(folder, 'sandbox.lock');
  const holder = holderOf(path);
  if (holder !== undefined) {
    throw new Error(`${folder} is used by another sandbox (process ${holder}); end that one or choose another folder.`);
  }
  writeFileSync(path, String(process.pid), { mode: 0o600 });
  held.add(path);
  return () => {
    held.delete(path);
    rmSync(path, { force: true });
  };
}

function holderOf(path: string): number | undefined {
  if (held.has(path)) return process.pid;
  const pid = Number.parseInt(readIfPresent(path), 10);
  // In a container each run may have the id of the one before.
  return Number.isNaN(pid) || pid === process.pid || !isAlive(pid) ? undefined : pid;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
