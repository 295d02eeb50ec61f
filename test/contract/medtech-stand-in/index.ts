/**
 * A stand-in for `@icure/medical-device-sdk`, not the SDK: it plays a version before 2.3 (Set models, `initUserCrypto`, REST and WebSocket of the first
 * version, legacy delegations) against the sandbox, where the real one cannot be resolved, with its exported names, signatures and defects.
 * Written from what was observed of 2.2.5 and from the public formats; the contract's specs run on the real one, too, where it is installed.
 */
import { MedTechApiBuilder } from './api';

export { MedTechApi, MedTechApiBuilder } from './api';
export { Connection } from './connection';
export { DataSampleFilter, HealthcareElementFilter, NotificationFilter, PatientFilter, UserFilter } from './filters';
export { KeyStorageImpl } from './key-pairs';
export { CodingReference, Content, DataSample, HealthcareElement, Identifier, Patient, User } from './models';

export function medTechApi(): MedTechApiBuilder {
  return new MedTechApiBuilder();
}
