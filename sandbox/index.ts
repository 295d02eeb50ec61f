/**
 * The sandbox: an iCure-compatible server (REST and WebSocket, versions 1 and 2) that the unmodified Cardinal and MedTech SDKs work
 * with. In memory, or persisted in a folder. It is for trying and testing only: never put real patients' data into it.
 */
import { createServer, type Server } from 'node:http';
import type { Socket } from 'node:net';
import type { JsonObject } from '../src/model/json';
import { openAccount, READY_ACCOUNTS, type NewAccount, type SandboxAccount } from './accounts';
import { Authenticator } from './auth/caller';
import { Credentials } from './auth/credentials';
import { Logins } from './auth/logins';
import { OneTimeTokens } from './auth/one-time-tokens';
import { addAuthenticationRoutes } from './auth/routes';
import { Tokens } from './auth/tokens';
import { noFaults, type Faults } from './faults';
import { Api } from './http/api';
import { application } from './http/application';
import type { ApiVersion } from './http/call';
import { NotificationEndpoint } from './notifications/endpoint';
import { eventsOf } from './notifications/events';
import type { SandboxSocket } from './notifications/socket';
import { resolveOptions, type SandboxOptions } from './options';
import { RequestLog, type LoggedRequest } from './request-log';
import { addVersion1Routes, addVersion2Routes, openResources } from './entities';
import { Database } from './store/database';
import type { CollectionKind } from './store/document';

export type { NewAccount, SandboxAccount } from './accounts';
export type { Faults } from './faults';
export type { SandboxOptions } from './options';
export type { LoggedRequest } from './request-log';
export type { SandboxSocket } from './notifications/socket';

/** A running sandbox. */
export interface Sandbox {
  /** `http://host:port`, without a trailing slash. */
  readonly url: string;
  readonly port: number;
  /** [0] the healthcare professional hcp@sandbox.local, [1] the patient user patient@sandbox.local, then those added. */
  readonly accounts: readonly SandboxAccount[];
  /** The notification sockets that are open now. */
  readonly sockets: readonly SandboxSocket[];
  /** What the sandbox does wrong on purpose; may be changed at any time. */
  readonly faults: Faults;
  /** The latest requests, oldest first. */
  readonly requests: readonly LoggedRequest[];
  /** Every token (JWT) issued so far is refused from now on. */
  expireTokens(): void;
  /** Makes an account, or gives an existing one with that login a new password. */
  addAccount(account: NewAccount): SandboxAccount;
  /** Everything stored of a kind, soft-deleted documents too. */
  documents(kind: CollectionKind): readonly JsonObject[];
  /** Ends everything at once, open connections included. May be called more than once. */
  stop(): Promise<void>;
}

/**
 * Starts a sandbox.
 * @throws Error when it cannot listen (code EADDRINUSE when the port is taken) or cannot use its data folder
 */
export async function createSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const settings = resolveOptions(options);
  const database = new Database(settings.dataFolder);
  const credentials = new Credentials(database.keyValues('credentials'));
  const tokens = new Tokens(settings.tokens, database.keyValues('token'));
  const oneTimeTokens = new OneTimeTokens();
  const faults = noFaults();
  const logins = new Logins(database, credentials, faults);
  const authenticator = new Authenticator(database, tokens, logins, oneTimeTokens);
  const log = new RequestLog(options.log);
  const accounts = [...READY_ACCOUNTS, ...settings.accounts].map((account) =>
    openAccount(account, database, credentials),
  );

  const apiOf = (version: ApiVersion): Api => {
    const api = new Api(version, authenticator);
    addAuthenticationRoutes(api, { database, authenticator, logins, tokens, oneTimeTokens });
    return api;
  };
  const resources = openResources(database, credentials, settings.quirks);
  const [version1, version2] = [apiOf('v1'), apiOf('v2')];
  addVersion1Routes(version1, resources);
  addVersion2Routes(version2, resources);
  const endpoint = new NotificationEndpoint(authenticator, settings, faults, log);
  database.onChange((change) => {
    for (const event of eventsOf(change, settings.serviceEventsOnModify)) endpoint.deliver(event);
  });

  const server = createServer(application([version1, version2], faults, log));
  server.on('upgrade', (request, connection, head) => {
    endpoint.upgrade(request, connection, head);
  });
  const connections = trackConnections(server);
  const port = await listen(server, settings.port, settings.host).catch((error: unknown) => {
    database.close();
    throw error;
  });

  const stop = async (): Promise<void> => {
    endpoint.terminateAll();
    for (const connection of connections) connection.destroy();
    await new Promise<void>((resolve) => {
      server.close(() => {
        resolve();
      });
    });
    database.close();
  };
  return {
    url: `http://${settings.host.includes(':') ? `[${settings.host}]` : settings.host}:${port}`,
    port,
    accounts,
    get sockets() {
      return endpoint.sockets();
    },
    faults,
    get requests() {
      return log.list();
    },
    expireTokens: () => {
      tokens.revokeAll();
    },
    addAccount: (account) => {
      const added = openAccount(account, database, credentials);
      accounts.push(added);
      return added;
    },
    documents: (kind) => database.collection(kind).all(),
    stop,
  };
}

function trackConnections(server: Server): ReadonlySet<Socket> {
  const connections = new Set<Socket>();
  server.on('connection', (connection: Socket) => {
    connections.add(connection);
    connection.once('close', () => connections.delete(connection));
  });
  return connections;
}

/** Resolves with the port that it listens on. */
function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}
