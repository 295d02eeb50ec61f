/** The REST routes: what they are registered with, and how their answers and refusals go out. */
import express, { type Express, type Request, type RequestHandler, type Response } from 'express';
import { hashesFromHeader } from '../access/control-keys';
import type { Authenticator } from '../auth/caller';
import type { Faults } from '../faults';
import { FilterError } from '../filters';
import type { RequestLog } from '../request-log';
import { PlainText, type AnonymousCall, type Answer, type Call } from './call';
import { HttpError } from './error';

const BASE = '/rest/v2';

type Method = 'get' | 'post' | 'put' | 'delete';

export class Api {
  private readonly router = express.Router({ caseSensitive: true });

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
    this.router[method](path, (request, response) => {
      send(response, handler(anonymousCall(request)));
    });
  }

  /** The application that serves the routes. */
  application(faults: Faults, log: RequestLog): Express {
    const application = express();
    application.disable('x-powered-by');
    application.disable('etag');
    application.use(logTo(log), failAsAsked(faults), withoutDoubleSlashes);
    application.use(express.json({ limit: '64mb', strict: false, type: () => true }));
    application.use(BASE, this.router);
    application.use(() => {
      throw new HttpError(404);
    });
    application.use((error: unknown, _request: Request, response: Response, next: (error: unknown) => void) => {
      if (response.headersSent) {
        next(error);
        return;
      }
      refuse(response, toHttpError(error), faults);
    });
    return application;
  }

  private add(method: Method, path: string, handler: (call: Call) => Answer): void {
    this.router[method](path, (request, response) => {
      const caller = this.authenticator.authenticate(
        {
          method: request.method,
          path: request.path,
          authorization: request.get('authorization'),
          protocols: undefined,
          jwt: textOf(request.query.jwt),
        },
        hashesFromHeader(request.get('icure-access-control-keys')),
      );
      send(response, handler({ ...anonymousCall(request), caller }));
    });
  }
}

function anonymousCall(request: Request): AnonymousCall {
  return {
    param: (name) => textOf(request.params[name]) ?? '',
    query: (name) => textOf(request.query[name]),
    header: (name) => request.get(name),
    body: request.body as unknown,
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function send(response: Response, answer: Answer): void {
  const text = answer instanceof PlainText ? answer.text : JSON.stringify(answer);
  response.status(200).type('application/json').send(text);
}

function refuse(response: Response, { status, reason }: HttpError, faults: Faults): void {
  if (status === 401) response.set('WWW-Authenticate', 'Basic realm="Realm"');
  response.status(status);
  if (reason === undefined || faults.emptyErrorBodies) response.end();
  else response.json({ message: reason });
}

/** What goes wrong in a route as a refusal. A defect of the sandbox is told by its class only; its text could hold anything. */
function toHttpError(error: unknown): HttpError {
  if (error instanceof HttpError) return error;
  if (error instanceof FilterError) return new HttpError(400, error.message);
  if (error instanceof Error && 'status' in error && typeof error.status === 'number' && error.status < 500) {
    return new HttpError(error.status, 'Invalid parameters for method');
  }
  return new HttpError(500, `Internal server error (${error instanceof Error ? error.name : typeof error})`);
}

function logTo(log: RequestLog): RequestHandler {
  return (request, response, next) => {
    const { method } = request;
    const path = request.path;
    response.once('close', () => {
      log.add({ method, path, status: response.writableFinished ? response.statusCode : undefined });
    });
    next();
  };
}

function failAsAsked(faults: Faults): RequestHandler {
  return (_request, response, next) => {
    if (faults.hangRequests) return;
    if (faults.refuseAll === undefined) next();
    else refuse(response, new HttpError(faults.refuseAll, 'Refused on request'), faults);
  };
}

/** A client whose server address ends with a slash asks for `//rest/…`. */
const withoutDoubleSlashes: RequestHandler = (request, _response, next) => {
  request.url = request.url.replace(/^\/{2,}/, '/');
  next();
};
