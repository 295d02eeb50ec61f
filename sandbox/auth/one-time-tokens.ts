/** One-time tokens: the deprecated way of older SDKs to open a WebSocket, as `/path;tokenid=<token>`. */
import { randomUUID } from 'node:crypto';

/** ms. */
const LIFETIME = 5 * 60_000;

export class OneTimeTokens {
  private readonly tokens = new Map<string, { userId: string; method: string; path: string; until: number }>();

  /** @param path the path that the token is good for, and all below it */
  issue(userId: string, method: string, path: string): string {
    this.forgetExpired();
    const token = randomUUID();
    this.tokens.set(token, { userId, method: method.toUpperCase(), path, until: Date.now() + LIFETIME });
    return token;
  }

  /** The user whom the token was made for. Whether it fits or not, it is used up. */
  redeem(token: string, method: string, path: string): string | undefined {
    const entry = this.tokens.get(token);
    this.tokens.delete(token);
    if (entry === undefined || entry.until < Date.now()) return undefined;
    return entry.method === method.toUpperCase() && path.startsWith(entry.path) ? entry.userId : undefined;
  }

  private forgetExpired(): void {
    for (const [token, { until }] of this.tokens) {
      if (until < Date.now()) this.tokens.delete(token);
    }
  }
}
