/** Why a filter is refused. The messages are those of the real server, which sends them as body of a 400 and as reason of a close. */

/** What the server answers to anything that it cannot read as a filter. */
export const INVALID_PARAMETERS = 'Invalid parameters for method';

/** A filter that the server refuses: 400 on REST, close code 4400 on a notification socket. */
export class FilterError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'FilterError';
  }
}

/** A filter that works on REST but cannot be matched against events. */
export class FilterNotUsableLive extends FilterError {
  constructor(message: string) {
    super(message);
    this.name = 'FilterNotUsableLive';
  }
}

/** The server's matching of an event fails inside (a null where its code expects none); that event is delivered to nobody. */
export class LiveMatchFailure extends Error {}
