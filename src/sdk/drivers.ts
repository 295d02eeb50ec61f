/** Which driver serves which SDK. Each is loaded only where it is used: an SDK takes half a second and a hundred megabytes. */
import type { ProbingDriver, SdkName } from './port';

const DRIVERS: Readonly<Record<SdkName, () => Promise<ProbingDriver>>> = {
  medtech: async () => (await import('./medtech/index.js')).medtechDriver,
  cardinal: async () => (await import('./cardinal/index.js')).cardinalDriver,
};

export function loadDriver(sdk: SdkName): Promise<ProbingDriver> {
  return DRIVERS[sdk]();
}
