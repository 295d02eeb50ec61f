import { offeredSdks } from '../../src/sdk/installed';
import type { Endpoint, Surroundings } from './endpoint';

/** The account's dialog asks which SDKs it can offer. */
export function sdksEndpoint({ moduleFolders }: Surroundings): Endpoint {
  return {
    method: 'GET',
    path: '/icure/sdks',
    permission: 'read',
    answer: () => ({
      kind: 'json',
      value: offeredSdks(moduleFolders).map(({ name, package: packageName, version }) => ({
        name,
        package: packageName,
        ...(version === undefined ? {} : { version }),
      })),
    }),
  };
}
