/** What an endpoint of ours in Node-RED's admin API is. `serve.ts` holds for each of them what all must keep to. */
import type { NodeAPI } from 'node-red';
import type { JsonObject, JsonValue } from '../../src/model/json';

/**
 * Whom an endpoint is for.
 * - `read`: who may see accounts in the editor.
 * - `write`: who may change accounts.
 * - `deploy`: who may change accounts and deploy flows. Whatever logs in with values that are not deployed, or shows what is on the server, is for
 *   them only: by deploying they could do the same.
 */
export type Permission = 'read' | 'write' | 'deploy';

/** How much an endpoint bears, from all viewers together; what is more is refused with 429. */
export interface Limit {
  readonly atATime: number;
  readonly perMinute: number;
}

/** What endpoints are made with. */
export interface Surroundings {
  readonly RED: NodeAPI;
  /** The folders in whose `node_modules` an SDK may be installed. */
  readonly moduleFolders: readonly string[];
}

export interface EndpointRequest {
  /** The parts of the path that begin with a colon. */
  readonly params: Readonly<Record<string, string>>;
  /** The JSON that was sent; empty with GET. */
  readonly body: JsonObject;
  /** Aborted when nobody waits for the answer any more, and when all is answered. */
  readonly signal: AbortSignal;
}

export type Answer =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'json'; readonly value: JsonValue }
  | { readonly kind: 'text'; readonly text: string; readonly contentType: string }
  /** JSON, a line each, as it comes (`application/x-ndjson`). */
  | { readonly kind: 'lines'; readonly produce: (write: (line: object) => void) => Promise<void> }
  | { readonly kind: 'refused'; readonly status: 400 | 404 | 409 | 500 | 502; readonly refusal: Refusal };

/** Why something was not done. The editor translates by the code, if there is one. */
export interface Refusal {
  readonly code?: string;
  /** One sentence in English. Never a secret, a stack trace or health data. */
  readonly message: string;
}

export interface Endpoint {
  /** GET must change nothing, neither here nor on the server; POST takes JSON only. */
  readonly method: 'GET' | 'POST';
  /** As Express takes it; begins with `/icure/`. */
  readonly path: string;
  readonly permission: Permission;
  /** Absent for what costs next to nothing. */
  readonly limit?: Limit;
  readonly answer: (request: EndpointRequest) => Answer | Promise<Answer>;
}

export function refused(status: Extract<Answer, { kind: 'refused' }>['status'], refusal: Refusal): Answer {
  // A failure that is thrown holds more than its code and its message.
  const { code, message } = refusal;
  return { kind: 'refused', status, refusal: { ...(code === undefined ? {} : { code }), message } };
}
