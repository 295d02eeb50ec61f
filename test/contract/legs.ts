/** The drivers that this run of the contract is for, and on what each runs. */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Sandbox } from '../../sandbox';
import { isJsonObject } from '../../src/model/json';
import { findSdk } from '../../src/sdk/installed';
import type { SdkName } from '../../src/sdk/port';
import type { Author } from './author';
import { CardinalAuthor } from './cardinal-author';
import { MedTechAuthor, type Self } from './medtech-author';
import { installStandIn, type StandInVariant } from './medtech-stand-in/installation';

/** How access is written into an entity: the MedTech SDK 2.x knows `legacy` only, what came later reads both. */
export type Generation = 'legacy' | 'secure';

export interface Leg {
  /** The SDK and its version, and whether it is the real one. */
  readonly title: string;
  readonly sdk: SdkName;
  readonly generation: Generation;
  /** An author who writes with the leg's own SDK; its readers must have a key by then. */
  readonly author: (sandbox: Sandbox, readers: readonly string[]) => Promise<Author>;
  /**
   * Another application of a patient, which has its key. Only where an author cannot share with patients what it creates: the MedTech
   * SDK 2.x shares with them afterwards only, and that is no CREATE.
   */
  readonly ownAuthor?: (sandbox: Sandbox, self: Self) => Promise<Author>;
  /** Installs the SDK, where it is not there without. Returns what removes it. */
  readonly install?: () => () => void;
  /** Of several SDKs that are installed for legs of the same driver, has what starts from now on find this one. */
  readonly select?: () => void;
}

/** Has the SDK of a leg installed while the tests of a `describe` run, and not in those of others, which may need that it is missing. */
export function useSdkOf({ install }: Leg): void {
  if (install === undefined) return;
  let remove: () => void = () => undefined;
  before(() => {
    remove = install();
  });
  after(() => {
    remove();
  });
}

/** Whether a leg has what it takes to decrypt what an author on another leg shares with it. */
export function canDecrypt(reader: Leg, author: Leg): boolean {
  return reader.generation === 'secure' || author.generation === 'legacy';
}

/** What the stand-ins play, by the form of their models. */
const STAND_INS: Readonly<Record<StandInVariant, { readonly title: string; readonly generation: Generation }>> = {
  set: { title: 'MedTech stand-in, Set models', generation: 'legacy' },
  map: { title: 'MedTech stand-in, Map models', generation: 'secure' },
  plain: { title: 'MedTech stand-in, plain models', generation: 'secure' },
};

export const LEGS: readonly Leg[] = [...cardinalLegs(), ...medTechLegs()];

function cardinalLegs(): Leg[] {
  const folder = findSdk('cardinal', []);
  if (folder === undefined) return [];
  return [
    {
      title: `cardinal ${versionOf(folder)}`,
      sdk: 'cardinal',
      generation: 'secure',
      author: (sandbox, readers) => CardinalAuthor.of(sandbox, readers),
    },
  ];
}

/** The real one where it is installed, or where `ICURE_MEDTECH_SDK` says; else the stand-ins. */
function medTechLegs(): Leg[] {
  const folder = findSdk('medtech', []);
  if (folder === undefined) return [standInLeg('set'), standInLeg('map'), standInLeg('plain')];
  const version = versionOf(folder);
  const isLegacy = version.startsWith('2.');
  return [
    {
      title: `medtech ${version} (real)`,
      sdk: 'medtech',
      generation: isLegacy ? 'legacy' : 'secure',
      author: (sandbox, readers) => MedTechAuthor.of(folder, sandbox, readers),
      ...(isLegacy ? { ownAuthor: (sandbox, self) => MedTechAuthor.of(folder, sandbox, [], self) } : {}),
    },
  ];
}

function standInLeg(variant: StandInVariant): Leg {
  const { title, generation } = STAND_INS[variant];
  let folder = '';
  // The threads and processes that drivers run in get it when they start.
  const select = (): void => {
    process.env.ICURE_MEDTECH_SDK = folder;
  };
  return {
    title,
    sdk: 'medtech',
    generation,
    author: (sandbox, readers) => MedTechAuthor.of(folder, sandbox, readers),
    ...(generation === 'legacy' ? { ownAuthor: (sandbox, self) => MedTechAuthor.of(folder, sandbox, [], self) } : {}),
    install: () => {
      folder = installStandIn(variant);
      select();
      return () => {
        delete process.env.ICURE_MEDTECH_SDK;
        rmSync(folder, { recursive: true });
      };
    },
    select,
  };
}

function versionOf(folder: string): string {
  const manifest: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return isJsonObject(manifest) && typeof manifest.version === 'string' ? manifest.version : 'unknown';
}
