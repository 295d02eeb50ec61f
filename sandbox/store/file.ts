/** Reading of files that may not be there yet. */
import { readFileSync } from 'node:fs';

/** The text of a file; nothing when it does not exist. */
export function readIfPresent(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  }
}
