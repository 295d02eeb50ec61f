/** What answers the requests of the HTTP server: the routes of all versions of the API, and how refusals go out. */
import type { RequestListener } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { Hono, type Context, type MiddlewareHandler } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { Faults } from '../faults';
import { FilterError } from '../filters';
import type { RequestLog } from '../request-log';
import type { Timers } from '../timers';
import type { Api } from './api';
import { HttpError } from './error';
import { misbehave } from './misbehaviour';

/**
 * What an HTTP server calls for each request.
 * @param timers for requests that are kept waiting on purpose
 */
export function application(apis: readonly Api[], faults: Faults, log: RequestLog, timers: Timers): RequestListener {
  const hono = new Hono({ getPath });
  hono.use(logTo(log, faults), misbehave(faults, timers));
  for (const { method, path, answer } of apis.flatMap(({ routes }) => routes)) {
    hono.on(method.toUpperCase(), path, answer);
  }
  hono.notFound((context) => refuse(context, new HttpError(404), faults));
  hono.onError((error, context) => refuse(context, toHttpError(error), faults));
  const listener = getRequestListener(hono.fetch, { overrideGlobalObjects: false });
  return (request, response) => {
    void listener(request, response);
  };
}

/** A client whose server address ends with a slash asks for `//rest/…`. */
function getPath(request: Request): string {
  return new URL(request.url).pathname.replace(/^\/{2,}/, '/');
}

function refuse(context: Context, { status, body }: HttpError, faults: Faults): Response {
  if (status === 401) context.header('WWW-Authenticate', 'Basic realm="Realm"');
  // The statuses of refusals are those of errors, all of which may have a body.
  context.status(status as ContentfulStatusCode);
  return body === undefined || faults.emptyErrorBodies ? context.body(null) : context.json(body);
}

/** What goes wrong in a route as a refusal. A defect of the sandbox is told by its class only; its text could hold anything. */
function toHttpError(error: Error): HttpError {
  if (error instanceof HttpError) return error;
  if (error instanceof FilterError) return new HttpError(400, error.message);
  if (error instanceof SyntaxError) return new HttpError(400, 'Invalid parameters for method');
  return new HttpError(500, `Internal server error (${error.name})`);
}

/** Logs a request when it is answered; one that is left hanging on purpose is logged without a status. */
function logTo(log: RequestLog, faults: Faults): MiddlewareHandler {
  return async (context, next) => {
    const { method, path } = context.req;
    if (faults.hangRequests) log.add({ method, path, status: undefined });
    await next();
    log.add({ method, path, status: context.res.status });
  };
}
