/** What was asked of the sandbox, for assertions. */
export interface LoggedRequest {
  readonly method: string;
  /** Without query. */
  readonly path: string;
  /** 101 for an upgrade that succeeded; undefined for what was not answered. */
  readonly status: number | undefined;
}

/** How many requests are remembered; the oldest are forgotten. */
const CAPACITY = 2000;

export class RequestLog {
  private readonly entries: LoggedRequest[] = [];

  constructor(private readonly print: ((line: string) => void) | undefined) {}

  add(request: LoggedRequest): void {
    this.entries.push(request);
    if (this.entries.length > CAPACITY) this.entries.shift();
    this.print?.(`${request.method} ${request.path} ${request.status ?? 'no answer'}`);
  }

  list(): readonly LoggedRequest[] {
    return [...this.entries];
  }
}
