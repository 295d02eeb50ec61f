/** What users log in with: passwords and authentication tokens. Kept apart from the user documents, so that no answer can hold them. */
import { createHash, randomUUID } from 'node:crypto';
import { isJsonObject, type JsonObject } from '../../src/model/json';
import type { KeyValueTable } from '../store/database';

/** How strong a login was: the levels of `AuthenticationClass` in kraken-common that the sandbox has. */
export const AUTHENTICATION_CLASSES = { longLivedToken: 10, password: 20, shortLivedToken: 40 } as const;
export type AuthenticationClass = (typeof AUTHENTICATION_CLASSES)[keyof typeof AUTHENTICATION_CLASSES];

/** s; a token that lives no longer is a short-lived one. */
const SHORT_LIVED = 600;

export class Credentials {
  constructor(private readonly table: KeyValueTable) {}

  /**
   * Sets a user's password. It is kept as it is, not as a hash: the Cardinal SDK salts it with an application id that is known at
   * login only, so that the server needs the plain text to compare.
   */
  setPassword(userId: string, password: string): void {
    this.table.put(userId, { ...this.table.get(userId), password });
  }

  /**
   * Adds a token that works as password; the one before with the same key stops working.
   * @param value the token, or undefined to have one made
   * @param validity s
   */
  addToken(userId: string, key: string, value: string | undefined, validity: number): string {
    const token = value ?? randomUUID();
    const entry = { token, validity, until: Date.now() + validity * 1000 };
    this.table.put(userId, { ...this.table.get(userId), tokens: { ...this.tokensOf(userId), [key]: entry } });
    return token;
  }

  /** How strong the login is when the secret is the user's; undefined when it is not. */
  check(userId: string, secret: string, applicationId: string | undefined): AuthenticationClass | undefined {
    const password = this.table.get(userId)?.password;
    if (typeof password === 'string' && isPassword(secret, password, applicationId)) {
      return AUTHENTICATION_CLASSES.password;
    }
    const token = Object.values(this.tokensOf(userId))
      .filter(isJsonObject)
      .find((entry) => entry.token === secret && typeof entry.until === 'number' && entry.until > Date.now());
    if (token === undefined) return undefined;
    const isShort = typeof token.validity === 'number' && token.validity <= SHORT_LIVED;
    return isShort ? AUTHENTICATION_CLASSES.shortLivedToken : AUTHENTICATION_CLASSES.longLivedToken;
  }

  private tokensOf(userId: string): JsonObject {
    const tokens = this.table.get(userId)?.tokens;
    return isJsonObject(tokens) ? tokens : {};
  }
}

/** The password itself, or as the Cardinal SDK before 2.x sends it: base64 of SHA-256 of password and application id. */
function isPassword(secret: string, password: string, applicationId: string | undefined): boolean {
  if (secret === password) return true;
  if (applicationId === undefined) return false;
  return (
    secret ===
    createHash('sha256')
      .update(password + applicationId)
      .digest('base64')
  );
}
