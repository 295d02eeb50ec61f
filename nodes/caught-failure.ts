import type { Failure, FailureCode } from '../src/model/failure';

/**
 * A failure as `node.error` wants it: Catch nodes get its text and `code`, and, unlike with an `Error`, no stack trace
 * (`Flow.handleError` copies `code` and `stack` if the object has them).
 */
export class CaughtFailure {
  readonly code: FailureCode;
  readonly message: string;

  constructor({ code, message }: Failure) {
    this.code = code;
    this.message = message;
  }

  toString(): string {
    return this.message;
  }
}
