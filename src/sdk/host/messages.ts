/** What crosses between Node-RED's thread and an account's worker: plain data, one message a line of these unions. */
import type { EntityEvent } from '../../model/event';
import type { Failure } from '../../model/failure';
import type { AccountSettings, ChannelRequest, Identity } from '../port';

/** Names a channel of a session on both sides. */
export type ChannelNumber = number;

export type ToWorker =
  | { readonly kind: 'connect'; readonly settings: AccountSettings }
  | { readonly kind: 'open-channel'; readonly channel: ChannelNumber; readonly request: ChannelRequest }
  | { readonly kind: 'close-channel'; readonly channel: ChannelNumber }
  /** A batch of events has been dealt with: the worker may send another. */
  | { readonly kind: 'delivered' }
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
  | { readonly kind: 'closed' };
