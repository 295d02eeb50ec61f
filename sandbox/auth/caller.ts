/** Who makes a request, and how that is found out. */
import type { Database } from '../store/database';
import type { StoredDocument } from '../store/document';
import { HttpError } from '../http/error';
import { dataOwnerOf, parentsOf, type DataOwnerType } from '../access/data-owners';
import type { Logins } from './logins';
import type { OneTimeTokens } from './one-time-tokens';
import type { Tokens, TokenSubject } from './tokens';

/** The user behind a request or a notification socket. */
export interface Caller {
  readonly user: StoredDocument;
  readonly dataOwnerId: string | undefined;
  readonly dataOwnerType: DataOwnerType | undefined;
  /** Ids of the data owner's parents, whose access is the caller's too; topmost first. */
  readonly hierarchy: readonly string[];
  /** Hashes of the access control keys that came along: access to what has no explicit delegate. */
  readonly accessControlHashes: readonly string[];
}

/** Where a request may carry a token, or a name and a password. */
export interface Presented {
  readonly method: string;
  /** The path, without query; may have a `;tokenid=` parameter. */
  readonly path: string;
  readonly authorization: string | undefined;
  /** The header `Sec-WebSocket-Protocol`, for browsers that cannot set `Authorization` on a WebSocket. */
  readonly protocols: string | undefined;
  /** The query parameter `jwt`, for the same. */
  readonly jwt: string | undefined;
}

export class Authenticator {
  constructor(
    private readonly database: Database,
    private readonly tokens: Tokens,
    private readonly logins: Logins,
    private readonly oneTimeTokens: OneTimeTokens,
  ) {}

  /**
   * The caller who presents a valid token, or a name and a password (HTTP Basic).
   * @throws HttpError 401: empty without any of them and for a wrong password, else with the real server's message
   */
  authenticate(presented: Presented, accessControlHashes: readonly string[]): Caller {
    return this.callerFor(this.userIdOf(presented), accessControlHashes);
  }

  /** What goes into the tokens of a user. */
  subjectOf(user: StoredDocument): TokenSubject {
    const caller = this.describe(user, []);
    return { userId: user.id, ...caller };
  }

  private userIdOf(presented: Presented): string {
    const oneTimeToken = /;tokenid=([^;/?]+)/.exec(presented.path)?.[1];
    if (oneTimeToken !== undefined) {
      const userId = this.oneTimeTokens.redeem(oneTimeToken, presented.method, presented.path);
      if (userId === undefined) throw new HttpError(401, 'Invalid token');
      return userId;
    }
    const token = bearerOf(presented);
    if (token === undefined) return this.userIdOfBasic(presented.authorization);
    const userId = this.tokens.userOfAccess(token);
    if (userId === undefined) throw new HttpError(401, 'Jwt did not pass validation');
    return userId;
  }

  private userIdOfBasic(authorization: string | undefined): string {
    const encoded = /^Basic\s+(\S+)$/i.exec(authorization ?? '')?.[1];
    const [, username, password] = /^([^:]*):(.*)$/s.exec(Buffer.from(encoded ?? '', 'base64').toString()) ?? [];
    if (username === undefined || password === undefined) throw new HttpError(401);
    return this.logins.check(username, password, undefined).user.id;
  }

  private callerFor(userId: string, accessControlHashes: readonly string[]): Caller {
    const user = this.database.collection('user').find(userId);
    if (user === undefined || user.deletionDate !== undefined) {
      throw new HttpError(401, 'Jwt did not pass validation');
    }
    return this.describe(user, accessControlHashes);
  }

  private describe(user: StoredDocument, accessControlHashes: readonly string[]): Caller {
    const owner = dataOwnerOf(user);
    return {
      user,
      dataOwnerId: owner?.id,
      dataOwnerType: owner?.type,
      hierarchy: owner?.type === 'hcp' ? parentsOf(this.database, owner.id) : [],
      accessControlHashes,
    };
  }
}

function bearerOf({ authorization, protocols, jwt }: Presented): string | undefined {
  const header = /^Bearer\s+(\S+)$/i.exec(authorization ?? '')?.[1];
  const protocol = protocols
    ?.split(',')
    .map((item) => /Bearer\s*(\S+)/.exec(item)?.[1])
    .find((token) => token !== undefined);
  return header ?? protocol ?? jwt;
}
