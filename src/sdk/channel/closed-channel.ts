/** Channels that never open. */
import { ENTITIES } from '../../model/entities';
import type { Failure } from '../../model/failure';
import type { Channel, ChannelListener, ChannelRequest } from '../port';

/** Why no driver can open such a channel; undefined when it can. */
export function refusalOf({ entity, eventType }: ChannelRequest): Failure | undefined {
  if (ENTITIES[entity].eventTypes.includes(eventType)) return undefined;
  return { code: 'bad-config', message: `iCure has no ${eventType} events of ${entity}; choose other event types.` };
}

/** The listener hears of it after the caller has got its channel. */
export function closedChannel(listener: ChannelListener, failure: Failure | undefined): Channel {
  const closed = Promise.resolve().then(() => {
    listener.onClosed(failure);
  });
  return { close: () => closed };
}
