/** Login, refresh and the other routes below `/auth`. */
import { isJsonObject, type JsonObject, type JsonValue } from '../../src/model/json';
import type { Api } from '../http/api';
import { numberIn, PlainText, type AnonymousCall } from '../http/call';
import { HttpError } from '../http/error';
import type { Database } from '../store/database';
import { withoutNulls, type StoredDocument } from '../store/document';
import { GROUP_ID } from '../accounts';
import type { Authenticator } from './caller';
import type { AuthenticationClass } from './credentials';
import type { Logins } from './logins';
import type { OneTimeTokens } from './one-time-tokens';
import type { Tokens } from './tokens';

export interface AuthenticationParts {
  readonly database: Database;
  readonly authenticator: Authenticator;
  readonly logins: Logins;
  readonly tokens: Tokens;
  readonly oneTimeTokens: OneTimeTokens;
}

export function addAuthenticationRoutes(api: Api, parts: AuthenticationParts): void {
  api.anonymous('post', '/auth/login', (call) => logIn(call, parts));
  api.anonymous('post', '/auth/refresh', (call) => {
    const { user, authenticationClass, lifetime } = readRefresh(call, parts);
    return { successful: true, token: issueAccess(user, authenticationClass, lifetime, parts) };
  });
  api.anonymous('post', '/auth/switch/:groupId', (call) => {
    const { user, authenticationClass, lifetime } = readRefresh(call, parts);
    if (call.param('groupId') !== GROUP_ID) throw new HttpError(401);
    return issueBoth(user, authenticationClass, lifetime, parts);
  });
  api.get('/auth/token/:method/:path', ({ param, caller }) => {
    return new PlainText(parts.oneTimeTokens.issue(caller.user.id, param('method'), param('path')));
  });
}

/** The answer tells more in the first version. */
function logIn(call: AnonymousCall, parts: AuthenticationParts): JsonObject {
  const { username, password } = isJsonObject(call.body) ? call.body : {};
  const { user, authenticationClass } = checkLogin(call, username, password, parts);
  const tokens = issueBoth(user, authenticationClass, numberIn(call, 'duration'), parts);
  switch (call.version) {
    case 'v1': {
      const { dataOwnerId } = parts.authenticator.subjectOf(user);
      const { id: userId, healthcarePartyId } = user;
      return withoutNulls({ groupId: GROUP_ID, userId, dataOwnerId, healthcarePartyId, username, ...tokens });
    }
    case 'v2':
      return tokens;
    default:
      return call.version satisfies never;
  }
}

/** Refusals of a login say nothing but that it failed, as on the real server: in the first version in a body, then without one. */
function checkLogin(
  call: AnonymousCall,
  username: JsonValue | undefined,
  password: JsonValue | undefined,
  { logins }: AuthenticationParts,
): ReturnType<Logins['check']> {
  try {
    if (typeof username !== 'string' || typeof password !== 'string') throw new HttpError(401);
    if (isTooShort(password)) throw new HttpError(412);
    return logins.check(username, password, call.query('applicationId'));
  } catch (error) {
    if (!(error instanceof HttpError) || call.version === 'v2') throw error;
    throw new HttpError(error.status, { successful: false });
  }
}

/** Tokens of digits only, as sent by text message, may be short. */
function isTooShort(password: string): boolean {
  return password.length < 6 && !/^\d+$/.test(password);
}

function readRefresh(
  call: AnonymousCall,
  parts: AuthenticationParts,
): { user: StoredDocument; authenticationClass: AuthenticationClass; lifetime: number } {
  const token = call.header('refresh-token')?.replace(/^Bearer\s+/i, '') ?? '';
  const refresh = parts.tokens.readRefresh(token);
  const user = refresh === undefined ? undefined : parts.database.collection('user').find(refresh.userId);
  if (refresh === undefined || user?.deletionDate !== undefined || user === undefined) {
    throw new HttpError(401, 'Jwt did not pass validation');
  }
  return { user, authenticationClass: refresh.authenticationClass, lifetime: refresh.lifetime };
}

function issueAccess(
  user: StoredDocument,
  authenticationClass: AuthenticationClass,
  lifetime: number | undefined,
  { tokens, authenticator }: AuthenticationParts,
): string {
  return tokens.issueAccess(authenticator.subjectOf(user), authenticationClass, lifetime);
}

function issueBoth(
  user: StoredDocument,
  authenticationClass: AuthenticationClass,
  lifetime: number | undefined,
  parts: AuthenticationParts,
): JsonObject {
  return {
    successful: true,
    token: issueAccess(user, authenticationClass, lifetime, parts),
    refreshToken: parts.tokens.issueRefresh(user.id, authenticationClass, lifetime),
  };
}
