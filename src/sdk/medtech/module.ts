/** Finds and loads the SDK, which the user installs beside Node-RED. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { FailureError } from '../../model/failure';
import { findSdk, SDK_PACKAGES } from '../installed';
import type { MedTechModule } from './shape';

/** What every supported version exports. */
const EXPORTS = [
  'medTechApi',
  'KeyStorageImpl',
  'DataSampleFilter',
  'PatientFilter',
  'HealthcareElementFilter',
  'NotificationFilter',
  'UserFilter',
] as const satisfies readonly (keyof MedTechModule)[];

/**
 * @param folders see `AccountSettings.moduleFolders`
 * @throws FailureError `sdk-missing`
 */
export function loadMedTech(folders: readonly string[]): MedTechModule {
  const folder = findSdk('medtech', folders);
  if (folder === undefined) {
    throw new FailureError(
      'sdk-missing',
      `The MedTech SDK is not installed: run "npm install ${SDK_PACKAGES.medtech}" in ${folders[0] ?? 'the user directory of Node-RED'} and restart Node-RED, or choose the Cardinal SDK in the account.`,
    );
  }
  const module = load(folder);
  if (isMedTechModule(module)) return module;
  throw new FailureError(
    'sdk-missing',
    `What is installed in ${folder} is not a MedTech SDK that works here: install version 2.2 to 3.3 and restart Node-RED, or choose the Cardinal SDK in the account.`,
  );
}

function load(folder: string): unknown {
  try {
    return createRequire(join(folder, 'package.json'))(folder);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'defect';
    throw new FailureError(
      'sdk-missing',
      `The MedTech SDK in ${folder} cannot be loaded (${code}): install it anew and restart Node-RED, or choose the Cardinal SDK in the account.`,
    );
  }
}

function isMedTechModule(value: unknown): value is MedTechModule {
  if (typeof value !== 'object' || value === null) return false;
  const exported = value as Readonly<Record<string, unknown>>;
  return EXPORTS.every((name) => typeof exported[name] === 'function');
}
