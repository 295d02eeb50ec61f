/** How a sandbox is started, and what applies when nothing is said. */
import type { NewAccount } from './accounts';
import type { TokenSettings } from './auth/tokens';
import type { ServiceEventsOnModify } from './notifications/events';

export interface SandboxOptions {
  /** 0 (the default) takes any free one. */
  readonly port?: number;
  /** The address to listen on; 127.0.0.1 by default, which nothing outside this machine can reach. */
  readonly host?: string;
  /** Where to persist; made when it does not exist. Without it everything is gone when the sandbox stops. */
  readonly dataFolder?: string;
  /** Whether live matching has the real server's oddities; true by default. */
  readonly quirks?: boolean;
  /** ms between pings; 10000 by default. */
  readonly pingInterval?: number;
  /** ms after which a client that did not answer a ping is dropped; 20000 by default. */
  readonly pongTimeout?: number;
  /** s until an access token expires; 3600 by default. */
  readonly tokenLifetime?: number;
  /** s until a refresh token expires; 86400 by default. */
  readonly refreshTokenLifetime?: number;
  /**
   * s for which an expired token is still accepted. 60 by default, because Cardinal 1.0.0-RC.7 goes on using a token for 30 s after
   * its end; 0 when `tokenLifetime` is set, because whoever sets it wants to see tokens expire.
   */
  readonly tokenLeeway?: number;
  /** Whether tokens of an earlier run on the same data folder stay valid; true by default. */
  readonly keepTokens?: boolean;
  /** Accounts besides the two that are always there. */
  readonly accounts?: readonly NewAccount[];
  /**
   * What subscribers are told of the services that were in a contact before it was modified; `none` by default. The real server's
   * rule is not public.
   */
  readonly serviceEventsOnModify?: ServiceEventsOnModify;
  /** Called with a line (method, path, status) for each request. */
  readonly log?: (line: string) => void;
}

export interface SandboxSettings {
  readonly port: number;
  readonly host: string;
  readonly dataFolder: string | undefined;
  readonly quirks: boolean;
  readonly pingInterval: number;
  readonly pongTimeout: number;
  readonly tokens: TokenSettings;
  readonly accounts: readonly NewAccount[];
  readonly serviceEventsOnModify: ServiceEventsOnModify;
}

export function resolveOptions(options: SandboxOptions): SandboxSettings {
  return {
    port: options.port ?? 0,
    host: options.host ?? '127.0.0.1',
    dataFolder: options.dataFolder,
    quirks: options.quirks ?? true,
    pingInterval: options.pingInterval ?? 10_000,
    pongTimeout: options.pongTimeout ?? 20_000,
    tokens: {
      accessLifetime: options.tokenLifetime ?? 3600,
      refreshLifetime: options.refreshTokenLifetime ?? 86_400,
      leeway: options.tokenLeeway ?? (options.tokenLifetime === undefined ? 60 : 0),
      keepKey: options.keepTokens ?? true,
    },
    accounts: options.accounts ?? [],
    serviceEventsOnModify: options.serviceEventsOnModify ?? 'none',
  };
}
