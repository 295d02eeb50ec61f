/** Where the checkpoint of a node lies, and what happens to one that is of no use. */
import { createHash } from 'node:crypto';
import { chmod, mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf, toFailureError } from './database';

/**
 * Why a checkpoint was set aside and a new one begun. `damaged`: it cannot be read. `foreign`: it is about somebody else's events. `newer-format`: a newer version of this package wrote it.
 */
export type SetAside = 'damaged' | 'foreign' | 'newer-format';

/** How many of a node are kept that were set aside for the same reason. */
const KEPT = 3;
/** Names of files may be 255 bytes long; what is set aside gets a longer one. */
const LONGEST_NAME = 200;
/** Tells, in the folder, that what is in it was found to be damaged: a look at the whole at each opening would take too long. LevelDB leaves files alone whose names it does not know. */
const DAMAGE_MARK = 'damaged';

/** What was found at a place. */
export type Finding =
  | 'nothing'
  /** Something that LevelDB can be asked to open. */
  | 'database'
  /** A folder that was found to be damaged before, or whose `CURRENT` is gone, without which LevelDB would begin anew in silence and delete the rest. */
  | 'damaged-database'
  /** No folder. */
  | 'file';

/** All methods throw a FailureError when the disk refuses. */
export class CheckpointFolder {
  readonly path: string;
  readonly #parent: string;
  readonly #name: string;

  constructor(parent: string, nodeId: string) {
    this.#parent = parent;
    this.#name = nameOf(nodeId);
    this.path = join(parent, this.#name);
  }

  async inspect(): Promise<Finding> {
    return ofDisk(async () => {
      const found = await orUndefined(stat(this.path));
      if (found === undefined) return 'nothing';
      if (!found.isDirectory()) return 'file';
      const files = await readdir(this.path);
      // LevelDB writes CURRENT before the first file with data in it.
      const isHeadless = !files.includes('CURRENT') && files.some((file) => /\.(log|ldb|sst)$/.test(file));
      return isHeadless || files.includes(DAMAGE_MARK) ? 'damaged-database' : 'database';
    });
  }

  /** Makes it, or makes sure that only its owner can read it. */
  async make(): Promise<void> {
    await ofDisk(async () => {
      await mkdir(this.path, { recursive: true, mode: 0o700 });
      await chmod(this.path, 0o700);
    });
  }

  async markDamaged(): Promise<void> {
    await ofDisk(() => writeFile(join(this.path, DAMAGE_MARK), '', { mode: 0o600 }));
  }

  /** Gives it another name, and removes the oldest that were set aside for the same reason. */
  async setAside(reason: SetAside): Promise<void> {
    await ofDisk(async () => {
      const earlier = await this.#setAside(reason);
      await rename(this.path, join(this.#parent, `${this.#name}.${reason}-${(earlier[0] ?? 0) + 1}`));
      for (const number of earlier.slice(KEPT - 1)) {
        await rm(join(this.#parent, `${this.#name}.${reason}-${number}`), { recursive: true, force: true });
      }
    });
  }

  /** Also what was set aside. */
  async remove(): Promise<void> {
    await ofDisk(async () => {
      await rm(this.path, { recursive: true, force: true });
      const names = (await orUndefined(readdir(this.#parent))) ?? [];
      for (const name of names.filter((name) => name.startsWith(`${this.#name}.`))) {
        await rm(join(this.#parent, name), { recursive: true, force: true });
      }
    });
  }

  /** The numbers of those set aside, the newest first. */
  async #setAside(reason: SetAside): Promise<number[]> {
    const start = `${this.#name}.${reason}-`;
    const names = await readdir(this.#parent);
    return names
      .filter((name) => name.startsWith(start))
      .map((name) => Number(name.slice(start.length)))
      .filter((number) => Number.isSafeInteger(number))
      .sort((one, other) => other - one);
  }
}

/**
 * A name for a file that stands for this id only. Dots are encoded too: what is set aside has one in its name, and `..` is another folder. What gives no name, or one too long, gets one
 * that no encoding gives.
 */
function nameOf(nodeId: string): string {
  const name = encoded(nodeId)?.replaceAll('.', '%2E').replaceAll('*', '%2A') ?? '';
  if (name !== '' && name.length <= LONGEST_NAME) return name;
  return `%sha256-${createHash('sha256').update(nodeId, 'utf16le').digest('hex')}`;
}

/** Undefined for half a surrogate pair. */
function encoded(text: string): string | undefined {
  try {
    return encodeURIComponent(text);
  } catch {
    return undefined;
  }
}

async function ofDisk<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toFailureError(error);
  }
}

async function orUndefined<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}
