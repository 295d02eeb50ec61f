/** Opens channels: how a notification socket of the driver's own becomes the source of one. */
import type { Failure } from '../../model/failure';
import type { EntityEvent } from '../../model/event';
import { LiveChannel } from '../channel/live-channel';
import type { ChannelListener, ChannelRequest } from '../port';
import type { Server } from '../server/http';
import type { Login } from '../server/login';
import { ENTITY_CLASSES } from '../wire/entity-json';
import { toWireFilter } from '../wire/wire-filter';
import type { AnonymousAccess } from '../server/anonymous-access';
import { NotificationSocket } from './socket';

/** What a channel needs of its session. */
export interface ChannelSurroundings {
  readonly server: Server;
  readonly login: Login;
  /** The account's own data owner. */
  readonly self: string;
  /** Undefined for a data owner whom delegations name. */
  readonly anonymousAccess: AnonymousAccess | undefined;
  /** ms, see `AccountSettings`. */
  readonly openTimeout: number;
  readonly silenceTimeout: number;
  /**
   * Makes an event of the JSON that the server sent; undefined when the filter does not let it through.
   * @throws FailureError when the session has become useless
   */
  readonly readEvent: (
    request: ChannelRequest,
    value: unknown,
    onProblem: (failure: Failure) => void,
  ) => Promise<EntityEvent | undefined>;
}

/** A channel whose frames are texts. */
export type CardinalChannel = LiveChannel<string>;

export function openChannel(
  surroundings: ChannelSurroundings,
  request: ChannelRequest,
  listener: ChannelListener,
): CardinalChannel {
  const { server, login, anonymousAccess, openTimeout, silenceTimeout, readEvent } = surroundings;
  /** The token that the socket was opened with. */
  let bearer: string | undefined;
  return new LiveChannel<string>(
    {
      prepare: async () => {
        const started = Date.now();
        ({ bearer } = await login.tokens());
        await anonymousAccess?.refresh();
        const settings = {
          server,
          bearer,
          subscription: subscriptionFor(surroundings, request),
          openTimeout: Math.max(1, openTimeout - (Date.now() - started)),
          silenceTimeout,
        };
        return (source) => new NotificationSocket(settings, source);
      },
      read: (frame, onProblem) => readEvent(request, parseJson(frame), onProblem),
      onEnded: (failure) => {
        if (failure?.code === 'token-refused' && bearer !== undefined) login.refused(bearer);
      },
    },
    listener,
  );
}

/** The frame that subscribes. */
function subscriptionFor({ self, anonymousAccess }: ChannelSurroundings, request: ChannelRequest): string {
  const { entity, eventType } = request;
  return JSON.stringify({
    eventTypes: [eventType],
    entityClass: ENTITY_CLASSES[entity],
    filter: { filter: toWireFilter(request, self), predicate: null },
    accessControlKeys: anonymousAccess?.keysFor(entity) ?? null,
  });
}

/** Undefined, which is no entity either, when the text is no JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
