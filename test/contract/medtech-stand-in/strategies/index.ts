/**
 * A stand-in for `@icure/medical-device-sdk` 3.x, not the SDK: it plays the generation with crypto strategies (REST and WebSocket of the second version,
 * secure delegations) against the sandbox, where the real one cannot be resolved, with its exported names, signatures and defects: with the models of
 * 3.3 or with those of 3.0 to 3.2. Written from what was observed of 3.3.10 and 3.2.1 and from the public formats; the contract's specs run on the real
 * one, too, where it is installed.
 */
import { Connection } from '../connection';
import * as conversions from '../conversions';
import { KeyStorageImpl, LocalStorageImpl } from '../key-pairs';
import { absentExports } from './absent-exports';
import { ICURE_CLOUD_URL, MedTechApi, MedTechApiBuilder } from './api';
import {
  DataSampleFilter,
  FilterComposition,
  HealthcareElementFilter,
  NotificationFilter,
  PatientFilter,
  UserFilter,
} from './filters';
import { Mapper } from './mapping';
import { modelClasses, type ModelForm, type Models } from './models';
import {
  CryptoStrategies,
  DataOwnerTypeEnum,
  SimpleCryptoStrategies,
  SimpleCryptoStrategiesOfSets,
} from './strategies';

/** The same whatever the form of the models. */
const COMMON = {
  ...conversions,
  ICURE_CLOUD_URL,
  ICURE_FREE_URL: 'http://localhost:16043',
  MSG_GW_CLOUD_URL: 'https://msg-gw.icure.cloud',
  Connection,
  KeyStorageImpl,
  LocalStorageImpl,
  CryptoStrategies,
  DataOwnerTypeEnum,
  FilterComposition,
  DataSampleFilter,
  HealthcareElementFilter,
  NotificationFilter,
  PatientFilter,
  UserFilter,
};

/** What the package exports. */
export interface StrategiesSdk extends Models, Readonly<typeof COMMON> {
  medTechApi(): MedTechApiBuilder;
  readonly SimpleCryptoStrategies: typeof SimpleCryptoStrategies;
  readonly MedTechApi: {
    new (...args: ConstructorParameters<typeof MedTechApi>): MedTechApi;
    readonly Builder: new () => MedTechApiBuilder;
  };
}

export function sdkWith(form: ModelForm): StrategiesSdk {
  const models = modelClasses(form);
  const mapper = new Mapper(models, form);
  const Builder = class extends MedTechApiBuilder {
    constructor() {
      super(mapper);
    }
  };
  const Api = class extends MedTechApi {
    static readonly Builder = Builder;
  };
  const Strategies = form === 'map' ? SimpleCryptoStrategiesOfSets : SimpleCryptoStrategies;
  return {
    ...absentExports(form),
    ...COMMON,
    ...models,
    SimpleCryptoStrategies: Strategies,
    MedTechApi: Api,
    medTechApi: () => new Builder(),
  };
}
