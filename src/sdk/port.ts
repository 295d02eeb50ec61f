/**
 * What the rest of the code may ask of an iCure SDK. One driver per SDK implements it; nothing outside `src/sdk/<driver>/` imports an SDK.
 * Everything that crosses it is plain data, because the driver lives in a worker thread (`src/sdk/host/`).
 */
import type { EntityName, EventType } from '../model/entities';
import type { EntityEvent } from '../model/event';
import type { Failure } from '../model/failure';
import type { Filter } from '../model/filter';

/** The SDKs that a driver exists for, in the order in which they are offered. */
export const SDK_NAMES = ['medtech', 'cardinal'] as const;
export type SdkName = (typeof SDK_NAMES)[number];

/** How to trust and to present oneself to the server; the fields of Node's `tls.connect` that Node-RED's TLS config node fills in. */
export interface TlsOptions {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly pfx?: Uint8Array;
  readonly passphrase?: string;
  readonly servername?: string;
  readonly rejectUnauthorized?: boolean;
}

/** A login on a server, validated: what a driver needs to act as an account. */
export interface AccountSettings {
  readonly sdk: SdkName;
  /** `http(s)://host[:port][/prefix]`, without a trailing slash and without `/rest/v…`. */
  readonly serverUrl: string;
  readonly userName: string;
  readonly secret: { readonly kind: 'password' | 'token'; readonly value: string };
  /** The private key as pasted: PEM, JWK, or PKCS#8 as hex or base64. */
  readonly privateKey?: string;
  /** Whether a key pair may be made and registered when the account has none at all. */
  readonly createKeyPair: boolean;
  /** The folder that keeps this machine's keys; made with mode 0700, its files with 0600. */
  readonly keyFolder: string;
  /** The folders in whose `node_modules` an SDK that is no dependency of this package is looked for, the first one first. */
  readonly moduleFolders: readonly string[];
  readonly tls?: TlsOptions;
  /** ms from opening a channel until the server must have sent its first frame, and from any request until its answer. */
  readonly openTimeout: number;
  /** ms without any frame of the server after which a channel counts as dead; the server pings about every 10 s. */
  readonly silenceTimeout: number;
}

/** Who the account turned out to be. */
export interface Identity {
  readonly userId: string;
  readonly dataOwnerId: string;
  readonly dataOwnerType: 'hcp' | 'patient' | 'device';
}

/** One channel: the events of one type, of one entity, that pass one filter. */
export interface ChannelRequest {
  readonly entity: EntityName;
  readonly eventType: EventType;
  readonly filter: Filter;
}

export interface ChannelListener {
  /** The server listens: its first frame has arrived. At most once. */
  onLive: () => void;
  /** An event passed the filter. The driver waits for the promise before it hands over the next: that is the back-pressure. */
  onEvent: (event: EntityEvent) => Promise<void>;
  /** Something about a single event went wrong (it could not be read, say); the channel goes on. */
  onProblem: (failure: Failure) => void;
  /** The channel is over, by `close()` (undefined) or by a failure. Exactly once, and nothing is called after it. */
  onClosed: (failure: Failure | undefined) => void;
}

export interface Channel {
  /** Ends the channel; resolves when its socket is gone. May be called more than once. */
  close(): Promise<void>;
}

/** A session of one account with one SDK. */
export interface SdkSession {
  readonly identity: Identity;
  /** Opens a channel. Never throws: a refusal arrives as `onClosed`. A channel does not reconnect by itself. */
  openChannel(request: ChannelRequest, listener: ChannelListener): Channel;
  /** Ends the session and its channels. May be called more than once. */
  close(): Promise<void>;
}

export interface SdkDriver {
  /**
   * Logs in and gets the keys ready.
   * @param onFailed called at most once, when the session as a whole has become useless and must be connected anew
   * @param signal aborted when nobody waits for the session any more; the promise then rejects or the session is closed at once
   * @throws FailureError
   */
  connect(settings: AccountSettings, onFailed: (failure: Failure) => void, signal?: AbortSignal): Promise<SdkSession>;
}
