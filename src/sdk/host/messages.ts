/** What crosses between Node-RED's thread and an account's worker: plain data, one message a line of these unions. */
import type { EntityEvent } from '../../model/event';
import type { Failure } from '../../model/failure';
import type { ProbeStep, ProbeStepName } from '../../model/probe';
import type { AccountSettings, ChannelRequest, EntityStore, Identity } from '../port';

/** Names a channel of a session on both sides. */
export type ChannelNumber = number;

/** Names a call of the store on both sides. */
export type CallNumber = number;

export type StoreMethod = keyof EntityStore;

/** A call of the store, by any of its methods. */
export type StoreCall = {
  readonly [Method in StoreMethod]: { readonly method: Method; readonly args: Parameters<EntityStore[Method]> };
}[StoreMethod];

/** What a call of the store gives, by any of its methods. */
export type StoreResult = Awaited<ReturnType<EntityStore[StoreMethod]>>;

export type ToWorker =
  | { readonly kind: 'connect'; readonly settings: AccountSettings }
  /** Instead of `connect`: the worker has nothing else to do. */
  | { readonly kind: 'probe'; readonly settings: AccountSettings; readonly until: ProbeStepName }
  | { readonly kind: 'open-channel'; readonly channel: ChannelNumber; readonly request: ChannelRequest }
  | { readonly kind: 'close-channel'; readonly channel: ChannelNumber }
  /** A batch of events has been dealt with: the worker may send another. */
  | { readonly kind: 'delivered' }
  | { readonly kind: 'call'; readonly number: CallNumber; readonly call: StoreCall }
  | { readonly kind: 'close' };

export interface ChannelEvent {
  readonly channel: ChannelNumber;
  readonly event: EntityEvent;
}

export type FromWorker =
  | { readonly kind: 'connected'; readonly identity: Identity }
  | { readonly kind: 'refused'; readonly failure: Failure }
  | { readonly kind: 'session-failed'; readonly failure: Failure }
  | { readonly kind: 'channel-live'; readonly channel: ChannelNumber }
  | { readonly kind: 'channel-problem'; readonly channel: ChannelNumber; readonly failure: Failure }
  | { readonly kind: 'channel-closed'; readonly channel: ChannelNumber; readonly failure: Failure | undefined }
  | { readonly kind: 'events'; readonly batch: readonly ChannelEvent[] }
  | { readonly kind: 'answer'; readonly number: CallNumber; readonly result: StoreResult }
  | { readonly kind: 'call-failed'; readonly number: CallNumber; readonly failure: Failure }
  | { readonly kind: 'closed' }
  | { readonly kind: 'probe-step'; readonly step: ProbeStep }
  | { readonly kind: 'probe-ended' };
