/** Login, refresh and the other routes below `/auth`. */
import { isJsonObject, type JsonObject } from '../../src/model/json';
import type { Faults } from '../faults';
import type { Api } from '../http/api';
import { numberIn, PlainText, type AnonymousCall } from '../http/call';
import { HttpError } from '../http/error';
import type { Database } from '../store/database';
import type { StoredDocument } from '../store/document';
import { GROUP_ID } from '../accounts';
import type { Authenticator } from './caller';
import type { AuthenticationClass, Credentials } from './credentials';
import type { OneTimeTokens } from './one-time-tokens';
import type { Tokens } from './tokens';

export interface AuthenticationParts {
  readonly database: Database;
  readonly authenticator: Authenticator;
  readonly credentials: Credentials;
  readonly tokens: Tokens;
  readonly oneTimeTokens: OneTimeTokens;
  readonly faults: Faults;
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

/** Refusals of a login have no body, as on the real server. */
function logIn(call: AnonymousCall, parts: AuthenticationParts): JsonObject {
  if (parts.faults.refuseLogin !== undefined) throw new HttpError(parts.faults.refuseLogin);
  const { username, password } = isJsonObject(call.body) ? call.body : {};
  if (typeof username !== 'string' || typeof password !== 'string') throw new HttpError(401);
  if (isTooShort(password)) throw new HttpError(412);
  const user = findUser(username, parts.database);
  const authenticationClass =
    user === undefined ? undefined : parts.credentials.check(user.id, password, call.query('applicationId'));
  if (user === undefined || authenticationClass === undefined) throw new HttpError(401);
  return issueBoth(user, authenticationClass, numberIn(call, 'duration'), parts);
}

/** Tokens of digits only, as sent by text message, may be short. */
function isTooShort(password: string): boolean {
  return password.length < 6 && !/^\d+$/.test(password);
}

/** By login, e-mail address, phone number or id, the last with or without group. */
function findUser(username: string, database: Database): StoredDocument | undefined {
  return database
    .collection('user')
    .live()
    .find(({ id, login, email, mobilePhone }) =>
      [id, `${GROUP_ID}:${id}`, login, email, mobilePhone].includes(username),
    );
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
