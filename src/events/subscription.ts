/** What an event node wants to hear live, and from whom it gets that. */
import type { EntityName, EventType } from '../model/entities';
import type { EntityEvent } from '../model/event';
import type { Failure } from '../model/failure';
import type { Filter } from '../model/filter';
import type { EntityStore } from '../sdk/port';
import type { SupervisorState } from './supervisor';

/** What an event node wants. */
export interface Subscription {
  readonly entity: EntityName;
  /** At least one. */
  readonly eventTypes: readonly EventType[];
  readonly filter: Filter;
  /** Gets a copy of its own of each event; nothing further is read for this subscription until the promise resolves. */
  readonly onEvent: (event: EntityEvent) => Promise<void>;
  /** Something about a single event went wrong; the subscription goes on. */
  readonly onProblem: (failure: Failure) => void;
  /** How the subscription as a whole is: as well as its worst part. Called at once, then at each change. */
  readonly onState: (state: SupervisorState) => void;
}

/** An account, as far as events and what is stored are concerned. */
export interface EventSource {
  /** Starts to listen. The returned function stops it and resolves when sockets that nobody else uses are gone. */
  subscribe(subscription: Subscription): () => Promise<void>;
  /**
   * Does something with what is stored on the server; waits for the session and keeps it up meanwhile.
   * @param stopping when it is aborted, the session is not waited for any more
   * @throws FailureError the session's, when there is none within the account's time limits; else whatever `work` throws
   */
  withStore<Result>(stopping: AbortSignal, work: (store: EntityStore) => Promise<Result>): Promise<Result>;
  /**
   * Whose events these are (the server and the data owner); waits for a session as long as it takes.
   * @throws FailureError `closed`
   */
  owner(stopping: AbortSignal): Promise<string>;
}
