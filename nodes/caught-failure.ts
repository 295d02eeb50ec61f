import type { Node } from 'node-red';
import type { Failure, FailureCode } from '../src/model/failure';

/**
 * A failure as `node.error` wants it: Catch nodes get its text, `code` and `cause`, and, unlike with an `Error`, no stack trace
 * (`Flow.handleError` copies `code`, `cause` and `stack` if the object has them).
 */
export class CaughtFailure {
  readonly code: FailureCode;
  readonly message: string;
  /** More about it, for programs; only where there is more. */
  readonly cause?: object;

  constructor({ code, message }: Failure, cause?: object) {
    this.code = code;
    this.message = message;
    if (cause !== undefined) this.cause = cause;
  }

  toString(): string {
    return this.message;
  }
}

/**
 * Tells Node-RED that a message failed. It copies the message for Catch nodes, and there are messages that cannot be copied (with a getter that throws):
 * of those the Catch nodes hear without the message.
 */
export function giveBack(node: Node, failure: CaughtFailure, done: (error?: Error) => void): void {
  try {
    done(failure as unknown as Error);
  } catch {
    node.error(failure, {});
  }
}
