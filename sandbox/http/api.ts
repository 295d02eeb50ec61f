/** The REST routes of one version of the API: what they are registered with, and how they answer. */
import type { Context } from 'hono';
import { hashesFromHeader } from '../access/control-keys';
import type { Authenticator } from '../auth/caller';
import { PlainText, type AnonymousCall, type Answer, type ApiVersion, type Call } from './call';

type Method = 'get' | 'post' | 'put' | 'delete';

/** A route as an HTTP application takes it. */
export interface Route {
  readonly method: Method;
  /** With the base of the version, `/rest/v…`. */
  readonly path: string;
  readonly answer: (context: Context) => Promise<Response>;
}

export class Api {
  readonly #routes: Route[] = [];

  constructor(
    readonly version: ApiVersion,
    private readonly authenticator: Authenticator,
  ) {}

  /** In the order in which they were registered. Of two that fit a request, the first is to be taken. */
  get routes(): readonly Route[] {
    return this.#routes;
  }

  /** A route for callers who present a token or a password. */
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
    this.register(method, path, async (context) => answer(context, handler(await this.anonymousCall(context))));
  }

  private add(method: Method, path: string, handler: (call: Call) => Answer): void {
    this.register(method, path, async (context) => {
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
      return answer(context, handler({ ...(await this.anonymousCall(context)), caller }));
    });
  }

  private register(method: Method, path: string, route: Route['answer']): void {
    this.#routes.push({ method, path: `/rest/${this.version}${path}`, answer: route });
  }

  private async anonymousCall({ req: request }: Context): Promise<AnonymousCall> {
    const text = await request.text();
    return {
      version: this.version,
      param: (name) => request.param(name) ?? '',
      query: (name) => request.query(name),
      header: (name) => request.header(name),
      body: text === '' ? undefined : (JSON.parse(text) as unknown),
    };
  }
}

function answer(context: Context, answered: Answer): Response {
  if (!(answered instanceof PlainText)) return json(context, JSON.stringify(answered));
  // As Spring does: a text is sent as it is, under the type that the client prefers.
  return context.req.header('accept')?.includes('application/json') === true
    ? json(context, answered.text)
    : context.text(answered.text);
}

function json(context: Context, text: string): Response {
  return context.body(text, 200, { 'content-type': 'application/json' });
}
