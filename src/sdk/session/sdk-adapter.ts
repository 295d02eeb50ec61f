/** What a driver brings to a session: all that takes its SDK. The rest of a session is the same for every SDK. */
import type { Failure } from '../../model/failure';
import type { JsonObject } from '../../model/json';
import type { FrameSource, SourceListener } from '../channel/live-channel';
import type { KeyHolder } from '../keys/decision';
import type { KeyStore } from '../keys/key-store';
import type { KeyPair } from '../keys/private-key';
import type { AccountSettings, ChannelRequest, Identity } from '../port';
import type { Server } from '../server/http';
import type { Login } from '../server/login';
import type { Decryption, EncryptedEntity } from '../wire/encryption';
import type { FindingPatients } from '../wire/patients-of';

/** What is known of the account by the time that its SDK is started. */
export interface SessionContext {
  readonly settings: AccountSettings;
  readonly server: Server;
  readonly login: Login;
  readonly identity: Identity;
  readonly keyHolder: KeyHolder;
  readonly keyStore: KeyStore;
  /** The key pair to register, when the data owner has none. */
  readonly firstKey: KeyPair | undefined;
  /** Whether the SDK must leave alone what is on the server: no keys by which the account's key pairs open each other. */
  readonly leavesServerAlone: boolean;
  /** ms that starting the SDK may take, and one use of it: either takes several requests. */
  readonly sdkTimeout: number;
  /** Aborted when the session is closed. */
  readonly closing: AbortSignal;
}

/** Where the frames of one channel come from, and what they mean. */
export interface ChannelSource<Frame> {
  /**
   * Whatever takes time before the subscription can be opened.
   * @param accessControlKeys as hex, see `AnonymousAccess`; undefined for a data owner whom delegations name
   * @returns opens the subscription
   * @throws FailureError
   */
  readonly prepare: (
    accessControlKeys: readonly string[] | undefined,
  ) => Promise<(listener: SourceListener<Frame>, openTimeout: number) => FrameSource>;
  /** The JSON that the server sent; undefined when it was none. */
  readonly valueOf: (frame: Frame) => unknown;
  /** Told how the subscription ended; returns why the session is over with it, if it is. */
  readonly onEnded: (failure: Failure | undefined) => Failure | undefined;
}

/** A new entity that needs encryption metadata. */
export interface NewEntity {
  /** A data sample stands for the contact that it is to be in. */
  readonly entity: EncryptedEntity;
  /** The entity's id; of a data sample, its contact's. */
  readonly id: string;
  /** The JSON of the user, as the server has it: with whom it shares everything. */
  readonly user: JsonObject;
  /** The JSON of the patient, as the server has it. Given for data samples and healthcare elements. */
  readonly patient: JsonObject | undefined;
  /** Ids of the data owners to share it with. */
  readonly shareWith: readonly string[];
}

export interface SdkAdapter<Frame extends string | object> {
  /** Whether other data owners share with this one without naming it, so that it has to show access control keys. */
  readonly isReachedAnonymously: boolean;
  /** The account's key pairs that are at hand. */
  readonly keyPairs: readonly KeyPair[];
  /** Whether channels can be opened before the SDK is started. */
  readonly listensUnstarted: boolean;
  /**
   * Starts the SDK.
   * @throws FailureError
   */
  open(): Promise<void>;
  /** Has the next use begin with a new instance of the SDK. */
  renew(): void;
  close(): Promise<void>;
  channelSource(request: ChannelRequest): ChannelSource<Frame>;
  /**
   * @param id whose metadata opens the entity: its own; of a data sample, its contact's
   * @throws FailureError when the session has become useless
   */
  decrypt(entity: EncryptedEntity, id: string, wire: JsonObject): Promise<Decryption>;
  /**
   * Keys of an entity as hex (128 or 256 bits), any of which may be the right one; none when the account has no access.
   * @param id see `decrypt`
   * @throws FailureError when the session has become useless
   */
  keysOf(entity: EncryptedEntity, id: string, wire: JsonObject): Promise<readonly string[]>;
  /**
   * Makes the encryption metadata of a new entity (`METADATA_FIELDS`, in the form of the wire) without storing the entity; exchange keys with
   * data owners that have none yet are stored.
   * @throws FailureError `not-shared` when it cannot be shared with somebody, `no-key` when the account has no access to the patient, or
   * whatever makes the session useless
   */
  newMetadata(entity: NewEntity): Promise<JsonObject>;
  /** See `FindingPatients`. */
  readonly patientsOf: FindingPatients['patientsOf'];
}
