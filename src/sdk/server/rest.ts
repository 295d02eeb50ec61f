/** Requests to the server with the account's login: what a driver asks the server itself, beside the SDK. */
import type { JsonValue } from '../../model/json';
import { callServer, type HttpAnswer, type HttpCall, type Server } from './http';
import type { Login } from './login';

export class Rest {
  constructor(
    readonly server: Server,
    private readonly login: Login,
    private readonly signal: AbortSignal,
  ) {}

  /**
   * A login that the server no longer accepts is renewed once.
   * @param path begins with `/`; comes after `/rest/v2`
   * @param keep see `HttpCall`
   * @throws FailureError when there is no answer, or no login
   */
  async send(
    method: HttpCall['method'],
    path: string,
    body?: JsonValue,
    headers: HttpCall['headers'] = {},
    keep?: HttpCall['keep'],
  ): Promise<HttpAnswer> {
    const answer = await this.#sendOnce(method, path, body, headers, keep);
    return answer.status === 401 ? this.#sendOnce(method, path, body, headers, keep) : answer;
  }

  async #sendOnce(
    method: HttpCall['method'],
    path: string,
    body: JsonValue | undefined,
    headers: HttpCall['headers'],
    keep: HttpCall['keep'],
  ): Promise<HttpAnswer> {
    const { bearer } = await this.login.tokens();
    const answer = await callServer(
      this.server,
      {
        method,
        path: `/rest/v2${path}`,
        headers: { ...headers, authorization: `Bearer ${bearer}` },
        keep,
        ...(body === undefined ? {} : { body }),
      },
      this.signal,
    );
    if (answer.status === 401) this.login.refused(bearer);
    return answer;
  }
}
