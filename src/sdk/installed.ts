/** Which SDKs there are and which of them are installed. Nothing is loaded: an SDK takes half a second and a hundred megabytes. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { SDK_NAMES, type SdkName } from './port';

/** The npm package of each SDK. */
export const SDK_PACKAGES: Readonly<Record<SdkName, string>> = {
  medtech: '@icure/medical-device-sdk',
  cardinal: '@icure/cardinal-sdk',
};

/** An SDK as the account's dialog offers it. */
export interface OfferedSdk {
  readonly name: SdkName;
  readonly package: string;
  /** Undefined when it is not installed. */
  readonly version: string | undefined;
}

/** Names the folder of an installed SDK for unusual installations, as `ICURE_MEDTECH_SDK` and `ICURE_CARDINAL_SDK`. */
function folderFromEnvironment(name: SdkName): string | undefined {
  const folder = process.env[`ICURE_${name.toUpperCase()}_SDK`];
  return folder === '' ? undefined : folder;
}

/**
 * The folder of an SDK's package; undefined when it is not installed.
 * @param folders where to look first, as Node-RED's userDir; then where this package itself finds its dependencies
 */
export function findSdk(name: SdkName, folders: readonly string[]): string | undefined {
  const given = folderFromEnvironment(name);
  if (given !== undefined) return versionOf(given) === undefined ? undefined : given;
  for (const folder of [...folders, __dirname]) {
    for (const modules of createRequire(join(folder, 'any.js')).resolve.paths(SDK_PACKAGES[name]) ?? []) {
      const candidate = join(modules, SDK_PACKAGES[name]);
      if (versionOf(candidate) !== undefined) return candidate;
    }
  }
  return undefined;
}

/** All SDKs in the order in which they are offered. */
export function offeredSdks(folders: readonly string[]): OfferedSdk[] {
  return SDK_NAMES.map((name) => {
    const folder = findSdk(name, folders);
    return { name, package: SDK_PACKAGES[name], version: folder === undefined ? undefined : versionOf(folder) };
  });
}

function versionOf(folder: string): string | undefined {
  try {
    const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version?: unknown };
    return typeof version === 'string' ? version : undefined;
  } catch {
    return undefined;
  }
}
