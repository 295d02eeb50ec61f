/** An event, as it leaves a driver and reaches the nodes. */
import type { EntityName, EventType } from './entities';
import type { JsonObject } from './json';

export interface EntityEvent {
  readonly type: EventType;
  readonly entity: EntityName;
  readonly id: string;
  /** The entity's revision; a DataSample has none, since the server keeps it inside a batch (a contact). */
  readonly rev?: string;
  /** `live`: heard as it happened. `catch-up`: found out afterwards. */
  readonly source: 'live' | 'catch-up';
  /** True when the filter could not be applied: the stub of a deleted data sample, whose past could not be looked up. Absent when it was. */
  readonly unchecked?: boolean;
  /** ISO 8601, this machine's clock. */
  readonly receivedAt: string;
  /** Whether it may have been delivered before: it was on its way, or not acknowledged, when the node was last stopped. Absent when it was not. */
  readonly redelivered?: boolean;
  /** True when the event had to wait on disk: its payload was read from the server when its turn came, and may be newer than the event. Absent when not. */
  readonly refreshed?: boolean;
  /** False when the account has no key for the entity: only its clear fields are in the payload. */
  readonly decrypted: boolean;
  /** The entity with MedTech field names, plain JSON, without encryption metadata. */
  readonly payload: JsonObject;
}
