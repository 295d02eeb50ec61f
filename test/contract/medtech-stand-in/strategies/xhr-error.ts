/** Errors of requests: what lies below the entities' APIs rejects with an `XHRError`, those themselves with a plain error, but for a few. */
import { RestClient } from '../rest-client';

/** The message is the body of the answer. */
export class XHRError extends Error {
  constructor(
    readonly statusCode: number,
    body: string,
  ) {
    super(body);
  }
}

export class StrategiesRestClient extends RestClient {
  override async send(...args: Parameters<RestClient['send']>): Promise<unknown> {
    try {
      return await super.send(...args);
    } catch (error) {
      throw asXhrError(error);
    }
  }
}

/** The status of an answer that is no success. */
export function statusOf(error: unknown): number | undefined {
  if (!(error instanceof Error)) return undefined;
  if ('statusCode' in error && typeof error.statusCode === 'number') return error.statusCode;
  const status = /^(?<status>\d{3}) - /.exec(error.message)?.groups?.status;
  return status === undefined ? undefined : Number(status);
}

/** Has all that an API's methods reject with become plain errors, whose texts begin with the status; but for those of some methods. */
export function withPlainErrors<Api extends object>(api: Api, except: readonly string[] = []): Api {
  return new Proxy(api, {
    get: (target, name) => {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return async (...args: readonly unknown[]): Promise<unknown> => {
        try {
          return await (Reflect.apply(member, target, args) as unknown);
        } catch (error) {
          throw except.includes(String(name)) ? error : asPlainError(error);
        }
      };
    },
  });
}

function asXhrError(error: unknown): unknown {
  const status = statusOf(error);
  if (status === undefined || !(error instanceof Error) || 'statusCode' in error) return error;
  return new XHRError(status, error.message.replace(/^\d{3} - /, ''));
}

function asPlainError(error: unknown): unknown {
  const status = statusOf(error);
  return status !== undefined && error instanceof Error && 'statusCode' in error
    ? new Error(`${status} - ${error.message}`)
    : error;
}
