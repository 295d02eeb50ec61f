/** Users. They are not encrypted: everybody who is logged in may read them. What they log in with is never part of the document. */
import { isJsonObject, type JsonObject } from '../../src/model/json';
import { GROUP_ID } from '../accounts';
import type { Credentials } from '../auth/credentials';
import type { Api } from '../http/api';
import { numberIn, PlainText } from '../http/call';
import { HttpError } from '../http/error';
import type { StoredDocument } from '../store/document';
import { page } from './paging';
import type { Resource, ResourceDefinition } from './resource';

/** Stands in answers for a secret that exists. */
const MASK = '*';

/** s; how long an authentication token is good for unless the client says otherwise. */
const DEFAULT_TOKEN_VALIDITY = 3600;

export function users(credentials: Credentials): ResourceDefinition {
  return {
    kind: 'user',
    filterClass: 'User',
    access: 'open',
    batchAnswer: 'documents',
    predicate: 'ignored',
    prepare: (sent) => {
      const user = withoutSecrets(sent);
      return { created: Date.now(), groupId: GROUP_ID, ...user };
    },
    afterWrite: ({ passwordHash }, { id }) => {
      if (typeof passwordHash === 'string' && passwordHash !== MASK) credentials.setPassword(id, passwordHash);
    },
  };
}

/** Registers the routes that only users have; they come before those that every resource has. */
export function addUserRoutes(api: Api, resource: Resource, credentials: Credentials): void {
  const { collection } = resource;
  api.get('/user/current', ({ caller }) => resource.present(caller.user));
  api.get('/user/matches', ({ caller: { user } }) => [
    {
      groupId: GROUP_ID,
      groupName: 'Sandbox',
      groupsHierarchy: [],
      userId: user.id,
      login: user.login,
      name: user.name,
      email: user.email,
    },
  ]);
  api.get('/user', (call) => page(call, collection.live(), (user): JsonObject => resource.present(user)));
  api.get('/user/byEmail/:email', ({ param }) => resource.present(first(collection.live(), 'email', param('email'))));
  api.get('/user/byPhoneNumber/:phone', ({ param }) =>
    resource.present(first(collection.live(), 'mobilePhone', param('phone'))),
  );
  api.get('/user/byHealthcarePartyId/:id', ({ param }) => idsWith(collection.live(), 'healthcarePartyId', param('id')));
  api.get('/user/byPatientId/:id', ({ param }) => idsWith(collection.live(), 'patientId', param('id')));
  api.get('/user/token/:userId', ({ param, header }) => {
    const token = header('token');
    return token !== undefined && credentials.check(param('userId'), token, undefined) !== undefined;
  });
  api.post('/user/token/:userId/:key', (call) => {
    const user = collection.get(call.param('userId'));
    const validity = numberIn(call, 'tokenValidity') ?? DEFAULT_TOKEN_VALIDITY;
    const token = credentials.addToken(user.id, call.param('key'), call.header('token'), validity);
    // The real server keeps tokens in the user document, so that issuing one is an update of the user.
    collection.modify(user);
    return new PlainText(token);
  });
}

function withoutSecrets(user: JsonObject): JsonObject {
  const { passwordHash, authenticationTokens, ...rest } = user;
  delete rest.secret;
  delete rest.applicationTokens;
  return {
    ...rest,
    ...(passwordHash === undefined ? {} : { passwordHash: MASK }),
    ...(isJsonObject(authenticationTokens) ? { authenticationTokens: masked(authenticationTokens) } : {}),
  };
}

function masked(tokens: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(tokens).map(([key, token]) => [key, isJsonObject(token) ? { ...token, token: MASK } : MASK]),
  );
}

function first(users: readonly StoredDocument[], field: string, value: string): StoredDocument {
  const found = users.find((user) => user[field] === value);
  if (found === undefined) throw new HttpError(404);
  return found;
}

function idsWith(users: readonly StoredDocument[], field: string, value: string): string[] {
  return users.filter((user) => user[field] === value).map(({ id }) => id);
}
