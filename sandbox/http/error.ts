import type { JsonObject } from '../../src/model/json';

/** A refusal of a request. */
export class HttpError extends Error {
  /** The JSON body; without it the body is empty, as the real server's are in some places. */
  readonly body: JsonObject | undefined;

  /**
   * @param status the HTTP status
   * @param told the body, or the `message` that it consists of
   */
  constructor(
    readonly status: number,
    told?: string | JsonObject,
  ) {
    super(typeof told === 'string' ? told : `HTTP status ${status}`);
    this.name = 'HttpError';
    this.body = typeof told === 'string' ? { message: told } : told;
  }
}
