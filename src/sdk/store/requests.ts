/** The store's requests: at most so many at a time, with the access control keys of a data owner whom delegations do not name. */
import type { EntityName } from '../../model/entities';
import { FailureError, type FailureCode } from '../../model/failure';
import type { JsonValue } from '../../model/json';
import { accessControlHeaders } from '../server/anonymous-access';
import { statusFailure, type HttpAnswer, type HttpCall } from '../server/http';
import type { Rest } from '../server/rest';
import type { Limit } from './limit';

export interface StoreCall {
  /** What the request is about: it says which access control keys are shown. */
  readonly entity: EntityName;
  readonly method: HttpCall['method'];
  /** After `/rest/v2`. */
  readonly path: string;
  readonly body?: JsonValue;
  /** See `HttpCall`. */
  readonly keep?: HttpCall['keep'];
  /** Begins the message of a failure: "Saving the Patient". */
  readonly what: string;
}

export type Answer =
  { readonly kind: 'done'; readonly body: unknown } | { readonly kind: 'refused'; readonly status: number };

/** Statuses that say that nothing was done, for a reason that lies in what was asked. */
const REFUSALS: ReadonlySet<number> = new Set([400, 403, 404, 409, 422]);

/** After these the server may have done what was asked, or not. */
const UNKNOWN_OUTCOMES: ReadonlySet<FailureCode> = new Set<FailureCode>([
  'unreachable',
  'timeout',
  'closed',
  'server-error',
]);

export class StoreRequests {
  /**
   * @param accessControlKeys as hex, see `AnonymousAccess`; undefined for a data owner whom delegations name
   * @param closing aborted when the session is closed
   */
  constructor(
    private readonly rest: Rest,
    private readonly limit: Limit,
    private readonly accessControlKeys: ((entity: EntityName) => readonly string[]) | undefined,
    private readonly closing: AbortSignal,
  ) {}

  /**
   * What reads only.
   * @returns undefined when the server does not have it or does not show it to this user (404, 403)
   * @throws FailureError
   */
  async read(call: StoreCall): Promise<unknown> {
    const answer = await this.#send(call);
    if (answer.status === 404 || answer.status === 403) return undefined;
    if (answer.status !== 200) throw this.#failure(call, answer);
    return answer.body;
  }

  /**
   * A refusal is an answer, too: 403, 404, 409, and 400 or 422 for what the server does not take.
   * @throws FailureError
   */
  async ask(call: StoreCall): Promise<Answer> {
    const answer = await this.#send(call);
    if (answer.status === 200) return { kind: 'done', body: answer.body };
    if (REFUSALS.has(answer.status)) return { kind: 'refused', status: answer.status };
    throw this.#failure(call, answer);
  }

  /**
   * Like `ask`, for what changes something.
   * @throws FailureError which says that the outcome is not known, when it is not
   */
  async write(call: StoreCall): Promise<Answer> {
    try {
      return await this.ask(call);
    } catch (error) {
      throw error instanceof FailureError && UNKNOWN_OUTCOMES.has(error.code) ? withoutOutcome(error, call) : error;
    }
  }

  /**
   * Something that takes requests of an SDK counts like a request.
   * @throws FailureError `closed` when the session is closed, and what `work` throws
   */
  run<Result>(work: () => Promise<Result>): Promise<Result> {
    return this.limit.run(() => {
      if (this.closing.aborted) throw sessionClosed();
      return work();
    });
  }

  async #send({ entity, method, path, body, keep }: StoreCall): Promise<HttpAnswer> {
    return this.run(async () => {
      try {
        return await this.rest.send(method, path, body, accessControlHeaders(this.accessControlKeys?.(entity)), keep);
      } catch (error) {
        throw this.closing.aborted ? sessionClosed() : error;
      }
    });
  }

  #failure({ what }: StoreCall, { status }: HttpAnswer): FailureError {
    return statusFailure(this.rest.server, status, what);
  }
}

function sessionClosed(): FailureError {
  return new FailureError('closed', 'The session was closed meanwhile.');
}

function withoutOutcome({ code, message }: FailureError, { what }: StoreCall): FailureError {
  return new FailureError(code, `${what}: it is not known whether it was done. ${message}`);
}
