/** What the package adds to Node-RED's admin API, for the dialogs and for those who watch over it. No secret is in any answer but a key pair that was
 * made for it. */
import { findKeysEndpoint, testConnectionEndpoint } from './accounts';
import { choicesEndpoint } from './choices';
import type { Endpoint, Surroundings } from './endpoint';
import { createKeyEndpoint, readKeyEndpoint } from './keys';
import { Looking } from './looking';
import { metricsEndpoint } from './metrics';
import { previewEndpoint } from './preview';
import { sdksEndpoint } from './sdks';
import { serve } from './serve';
import { startOverEndpoint } from './start-over';

/** All of them, each once. */
export function adminEndpoints(surroundings: Surroundings): readonly Endpoint[] {
  const looking = new Looking(surroundings);
  return [
    sdksEndpoint(surroundings),
    metricsEndpoint,
    startOverEndpoint,
    testConnectionEndpoint(surroundings),
    findKeysEndpoint(surroundings),
    readKeyEndpoint,
    createKeyEndpoint,
    choicesEndpoint(looking),
    previewEndpoint(surroundings, looking),
  ];
}

/** Called once when Node-RED loads the package. */
export function registerAdminEndpoints(surroundings: Surroundings): void {
  for (const endpoint of adminEndpoints(surroundings)) serve(surroundings.RED, endpoint);
}
