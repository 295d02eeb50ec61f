/**
 * One JSON request to the server, with the account's TLS options and a time limit: what the driver asks the server itself, beside the SDK.
 */
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { FailureError } from '../../model/failure';
import type { JsonValue } from '../../model/json';
import type { TlsOptions } from '../port';
import { readJsonList } from './json-list';

export interface HttpCall {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Begins with `/`; comes after the server's URL. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: JsonValue;
  /** What is kept of each element of an answer that is a list; undefined: all. */
  readonly keep?: ((element: unknown) => unknown) | undefined;
}

export interface HttpAnswer {
  readonly status: number;
  /** Undefined when the body is empty or no JSON: iCure's error bodies are both at times. */
  readonly body: unknown;
}

/** How the driver reaches the server. */
export interface Server {
  /** Without a trailing slash. */
  readonly url: string;
  readonly tls: TlsOptions | undefined;
  /** ms until an answer must be complete. */
  readonly timeout: number;
}

/**
 * @throws FailureError `unreachable` or `timeout`; an answer with an error status is an answer
 */
export function callServer(server: Server, call: HttpCall, signal?: AbortSignal): Promise<HttpAnswer> {
  const url = new URL(`${server.url}${call.path}`);
  const body = call.body === undefined ? undefined : JSON.stringify(call.body);
  const deadline = AbortSignal.timeout(server.timeout);
  const options = {
    method: call.method,
    // A connection each: a kept one would outlive the session, and the driver asks seldom.
    agent: false,
    signal: signal === undefined ? deadline : AbortSignal.any([deadline, signal]),
    headers: {
      accept: 'application/json',
      ...(body === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
      ...call.headers,
    },
  };
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void => {
      reject(deadline.aborted ? tooLate(server) : unreachable(server, error));
    };
    const request =
      url.protocol === 'https:'
        ? httpsRequest(url, { ...options, ...tlsSettings(server.tls) })
        : httpRequest(url, options);
    request.on('error', fail);
    request.once('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', fail);
      response.once('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        const list = call.keep === undefined ? undefined : readJsonList(text, call.keep);
        resolve({ status: response.statusCode ?? 0, body: list ?? parseJson(text) });
      });
    });
    request.end(body);
  });
}

/** The options in the form that `tls.connect` and `ws` take. */
export function tlsSettings(tls: TlsOptions | undefined): Omit<TlsOptions, 'pfx'> & { pfx?: Buffer } {
  if (tls === undefined) return {};
  const { pfx, ...rest } = tls;
  return { ...rest, ...(pfx === undefined ? {} : { pfx: Buffer.from(pfx) }) };
}

/** What an error status means. Login has statuses of its own, see `login.ts`. */
export function statusFailure(server: Server, status: number, what: string): FailureError {
  if (status === 401)
    return new FailureError('token-refused', `${what} failed: ${server.url} no longer accepts the login.`);
  if (status === 403) {
    return new FailureError('forbidden', `${what} failed: ${server.url} does not allow it to this user (403).`, '403');
  }
  if (status === 429) {
    return new FailureError(
      'throttled',
      `${what} failed: ${server.url} asks to wait because of too many requests (429).`,
      '429',
    );
  }
  if (status >= 500) {
    return new FailureError(
      'server-error',
      `${what} failed: ${server.url} has an error of its own (${status}).`,
      String(status),
    );
  }
  return new FailureError(
    'protocol',
    `${what} failed: ${server.url} answered with status ${status}, which is not iCure's; check the server URL.`,
    String(status),
  );
}

function tooLate(server: Server): FailureError {
  return new FailureError('timeout', `${server.url} did not answer within ${Math.round(server.timeout / 1000)} s.`);
}

/** Only the error's code is told (`ECONNREFUSED`, say): its text may hold more than belongs in a log. */
export function unreachable(server: Server, error: Error): FailureError {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  return new FailureError(
    'unreachable',
    `${server.url} cannot be reached (${code}); check the URL, the network and the TLS settings.`,
    code,
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
