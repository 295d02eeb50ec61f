/** The JWTs of the sandbox: access tokens, and refresh tokens that only buy new access tokens. */
import { randomBytes, randomUUID } from 'node:crypto';
import jwt from 'jsonwebtoken';
import type { KeyValueTable } from '../store/database';
import type { AuthenticationClass } from './credentials';

export interface TokenSettings {
  /** s until an access token expires. */
  readonly accessLifetime: number;
  /** s until a refresh token expires. */
  readonly refreshLifetime: number;
  /** s for which an expired token is still accepted. */
  readonly leeway: number;
  /** Whether a start takes over the signing key of the one before, so that tokens outlive it. */
  readonly keepKey: boolean;
}

/** Who a token is for; names of claims as in the real server's (`JwtDetails` of kraken-common), `tac` as in the cloud's. */
export interface TokenSubject {
  readonly userId: string;
  readonly dataOwnerId: string | undefined;
  readonly dataOwnerType: string | undefined;
  /** The data owner's parents, topmost first. */
  readonly hierarchy: readonly string[];
}

const KEY = 'key';

export class Tokens {
  private key: Buffer;

  constructor(
    private readonly settings: TokenSettings,
    private readonly table: KeyValueTable,
  ) {
    const kept = settings.keepKey ? table.get(KEY)?.value : undefined;
    this.key = typeof kept === 'string' ? Buffer.from(kept, 'hex') : this.makeKey();
  }

  /** @param lifetime s; may only shorten the configured one */
  issueAccess(subject: TokenSubject, authenticationClass: AuthenticationClass, lifetime?: number): string {
    const expiresIn = Math.min(lifetime ?? Infinity, this.settings.accessLifetime);
    const claims = {
      u: subject.userId,
      doId: subject.dataOwnerId,
      doTp: subject.dataOwnerType?.toUpperCase(),
      hh: subject.hierarchy,
      a: ['ROLE_USER'],
      tac: authenticationClass,
      jwtD: expiresIn,
    };
    return this.sign(claims, expiresIn);
  }

  /** The lifetime (s) of the access tokens that it will buy goes into it. */
  issueRefresh(userId: string, authenticationClass: AuthenticationClass, lifetime?: number): string {
    const jwtD = Math.min(lifetime ?? Infinity, this.settings.accessLifetime);
    return this.sign({ u: userId, jwtD, rtac: authenticationClass }, this.settings.refreshLifetime);
  }

  /** The id of the user whom a valid access token is for; undefined for anything else. */
  userOfAccess(token: string): string | undefined {
    const claims = this.verify(token);
    return claims !== undefined && 'tac' in claims && typeof claims.u === 'string' ? claims.u : undefined;
  }

  /** What a valid refresh token stands for; undefined for anything else. */
  readRefresh(
    token: string,
  ): { userId: string; authenticationClass: AuthenticationClass; lifetime: number } | undefined {
    const claims = this.verify(token);
    if (claims === undefined || typeof claims.u !== 'string') return undefined;
    const { rtac, jwtD } = claims as { rtac?: AuthenticationClass; jwtD?: number };
    if (rtac === undefined || jwtD === undefined) return undefined;
    return { userId: claims.u, authenticationClass: rtac, lifetime: jwtD };
  }

  /** From now on every token issued so far is refused. */
  revokeAll(): void {
    this.key = this.makeKey();
  }

  private makeKey(): Buffer {
    const key = randomBytes(32);
    this.table.put(KEY, { value: key.toString('hex') });
    return key;
  }

  private sign(claims: object, expiresIn: number): string {
    return jwt.sign(claims, this.key, { algorithm: 'HS256', expiresIn, jwtid: randomUUID() });
  }

  private verify(token: string): jwt.JwtPayload | undefined {
    try {
      const claims = jwt.verify(token, this.key, {
        algorithms: ['HS256'],
        clockTolerance: this.settings.leeway,
      });
      return typeof claims === 'string' ? undefined : claims;
    } catch {
      return undefined;
    }
  }
}
