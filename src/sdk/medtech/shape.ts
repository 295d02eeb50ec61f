/** What the driver uses of the SDK. It has no types here, since it is no dependency: `module.ts` checks that it has this shape. */
import type { EventType } from '../../model/entities';

/** A filter as the SDK's builders make it. */
export interface SdkFilter {
  readonly $type: string;
  readonly [field: string]: unknown;
}

/** The builders of filters for the five entities; each has a part of these methods. */
export interface FilterBuilder {
  /** Not for users. */
  forDataOwner?(id: string): FilterBuilder;
  byIds?(ids: readonly string[]): FilterBuilder;
  /** Of data samples. */
  byLabelCodeDateFilter?(tagType?: string, tagCode?: string, codeType?: string, codeCode?: string): FilterBuilder;
  /** Of healthcare elements. */
  byLabelCodeFilter?(tagType?: string, tagCode?: string, codeType?: string, codeCode?: string): FilterBuilder;
  /** Of notifications. */
  withType?(type: string): FilterBuilder;
  afterDate?(epoch: number): FilterBuilder;
  build(): Promise<SdkFilter>;
}

/** 3.x wants the api in order to know who "self" is; 2.2 takes nothing and ignores it. */
export type FilterBuilderClass = new (api: MedTechApi) => FilterBuilder;

/** A subscription of the SDK. Its callbacks may not throw: that ends the process. */
export interface Connection {
  close(): void;
  onConnected(callback: () => void): unknown;
  onClosed(callback: () => void): unknown;
}

export interface SubscriptionOptions {
  /** How often it tries to connect. */
  readonly connectionMaxRetry: number;
  /** ms */
  readonly connectionRetryIntervalMs: number;
}

export type Subscribe = (
  eventTypes: readonly EventType[],
  filter: SdkFilter,
  onEvent: (entity: unknown) => Promise<void>,
  options: SubscriptionOptions,
) => Promise<Connection>;

/** A session of the SDK. The keys of 2.2 lie in `cryptoApi`, those of 3.x in `baseApi.cryptoApi.xapi`. */
export interface MedTechApi {
  readonly dataSampleApi: { readonly subscribeToDataSampleEvents: Subscribe };
  readonly patientApi: { readonly subscribeToPatientEvents: Subscribe };
  readonly healthcareElementApi: { readonly subscribeToHealthcareElementEvents: Subscribe };
  readonly notificationApi: { readonly subscribeToNotificationEvents: Subscribe };
  readonly userApi: { readonly subscribeToUserEvents: Subscribe };
  readonly cryptoApi?: unknown;
  readonly baseApi?: unknown;
  /** 2.2: what is `baseApi` later. */
  readonly _baseApi?: unknown;
  /** 2.2: takes a key pair as the account's, and registers it when the data owner does not have it. */
  initUserCrypto?(keyPair: HexKeyPair): Promise<unknown>;
  /** 2.2: takes a key pair without telling the server. */
  addKeyPair?(dataOwnerId: string, keyPair: HexKeyPair): Promise<unknown>;
}

/** SPKI and PKCS#8 as hex. */
export interface HexKeyPair {
  readonly publicKey: string;
  readonly privateKey: string;
}

export interface Storage {
  getItem(key: string): Promise<string | undefined>;
  setItem(key: string, value: string): Promise<void>;
  removeItem(key: string): Promise<void>;
}

export interface ApiBuilder {
  withICureBaseUrl(url: string): ApiBuilder;
  withUserName(userName: string): ApiBuilder;
  withPassword(password: string): ApiBuilder;
  withCrypto(crypto: unknown): ApiBuilder;
  withStorage(storage: Storage): ApiBuilder;
  withKeyStorage(storage: unknown): ApiBuilder;
  /** From 2.3 on. */
  withCryptoStrategies?(strategies: CryptoStrategies): ApiBuilder;
  build(): Promise<MedTechApi>;
}

/** Decides about keys on behalf of the SDK, from 2.3 on. */
export interface CryptoStrategies {
  allowNewKeyPairGeneration(self: unknown): Promise<boolean>;
  dataOwnerRequiresAnonymousDelegation(dataOwnerId: string, dataOwnerType: string): boolean;
}

export type CryptoStrategiesClass = new (
  availableKeys: readonly HexKeyPair[],
  anonymousDataOwnerTypes: readonly string[],
) => CryptoStrategies;

export interface MedTechModule {
  medTechApi(): ApiBuilder;
  readonly KeyStorageImpl: new (storage: Storage) => object;
  readonly DataSampleFilter: FilterBuilderClass;
  readonly PatientFilter: FilterBuilderClass;
  readonly HealthcareElementFilter: FilterBuilderClass;
  readonly NotificationFilter: FilterBuilderClass;
  readonly UserFilter: FilterBuilderClass;
  /** From 2.3 on. */
  readonly SimpleCryptoStrategies?: CryptoStrategiesClass;
  /** From 2.3 on. */
  readonly DataOwnerTypeEnum?: { readonly HealthcareProfessional: string };
}
