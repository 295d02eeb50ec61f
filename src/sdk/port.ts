/**
 * What the rest of the code may ask of an iCure SDK. One driver per SDK implements it; nothing outside `src/sdk/<driver>/` imports an SDK.
 * Everything that crosses it is plain data, because the driver lives in a worker thread (`src/sdk/host/`).
 */
import type { EntityName, EventType, SavableEntity } from '../model/entities';
import type { EntityEvent } from '../model/event';
import type { Failure } from '../model/failure';
import type { Filter } from '../model/filter';
import type { JsonObject } from '../model/json';
import type { LabelChanges } from '../model/label-changes';
import type { DataOwnerType, ProbeStep, ProbeStepName } from '../model/probe';
import type { StoredEntity } from '../model/stored-entity';
import type { Version } from '../model/version';

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
  /** How many requests for finding, saving and deleting may be under way at a time. */
  readonly concurrency: number;
}

/** Who the account turned out to be. */
export interface Identity {
  readonly userId: string;
  readonly dataOwnerId: string;
  readonly dataOwnerType: DataOwnerType;
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

export interface SaveRequest {
  readonly entity: SavableEntity;
  /** The entities in the MedTech shape, JSON that has been checked to be JSON only. New data samples become one batch. */
  readonly payloads: readonly JsonObject[];
  /** The id of the patient whom new data samples and healthcare elements are about. */
  readonly patient?: string;
  /** Ids of the data owners to share new entities with, besides those with whom the user shares everything. */
  readonly shareWith: readonly string[];
  /** Applied to each payload before it is saved. */
  readonly changes: LabelChanges;
  /** Fields that each entity gets whatever its payload says, such as a status; none when undefined. Data samples have none. */
  readonly fixed?: JsonObject;
  /** How often, after a conflict, the entity is read again and the changes and fixed fields alone are applied to it. */
  readonly retries: number;
}

/** What went wrong with one entity. */
export interface ItemFailure extends Failure {
  readonly id?: string;
  /** Where in the payload, e.g. `content.en.measureValue.value`. */
  readonly field?: string;
  /** Of a conflict: the revision that was sent, and the one on the server. */
  readonly revisions?: { readonly given?: string; readonly current?: string };
}

export type SaveOutcome =
  | { readonly kind: 'saved'; readonly created: boolean; readonly stored: StoredEntity }
  | { readonly kind: 'failed'; readonly failure: ItemFailure };

export interface DeleteRequest {
  readonly entity: SavableEntity;
  /** With `rev`, only that revision is deleted. */
  readonly items: readonly { readonly id: string; readonly rev?: string }[];
}

export type DeleteOutcome =
  { readonly kind: 'deleted'; readonly id: string } | { readonly kind: 'failed'; readonly failure: ItemFailure };

/** What the server says of an entity, short of its content. */
export interface Stamp {
  readonly id: string;
  readonly version: Version;
  /** Of a data sample: whether it has ended. */
  readonly isDeleted: boolean;
}

/** An entity as it is now, deleted or not. */
export type Inspection =
  | {
      readonly kind: 'found';
      readonly stored: StoredEntity;
      readonly version: Version;
      readonly isDeleted: boolean;
      /**
       * Whether the filter lets it through. The stub of a deleted data sample counts as what the sample was before; where that is not to be found, only
       * the filter's owner is asked for, as with live events.
       */
      readonly passes: boolean;
    }
  /** The server does not have it (any more): never there, purged, or a data sample whose contacts are all deleted. */
  | { readonly kind: 'gone' }
  /** The server does not show it to this user. */
  | { readonly kind: 'forbidden' };

/** Somebody with whom data can be shared. */
export interface DataOwner {
  readonly id: string;
  /** What people call it; empty when it has no name. */
  readonly name: string;
}

/** Reading and writing what is stored. All reject with a FailureError when the session or the server is of no use. */
export interface EntityStore {
  /**
   * The ids of what may pass the filter, sorted; `get` with the same filter tells which does, `inspect` tells more.
   *
   * Deleted entities are not among them, with two exceptions. A filter on ids alone gives the ids that it names, whatever there is of them. And a
   * data sample counts by every version of it that lies in a contact: one that has ended stays, as does one that has lost the label asked for.
   */
  match(entity: EntityName, filter: Filter): Promise<readonly string[]>;
  /**
   * Reads entities, at most 100 at a time.
   * @param filter leaves out what it does not let through
   * @returns in the order of the ids; undefined for what is not there, deleted, left out or not for this user
   */
  get(entity: EntityName, ids: readonly string[], filter?: Filter): Promise<readonly (StoredEntity | undefined)[]>;
  /**
   * Asks for the versions of entities without reading (decrypting) them, at most 1,000 at a time. They are those that `inspect` tells, and those of
   * live events.
   * @returns in the order of the ids; undefined for what is not there or not for this user
   */
  stamps(entity: EntityName, ids: readonly string[]): Promise<readonly (Stamp | undefined)[]>;
  /**
   * Reads entities, deleted ones too, and tells which of them the filter lets through; at most 100 at a time.
   * @returns in the order of the ids
   */
  inspect(entity: EntityName, ids: readonly string[], filter: Filter): Promise<readonly Inspection[]>;
  /**
   * Looks for patients by name, among the names that the server can read: it compares family name followed by first name, and other names, without
   * regard to case and accents.
   * @returns ids of patients of the account's own data owner
   */
  matchName(part: string): Promise<readonly string[]>;
  /** The healthcare parties, which are the data owners whom the server lists to every user, as far as it does; at most so many. */
  dataOwners(limit: number): Promise<readonly DataOwner[]>;
  /** @returns one outcome for each payload, in their order */
  save(request: SaveRequest): Promise<readonly SaveOutcome[]>;
  /** @returns one outcome for each item, in their order */
  delete(request: DeleteRequest): Promise<readonly DeleteOutcome[]>;
}

/** A session of one account with one SDK. */
export interface SdkSession {
  readonly identity: Identity;
  readonly store: EntityStore;
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

/** A driver that can also be asked what would become of an account. */
export interface ProbingDriver extends SdkDriver {
  /**
   * Tries step by step what the account needs, up to the first that fails. It changes nothing: neither on the server nor in the key folder.
   * @param until the last step
   * @param onStep called once for each step, in their order
   * @param signal aborted when nobody waits for the outcome any more; the promise then rejects
   * @returns when all is told, and closed
   * @throws FailureError when a probe cannot go on for a reason that no step tells: the thread of the SDK ended
   */
  probe(
    settings: AccountSettings,
    until: ProbeStepName,
    onStep: (step: ProbeStep) => void,
    signal: AbortSignal,
  ): Promise<void>;
}
