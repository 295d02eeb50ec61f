/** The drivers that this run of the contract is for, and on what each runs. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Sandbox } from '../../sandbox';
import { isJsonObject } from '../../src/model/json';
import type { SdkName } from '../../src/sdk/port';
import type { Author } from './author';
import { CardinalAuthor } from './cardinal-author';

const ROOT = join(__dirname, '..', '..', '..');

/** How access is written into an entity: 2.x knows `legacy` only, what came later reads both. */
export type Generation = 'legacy' | 'secure';

export interface Leg {
  /** The SDK and its version, and whether it is the real one. */
  readonly title: string;
  readonly sdk: SdkName;
  readonly generation: Generation;
  /** An author who writes with the leg's own SDK; its readers must have a key by then. */
  readonly author: (sandbox: Sandbox, readers: readonly string[]) => Promise<Author>;
}

/** Whether a leg has what it takes to decrypt what an author on another leg shares with it. */
export function canDecrypt(reader: Leg, author: Leg): boolean {
  return reader.generation === 'secure' || author.generation === 'legacy';
}

export const LEGS: readonly Leg[] = [
  {
    title: `cardinal ${versionOf(join(ROOT, 'node_modules', '@icure', 'cardinal-sdk'))}`,
    sdk: 'cardinal',
    generation: 'secure',
    author: (sandbox, readers) => CardinalAuthor.of(sandbox, readers),
  },
];

function versionOf(folder: string): string {
  const manifest: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return isJsonObject(manifest) && typeof manifest.version === 'string' ? manifest.version : 'unknown';
}
