/** A plain HTTP client of the sandbox. */
import assert from 'node:assert/strict';
import { isJsonObject, type JsonObject, type JsonValue } from '../../src/model/json';
import type { Sandbox, SandboxAccount } from '../../sandbox';

/** A version of the API. */
export type ApiVersion = 'v1' | 'v2';

export interface RestAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** The body as it came. */
  readonly text: string;
}

export interface RestRequest {
  readonly body?: unknown;
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** The second unless said otherwise. */
  readonly version?: ApiVersion;
}

/** Sends a request; `path` begins after `/rest/v…`. */
export async function request(
  { url }: Pick<Sandbox, 'url'>,
  method: string,
  path: string,
  { body, token, headers, version = 'v2' }: RestRequest = {},
): Promise<RestAnswer> {
  const response = await fetch(`${url}/rest/${version}${path}`, {
    method,
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

/** The tokens of a login that must succeed. */
export async function login(
  sandbox: Pick<Sandbox, 'url'>,
  { login: username, password }: Pick<SandboxAccount, 'login' | 'password'>,
  version: ApiVersion = 'v2',
): Promise<{ token: string; refreshToken: string }> {
  const { status, text } = await request(sandbox, 'POST', '/auth/login', { body: { username, password }, version });
  assert.equal(status, 200);
  const { token, refreshToken } = objectOf(text);
  assert.ok(typeof token === 'string' && typeof refreshToken === 'string');
  return { token, refreshToken };
}

export function objectOf(text: string): JsonObject {
  const value: unknown = JSON.parse(text);
  assert.ok(isJsonObject(value), `not a JSON object: ${text}`);
  return value;
}

/** A client that is logged in. */
export class RestClient {
  private constructor(
    private readonly sandbox: Pick<Sandbox, 'url'>,
    readonly token: string,
    private readonly version: ApiVersion,
  ) {}

  static async of(
    sandbox: Pick<Sandbox, 'url'>,
    account: Pick<SandboxAccount, 'login' | 'password'> | undefined,
    version: ApiVersion = 'v2',
  ): Promise<RestClient> {
    assert.ok(account !== undefined);
    return new RestClient(sandbox, (await login(sandbox, account, version)).token, version);
  }

  send(method: string, path: string, options: Omit<RestRequest, 'token' | 'version'> = {}): Promise<RestAnswer> {
    return request(this.sandbox, method, path, { ...options, token: this.token, version: this.version });
  }

  /** The JSON object that a request must be answered with. */
  async ask(method: string, path: string, body?: unknown): Promise<JsonObject> {
    return objectOf(await this.succeed(method, path, body));
  }

  /** The entity that a request must be answered with. */
  async write(method: string, path: string, body?: unknown): Promise<JsonObject & { id: string; rev: string }> {
    const { id, rev, ...values } = await this.ask(method, path, body);
    assert.ok(typeof id === 'string' && typeof rev === 'string');
    return { ...values, id, rev };
  }

  /** The JSON list that a request must be answered with. */
  async askList(method: string, path: string, body?: unknown): Promise<readonly JsonValue[]> {
    const value = JSON.parse(await this.succeed(method, path, body)) as JsonValue;
    assert.ok(Array.isArray(value));
    return value;
  }

  private async succeed(method: string, path: string, body: unknown): Promise<string> {
    const { status, text } = await this.send(method, path, { body });
    assert.equal(status, 200, `${method} ${path}: ${status} ${text}`);
    return text;
  }
}
