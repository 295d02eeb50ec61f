/** The REST routes: what they are registered with, and how their answers and refusals go out. */
import type { RequestListener } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { Hono, type Context, type MiddlewareHandler } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { hashesFromHeader } from '../access/control-keys';
import type { Authenticator } from '../auth/caller';
import type { Faults } from '../faults';
import { FilterError } from '../filters';
import type { RequestLog } from '../request-log';
import { PlainText, type AnonymousCall, type Answer, type Call } from './call';
import { HttpError } from './error';

const BASE = '/rest/v2';

type Method = 'get' | 'post' | 'put' | 'delete';

type Route = (context: Context) => Promise<Response>;

export class Api {
  readonly #routes: { readonly method: Method; readonly path: string; readonly route: Route }[] = [];

  constructor(private readonly authenticator: Authenticator) {}

  /** A route for callers who present a token. Of two that fit a request, the one registered first is taken. */
  get(path: string, handler: (call: Call) => Answer): void {
    this.add('get', path, handler);
  }
  post(path: string, handler: (call: Call) => Answer): void {
    this.add('post', path, handler);
  }
  put(path: string, handler: (call: Call) => Answer): void {
    this.add('put', path, handler);
  }
  delete(path: string, handler: (call: Call) => Answer): void {
    this.add('delete', path, handler);
  }

  /** A route for anybody. */
  anonymous(method: Method, path: string, handler: (call: AnonymousCall) => Answer): void {
    this.#routes.push({
      method,
      path,
      route: async (context) => answer(context, handler(await anonymousCall(context))),
    });
  }

  /** What an HTTP server calls for each request. */
  application(faults: Faults, log: RequestLog): RequestListener {
    const application = new Hono({ getPath });
    application.use(logTo(log, faults), failAsAsked(faults));
    for (const { method, path, route } of this.#routes) application.on(method.toUpperCase(), BASE + path, route);
    application.notFound((context) => refuse(context, new HttpError(404), faults));
    application.onError((error, context) => refuse(context, toHttpError(error), faults));
    const listener = getRequestListener(application.fetch, { overrideGlobalObjects: false });
    return (request, response) => {
      void listener(request, response);
    };
  }

  private add(method: Method, path: string, handler: (call: Call) => Answer): void {
    const route: Route = async (context) => {
      const { req: request } = context;
      const caller = this.authenticator.authenticate(
        {
          method: request.method,
          path: request.path,
          authorization: request.header('authorization'),
          protocols: undefined,
          jwt: request.query('jwt'),
        },
        hashesFromHeader(request.header('icure-access-control-keys')),
      );
      return answer(context, handler({ ...(await anonymousCall(context)), caller }));
    };
    this.#routes.push({ method, path, route });
  }
}

/** A client whose server address ends with a slash asks for `//rest/…`. */
function getPath(request: Request): string {
  return new URL(request.url).pathname.replace(/^\/{2,}/, '/');
}

async function anonymousCall({ req: request }: Context): Promise<AnonymousCall> {
  const text = await request.text();
  return {
    param: (name) => request.param(name) ?? '',
    query: (name) => request.query(name),
    header: (name) => request.header(name),
    body: text === '' ? undefined : (JSON.parse(text) as unknown),
  };
}

function answer(context: Context, answered: Answer): Response {
  const text = answered instanceof PlainText ? answered.text : JSON.stringify(answered);
  return context.body(text, 200, { 'content-type': 'application/json' });
}

function refuse(context: Context, { status, reason }: HttpError, faults: Faults): Response {
  if (status === 401) context.header('WWW-Authenticate', 'Basic realm="Realm"');
  // The statuses of refusals are those of errors, all of which may have a body.
  context.status(status as ContentfulStatusCode);
  return reason === undefined || faults.emptyErrorBodies ? context.body(null) : context.json({ message: reason });
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

function failAsAsked(faults: Faults): MiddlewareHandler {
  return async (context, next) => {
    if (faults.hangRequests) await new Promise<never>(() => undefined);
    if (faults.refuseAll === undefined) return next();
    return refuse(context, new HttpError(faults.refuseAll, 'Refused on request'), faults);
  };
}
