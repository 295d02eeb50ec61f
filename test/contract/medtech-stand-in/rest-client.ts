/** Requests of the stand-ins: JSON, with the login of a user name and a password. */

/** s for which the real one remembers that a way to log in was refused. */
const REMEMBERED = 3600;

export interface Tokens {
  readonly token: string;
  readonly refreshToken: string;
}

/** What differs between the generations of the SDK. */
interface TokenUse {
  /** To begin with, instead of a login. */
  readonly tokens?: Tokens | undefined;
  /** ms for which a token is used after it has expired: 3.x does so. */
  readonly tolerance: number;
}

type HeaderFields = Readonly<Record<string, string>>;

/** A status that is no success. */
export class XHRError extends Error {
  /**
   * @param message the body of the answer
   * @param errorCode the text of the status
   */
  constructor(
    readonly url: string,
    message: string,
    readonly statusCode: number,
    readonly errorCode: string,
    readonly headers: Headers,
  ) {
    super(message);
  }
}

/** The status of an answer that is no success, of an `XHRError` or of what `plainError` makes of it. */
export function statusOf(error: unknown): number | undefined {
  if (error instanceof XHRError) return error.statusCode;
  const status = error instanceof Error ? /^(?<status>\d{3}) - /.exec(error.message)?.groups?.status : undefined;
  return status === undefined ? undefined : Number(status);
}

/** What most calls of the real one make of an `XHRError`: an error without a class, whose text begins with the status. */
export function plainError(error: unknown): unknown {
  if (!(error instanceof XHRError)) return error;
  const { statusCode, message, headers, url } = error;
  return new Error(`${statusCode} - ${message}\nX-Request-Id: ${headers.get('X-Request-Id')}\nURL: ${url}`);
}

export class RestClient {
  #tokens: Tokens | undefined;
  /** Epoch, ms. */
  #jwtSuspendedUntil = 0;
  #refused: { readonly error: Error; readonly until: number } | undefined;

  /** @param url with `/rest/v1` or `/rest/v2` */
  constructor(
    readonly url: string,
    private readonly userName: string,
    private readonly password: string,
    private readonly use: TokenUse = { tolerance: 0 },
  ) {
    this.#tokens = use.tokens;
  }

  /**
   * Tries with a JWT, then without a login, then with HTTP Basic, as the real one does. Its defect: when all were refused, it repeats that error for
   * an hour, though the server may accept the login again (facts on the MedTech SDK, 0.9 and 3).
   */
  async send(method: string, path: string, body?: unknown, headers: HeaderFields = {}): Promise<unknown> {
    if (this.#refused !== undefined && Date.now() < this.#refused.until) throw this.#refused.error;
    let answer = await this.#withToken(method, path, body, headers);
    answer ??= await this.#fetch(method, path, body, headers);
    if (answer.status === 401) {
      const basic = Buffer.from(`${this.userName}:${this.password}`).toString('base64');
      answer = await this.#fetch(method, path, body, { ...headers, authorization: `Basic ${basic}` });
    }
    const text = await answer.text();
    if (!answer.ok) {
      const error = new XHRError(answer.url, text, answer.status, answer.statusText, answer.headers);
      if (answer.status === 401) this.#refused = { error, until: Date.now() + REMEMBERED * 1000 };
      throw error;
    }
    return answer.headers.get('content-type')?.includes('json') === true ? JSON.parse(text) : text;
  }

  /** A JWT; undefined when there is none, or when the server has refused one within the last hour. */
  async bearer(): Promise<string | undefined> {
    if (Date.now() < this.#jwtSuspendedUntil) return undefined;
    return this.#validToken().catch(() => undefined);
  }

  /** Exchanges the tokens for those of a group. */
  async switchGroup(groupId: string): Promise<void> {
    if (this.#tokens === undefined) return;
    const { refreshToken } = this.#tokens;
    const answer = await this.#fetch('POST', `auth/switch/${groupId}`, undefined, { 'Refresh-Token': refreshToken });
    if (answer.ok) this.#tokens = (await answer.json()) as Tokens;
  }

  /** Undefined when the server does not accept a JWT: then none is tried for an hour. */
  async #withToken(method: string, path: string, body: unknown, headers: HeaderFields): Promise<Response | undefined> {
    if (Date.now() < this.#jwtSuspendedUntil) return undefined;
    const token = await this.bearer();
    const authorized = { ...headers, authorization: `Bearer ${token}` };
    const answer = token === undefined ? undefined : await this.#fetch(method, path, body, authorized);
    if (answer !== undefined && answer.status !== 401) return answer;
    this.#jwtSuspendedUntil = Date.now() + REMEMBERED * 1000;
    return undefined;
  }

  async #validToken(): Promise<string> {
    if (this.#tokens === undefined || isExpired(this.#tokens.token, this.use.tolerance)) {
      this.#tokens = (await this.#refreshed(this.#tokens)) ?? (await this.#logIn());
    }
    return this.#tokens.token;
  }

  async #refreshed(tokens: Tokens | undefined): Promise<Tokens | undefined> {
    if (tokens === undefined || isExpired(tokens.refreshToken, 0)) return undefined;
    const answer = await this.#fetch('POST', 'auth/refresh', undefined, { 'Refresh-Token': tokens.refreshToken });
    if (!answer.ok) return undefined;
    const { token } = (await answer.json()) as Tokens;
    return { ...tokens, token };
  }

  async #logIn(): Promise<Tokens> {
    const answer = await this.#fetch('POST', 'auth/login', { username: this.userName, password: this.password });
    if (!answer.ok) throw new Error(`${answer.status} - ${await answer.text()}`);
    return (await answer.json()) as Tokens;
  }

  #fetch(method: string, path: string, body?: unknown, headers: HeaderFields = {}): Promise<Response> {
    const url = `${this.url}/${path}${path.includes('?') ? '&' : '?'}ts=${Date.now()}`;
    return fetch(url, {
      method,
      headers: { 'content-type': 'application/json', 'X-Requested-With': 'XMLHttpRequest', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }
}

function isExpired(jwt: string, tolerance: number): boolean {
  const { exp } = JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString()) as { exp?: number };
  return exp !== undefined && exp * 1000 + tolerance <= Date.now();
}
