/** A refusal of a request. */
export class HttpError extends Error {
  /**
   * @param status the HTTP status
   * @param reason the `message` of the JSON body; without it the body is empty, as the real server's are in some places
   */
  constructor(
    readonly status: number,
    readonly reason?: string,
  ) {
    super(reason ?? `HTTP status ${status}`);
    this.name = 'HttpError';
  }
}
