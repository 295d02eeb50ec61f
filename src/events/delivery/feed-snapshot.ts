/** How an event node is doing, in numbers: for its status and for metrics. No health data. */
import type { EventType } from '../../model/entities';
import type { SupervisorState } from '../supervisor';

/** How far catching up is. */
export type CatchUpProgress =
  /** `off`: the node does not catch up. `idle`: all that was found has been dealt with. */
  | { readonly kind: 'off' | 'idle' }
  /** Entities that have been looked at, of those that are there. */
  | { readonly kind: 'running'; readonly done: number; readonly total: number }
  /** The last attempt failed; there will be another. */
  | { readonly kind: 'failed' };

/** All counts begin with the start of the node. */
export interface FeedSnapshot {
  /** Of its channels, the worst. */
  readonly state: SupervisorState['kind'];
  readonly catchUp: CatchUpProgress;
  /** Events that were heard or found, but have not been handed to the flow yet. */
  readonly backlog: number;
  /** Messages that have been handed to the flow, but not acknowledged yet. */
  readonly inFlight: number;
  /** Messages that have been handed to the flow. */
  readonly told: Readonly<Record<EventType, number>>;
  /** Of the messages those that had been handed over before, and not acknowledged. */
  readonly redelivered: number;
  /** Events that were no news, and so not told. */
  readonly duplicates: number;
  /** Entities that were created and deleted before it could be told. */
  readonly collapsed: number;
  /** Of the messages those whose entity the account has no key for. */
  readonly unreadable: number;
  /** How often a lost connection was opened again. */
  readonly reconnects: number;
  /** When the last event was heard or found: ISO 8601, this machine's clock; undefined: none yet. */
  readonly lastEventAt: string | undefined;
}
