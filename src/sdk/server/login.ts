/**
 * The driver's own login. The SDK has one too, but does not give its token away (RC.7), takes an expired token for valid for 30 s and never
 * logs in again after a refused one; the channels and the SDK both live on the tokens from here.
 */
import { FailureError } from '../../model/failure';
import { isJsonObject } from '../../model/json';
import { SEVERAL_GROUPS } from '../../model/probe';
import type { AccountSettings } from '../port';
import { callServer, statusFailure, type HttpAnswer, type Server } from './http';

export interface Tokens {
  /** For `Authorization: Bearer`. */
  readonly bearer: string;
  /** For `Refresh-Token`. It is not renewed by a refresh, so a day later the account logs in anew. */
  readonly refresh: string;
  /** The group that they are for; undefined on a server without groups. */
  readonly groupId: string | undefined;
}

/** ms before its expiry from which on a token counts as expired, because clocks differ and requests take time. */
const EXPIRY_MARGIN = 60_000;

const LOGIN = 'The login';

export class Login {
  #tokens: Tokens | undefined;
  #renewing: Promise<Tokens> | undefined;

  constructor(
    private readonly server: Server,
    private readonly credentials: Pick<AccountSettings, 'userName' | 'secret'>,
    private readonly signal: AbortSignal,
  ) {}

  /**
   * Tokens that are good for now; logs in or refreshes when there are none. Concurrent callers share one login.
   * @throws FailureError
   */
  async tokens(): Promise<Tokens> {
    if (this.#tokens !== undefined && !isStale(this.#tokens.bearer)) return this.#tokens;
    this.#renewing ??= this.#renew().finally(() => {
      this.#renewing = undefined;
    });
    return this.#renewing;
  }

  /** The server refused this bearer token: the next one comes from a new login. */
  refused(bearer: string): void {
    if (this.#tokens?.bearer === bearer) this.#tokens = undefined;
  }

  async #renew(): Promise<Tokens> {
    this.#tokens = (await this.#refresh()) ?? (await this.#logIn());
    return this.#tokens;
  }

  /** Undefined when there is nothing to refresh or the server does not want to, for whatever reason: a login is the answer to all of them. */
  async #refresh(): Promise<Tokens | undefined> {
    if (this.#tokens === undefined) return undefined;
    const { refresh, groupId } = this.#tokens;
    this.#tokens = undefined;
    try {
      const answer = await this.#call('/rest/v2/auth/refresh', { 'refresh-token': refresh });
      const bearer = isJsonObject(answer.body) ? answer.body.token : undefined;
      return answer.status === 200 && typeof bearer === 'string' ? { bearer, refresh, groupId } : undefined;
    } catch (error) {
      if (error instanceof FailureError) return undefined;
      throw error;
    }
  }

  async #logIn(): Promise<Tokens> {
    const tokens = readTokens(this.server, await this.#postCredentials(''), undefined);
    const groupId = await this.#findGroup(tokens);
    if (groupId === undefined) return tokens;
    const path = `/rest/v2/auth/switch/${encodeURIComponent(groupId)}`;
    const switched = await this.#call(path, { 'refresh-token': tokens.refresh });
    if (switched.status === 200) return readTokens(this.server, switched, groupId);
    return readTokens(this.server, await this.#postCredentials(`?groupId=${encodeURIComponent(groupId)}`), groupId);
  }

  async #postCredentials(query: string): Promise<HttpAnswer> {
    const { userName, secret } = this.credentials;
    return callServer(
      this.server,
      {
        method: 'POST',
        path: `/rest/v2/auth/login${query}`,
        body: { username: userName, password: secret.value },
      },
      this.signal,
    );
  }

  /** The group to work in; undefined on a server without groups (404) or when the user is in none. */
  async #findGroup(tokens: Tokens): Promise<string | undefined> {
    const answer = await callServer(
      this.server,
      { method: 'GET', path: '/rest/v2/user/matches', headers: { authorization: `Bearer ${tokens.bearer}` } },
      this.signal,
    );
    if (answer.status === 404) return undefined;
    if (answer.status !== 200) throw statusFailure(this.server, answer.status, LOGIN);
    const matches = Array.isArray(answer.body) ? answer.body.filter(isJsonObject) : [];
    const named = matches.find(
      ({ groupId, userId }) =>
        typeof groupId === 'string' &&
        typeof userId === 'string' &&
        `${groupId}:${userId}` === this.credentials.userName,
    );
    const [only, another] = matches;
    if (named === undefined && another !== undefined) {
      throw new FailureError(
        'bad-config',
        'The user name and secret belong to users in several groups; write the user name as groupId:userId to say which.',
        SEVERAL_GROUPS,
      );
    }
    const groupId = (named ?? only)?.groupId;
    return typeof groupId === 'string' ? groupId : undefined;
  }

  #call(path: string, headers: Readonly<Record<string, string>>): Promise<HttpAnswer> {
    return callServer(this.server, { method: 'POST', path, headers }, this.signal);
  }
}

function readTokens(server: Server, { status, body }: HttpAnswer, groupId: string | undefined): Tokens {
  if (status !== 200) throw loginFailure(server, status);
  if (isJsonObject(body) && typeof body.token === 'string' && typeof body.refreshToken === 'string') {
    return { bearer: body.token, refresh: body.refreshToken, groupId };
  }
  throw new FailureError(
    'protocol',
    `${server.url} accepted the login but sent no tokens; it is no iCure server, or the URL lacks a path.`,
  );
}

function loginFailure(server: Server, status: number): FailureError {
  switch (status) {
    case 401:
    case 412:
      return new FailureError(
        'bad-credentials',
        `${server.url} refuses the account's user name and secret; check them in the account.`,
      );
    case 406:
    case 417:
      return new FailureError(
        'second-factor',
        `${server.url} asks for a second factor; give the account a long-lived token instead of a password.`,
      );
    default:
      return statusFailure(server, status, LOGIN);
  }
}

/** The payload is only read for its `exp` (s); whether the token is genuine is the server's business. One without `exp` is used until refused. */
function isStale(bearer: string): boolean {
  const payload = readPayload(bearer);
  if (!isJsonObject(payload) || typeof payload.exp !== 'number') return false;
  return payload.exp * 1000 - EXPIRY_MARGIN <= Date.now();
}

function readPayload(jwt: string): unknown {
  try {
    return JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
