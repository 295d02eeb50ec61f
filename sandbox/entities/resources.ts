/** What the routes of every version of the API work on. */
import type { Credentials } from '../auth/credentials';
import type { Database } from '../store/database';
import type { Resource } from './resource';
import type { ServiceIndex } from './service-index';

export interface Resources {
  readonly patients: Resource;
  readonly contacts: Resource;
  readonly healthElements: Resource;
  readonly maintenanceTasks: Resource;
  readonly services: ServiceIndex;
  readonly users: Resource;
  readonly healthcareParties: Resource;
  readonly devices: Resource;
  readonly database: Database;
  readonly credentials: Credentials;
  /** Whether live matching has the real server's oddities. */
  readonly quirks: boolean;
}
