/**
 * The sandbox: an iCure-compatible server (REST and WebSocket, versions 1 and 2) that the unmodified Cardinal and MedTech SDKs work
 * with. In memory, or persisted in a folder. It is for trying and testing only: never put real patients' data into it.
 */
import { createServer } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { registerPublicKey } from './access/public-keys';
import { openAccount, READY_ACCOUNTS, type NewAccount, type SandboxAccount } from './accounts';
import { Authenticator } from './auth/caller';
import { Credentials } from './auth/credentials';
import { Logins } from './auth/logins';
import { OneTimeTokens } from './auth/one-time-tokens';
import { addAuthenticationRoutes } from './auth/routes';
import { Tokens } from './auth/tokens';
import { noFaults, type Faults } from './faults';
import { RecordedHistory, type History } from './history/history';
import { Api } from './http/api';
import { application } from './http/application';
import type { ApiVersion } from './http/call';
import { Connections, type ConnectionUse } from './http/connections';
import { Listener } from './http/listener';
import { NotificationEndpoint } from './notifications/endpoint';
import { eventsOf } from './notifications/events';
import type { SandboxSocket } from './notifications/socket';
import { resolveOptions, type SandboxOptions } from './options';
import { RequestLog, type LoggedRequest } from './request-log';
import { addVersion1Routes, addVersion2Routes, openResources } from './entities';
import { Database } from './store/database';
import type { CollectionKind, StoredDocument } from './store/document';
import { Timers } from './timers';
import { Writer, type WriterOptions } from './writer/writer';

export type { NewAccount, SandboxAccount } from './accounts';
export type { DuplicateEvents, FailingCalls, Faults, ReorderEvents, Span } from './faults';
export type { EntityState, EntityWrite, History, SampleVersion, WriteOperation } from './history/history';
export type { ConnectionUse } from './http/connections';
export type { SandboxOptions } from './options';
export type { LoggedRequest } from './request-log';
export type { SandboxSocket } from './notifications/socket';
export type { BusinessIdentifier, Coding, WrittenValues } from './writer/content';
export type { CreatedValues, Writer, WriterOptions, Written } from './writer/writer';

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
  /** Every write of every entity since the sandbox was created. */
  readonly history: History;
  /** Every token (JWT) issued so far is refused from now on. */
  expireTokens(): void;
  /** Makes an account, or gives an existing one with that login a new password. */
  addAccount(account: NewAccount): SandboxAccount;
  /** Everything stored of a kind, soft-deleted documents too. */
  documents(kind: CollectionKind): readonly StoredDocument[];
  /** Puts a document in the place of the one with its id, past every rule: no new revision, and nobody is told. */
  overwrite(kind: CollectionKind, document: StoredDocument): void;
  /**
   * Registers a public key of a data owner, as an SDK does at its first login.
   * @param pem of the public or of the private key
   * @throws Error when there is no such data owner, or it is no key
   */
  registerPublicKey(dataOwnerId: string, pem: string): void;
  /**
   * Makes somebody who writes entities that the readers can decrypt, far faster than an SDK.
   * @throws Error when a reader is no healthcare professional or has no public key
   */
  createWriter(options: WriterOptions): Writer;
  /** Cuts connections without a word (TCP reset): those of notification sockets, of REST, or all. */
  cutConnections(use?: ConnectionUse): void;
  /**
   * Leaves the connections that are open now half-open: they stay, but nothing is read and nothing answered on them any more, no end either. New ones work.
   */
  halfOpenConnections(use?: ConnectionUse): void;
  /** Goes down: closes every connection, and refuses new ones. What is stored, issued tokens and `faults` stay. */
  takeDown(): Promise<void>;
  /**
   * Comes back on the same port. Does nothing when it is up, or was stopped.
   * @throws Error (code EADDRINUSE) when another program has taken the port meanwhile
   */
  bringUp(): Promise<void>;
  /**
   * Goes down and comes back after `downFor` ms, unless it is stopped meanwhile.
   * @throws Error (code EADDRINUSE) when another program has taken the port meanwhile
   */
  restart(downFor?: number): Promise<void>;
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
  const history = new RecordedHistory();
  database.onChange((change) => {
    history.record(change);
  });
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
  const server = createServer();
  const connections = new Connections(server);
  const endpoint = new NotificationEndpoint(authenticator, settings, faults, log, connections);
  database.onChange((change) => {
    endpoint.deliver(() => eventsOf(change, settings.serviceEventsOnModify));
  });
  const timers = new Timers();
  server.on('request', application([version1, version2], faults, log, timers));
  server.on('upgrade', (request, connection, head) => {
    endpoint.upgrade(request, connection, head);
  });
  const listener = new Listener(server, connections, settings.port, settings.host);
  await listener.takePort().catch((error: unknown) => {
    database.close();
    throw error;
  });

  const stopping = new AbortController();
  const takeDown = async (): Promise<void> => {
    timers.clear();
    endpoint.terminateAll();
    await listener.leavePort();
  };
  const bringUp = async (): Promise<void> => {
    if (!stopping.signal.aborted) await listener.takePort();
  };
  return {
    url: listener.url,
    port: listener.port,
    accounts,
    get sockets() {
      return endpoint.sockets();
    },
    faults,
    get requests() {
      return log.list();
    },
    history,
    expireTokens: () => {
      tokens.revokeAll();
    },
    addAccount: (account) => {
      const added = openAccount(account, database, credentials);
      accounts.push(added);
      return added;
    },
    documents: (kind) => database.collection(kind).all(),
    overwrite: (kind, document) => {
      database.collection(kind).overwrite(document);
    },
    registerPublicKey: (dataOwnerId, pem) => {
      registerPublicKey(database, dataOwnerId, pem);
    },
    createWriter: (writerOptions) => new Writer(database, history, writerOptions),
    cutConnections: (use) => {
      connections.cut(use);
    },
    halfOpenConnections: (use) => {
      connections.silenceAll(use);
    },
    takeDown,
    bringUp,
    restart: async (downFor = 0) => {
      await takeDown();
      // When it is stopped meanwhile, it does not come back, and waiting ends.
      await wait(downFor, undefined, { signal: stopping.signal }).catch(() => undefined);
      await bringUp();
    },
    stop: async () => {
      stopping.abort();
      await takeDown();
      database.close();
    },
  };
}
