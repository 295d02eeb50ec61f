/**
 * A stand-in for `@icure/medical-device-sdk`, not the SDK: it plays a version before 2.3 (Set models, `initUserCrypto`, REST and WebSocket of the first
 * version, legacy delegations) against the sandbox, where the real one cannot be resolved, with its exported names, signatures and defects.
 * Written from what was observed of 2.2.5 and from the public formats; the contract's specs run on the real one, too, where it is installed.
 */
import { MedTechApiBuilder, type MedTechApi } from './api';

export { ICURE_CLOUD_URL, MedTechApi, MedTechApiBuilder } from './api';
export { Connection as ConnectionImpl, type Connection } from './connection';
export * from './conversions';
export { CodingFilter, HealthcareProfessionalFilter, MedicalDeviceFilter } from './absent-filters';
export { DataSampleFilter, HealthcareElementFilter, NotificationFilter, PatientFilter, UserFilter } from './filters';
export { KeyStorageImpl, LocalStorageImpl } from './key-pairs';
export {
  Address,
  AuthenticationToken,
  Coding,
  CodingReference,
  Content,
  DataSample,
  Delegation,
  Document,
  EncryptedPatient,
  Filter,
  HealthcareElement,
  HealthcareProfessional,
  Identifier,
  InlineResponse403,
  Measure,
  MedicalDevice,
  PaginatedDocumentKeyAndIdPairObject,
  PaginatedListCoding,
  PaginatedListDataSample,
  PaginatedListHealthcareElement,
  PaginatedListHealthcareProfessional,
  PaginatedListMedicalDevice,
  PaginatedListPatient,
  PaginatedListUser,
  Partnership,
  Patient,
  PatientHealthCareParty,
  PersonName,
  Property,
  PropertyType,
  SystemMetaDataEncrypted,
  SystemMetaDataOwner,
  SystemMetaDataOwnerEncrypted,
  Telecom,
  TimeSeries,
  TypedValueObject,
  User,
} from './models';
export {
  AnonymousMedTechApi,
  AnonymousMedTechApiBuilder,
  ICureRegistrationEmail,
  ICureRegistrationSMS,
} from './registration';

export const ICURE_FREE_URL = 'http://localhost:16043/rest/v1';
export const MSG_GW_CLOUD_URL = 'https://msg-gw.icure.cloud';

/** @param api whose server, login and storage are taken over */
export function medTechApi(api?: MedTechApi): MedTechApiBuilder {
  const builder = new MedTechApiBuilder();
  if (api === undefined) return builder;
  const { iCureBaseUrl, username, password, storage, keyStorage } = api;
  return builder
    .withICureBaseUrl(iCureBaseUrl)
    .withUserName(username)
    .withPassword(password)
    .withStorage(storage)
    .withKeyStorage(keyStorage);
}
