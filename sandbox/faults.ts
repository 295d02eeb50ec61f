/**
 * What the sandbox does wrong when asked to: switches that a test may turn at any time. What happens once (cutting connections, leaving them
 * half-open, a restart, the end of all tokens) is asked for with methods of the sandbox and of its sockets.
 *
 * An event is lost for a socket that is muted, half-open or gone when it happens, as on the real server. What is delayed, reordered or sent again does
 * arrive, as long as the socket lives and is not muted when its time comes.
 */
export interface Faults {
  /** HTTP status of every REST answer and of every upgrade, e.g. 401 or 503. */
  refuseAll?: number;
  /** HTTP status of every upgrade. */
  refuseUpgrade?: number;
  /** HTTP status of every login, and of every request that comes with a password (HTTP Basic). */
  refuseLogin?: number;
  /** Some REST requests fail, by their number. */
  failCalls?: FailingCalls;
  /** ms for which REST requests whose path ends in `/match` are kept waiting; 0 for none. */
  matchDelay: number;
  /** Upgrades are taken and never answered. */
  hangUpgrade: boolean;
  /** REST requests are taken and never answered. */
  hangRequests: boolean;
  /** Notification sockets stay open, and nothing is sent on them: no ping, no event. */
  muted: boolean;
  /** Event frames are held back. Their order is kept on each socket, not between sockets. */
  delayEvents?: Span;
  /** Every n-th event frame of a socket is sent again. */
  duplicateEvents?: DuplicateEvents;
  /** Event frames of a socket are sent in the wrong order. */
  reorderEvents?: ReorderEvents;
  /** Refusals have no body. */
  emptyErrorBodies: boolean;
  /** Where chance comes from, from 0 up to 1; `Math.random` unless a test wants its own. */
  random: () => number;
}

/** From `least` to `most` ms, by chance for each event frame. */
export interface Span {
  readonly least: number;
  readonly most: number;
}

/** Which REST requests fail. They are counted from when the switch is turned, which begins anew with each new object. */
export interface FailingCalls {
  /** What they are answered with; nothing is done for them. */
  readonly status: number;
  /** Every n-th fails, or the one with a number, from 1. */
  readonly which: { readonly every: number } | { readonly number: number };
  /** Only requests whose path, without query, matches are counted and fail; all without it. */
  readonly path?: RegExp;
}

export interface DuplicateEvents {
  /** 1 for each event frame. */
  readonly every: number;
  /** ms from the first time to the second, in which others may be sent; 0 for at once. */
  readonly after: number;
}

export interface ReorderEvents {
  /** So many event frames are collected and then sent, the latest first. */
  readonly count: number;
  /** ms after the first of them until they are sent although there are fewer. */
  readonly within: number;
}

export function noFaults(): Faults {
  return {
    matchDelay: 0,
    hangUpgrade: false,
    hangRequests: false,
    muted: false,
    emptyErrorBodies: false,
    random: Math.random,
  };
}
