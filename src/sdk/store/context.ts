/** What reading and writing entities needs of a session. */
import type { Identity } from '../port';
import type { SdkAdapter } from '../session/sdk-adapter';
import type { StoreRequests } from './requests';

/** The part of an SDK that it takes. */
export type EntityCrypto = Pick<SdkAdapter<object>, 'decrypt' | 'keysOf' | 'newMetadata' | 'patientsOf'>;

export interface StoreContext {
  readonly identity: Identity;
  readonly requests: StoreRequests;
  readonly crypto: EntityCrypto;
  /**
   * Looks who shares with a data owner whom delegations do not name, so that what somebody shares for the first time is there.
   * @throws FailureError
   */
  readonly refreshAccess: () => Promise<void>;
}
