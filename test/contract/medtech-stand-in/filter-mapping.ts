/** What the stand-in's filters are called on the wire, for each kind of entity. */
import type { Filter } from './filter-builder';
import type { Fields } from './models';

type Mappings = Readonly<Record<string, { readonly $type: string; readonly names?: Readonly<Record<string, string>> }>>;

export const FILTERS = {
  Patient: {
    PatientByHealthcarePartyFilter: { $type: 'PatientByHcPartyFilter' },
    PatientByHealthcarePartyIdentifiersFilter: { $type: 'PatientByHcPartyAndIdentifiersFilter' },
    PatientByHealthcarePartySsinsFilter: { $type: 'PatientByHcPartyAndSsinsFilter' },
    PatientByHealthcarePartyDateOfBirthBetweenFilter: { $type: 'PatientByHcPartyDateOfBirthBetweenFilter' },
    PatientByHealthcarePartyNameContainsFuzzyFilter: { $type: 'PatientByHcPartyNameContainsFuzzyFilter' },
    PatientByHealthcarePartyGenderEducationProfessionFilter: { $type: 'PatientByHcPartyGenderEducationProfession' },
    PatientByIdsFilter: { $type: 'PatientByIdsFilter' },
  },
  DataSample: {
    DataSampleByHealthcarePartyFilter: { $type: 'ServiceByHcPartyFilter' },
    DataSampleByHealthcarePartyIdentifiersFilter: { $type: 'ServiceByHcPartyIdentifiersFilter' },
    DataSampleByHealthcarePartyHealthcareElementIdsFilter: {
      $type: 'ServiceByHcPartyHealthElementIdsFilter',
      names: { healthcareElementIds: 'healthElementIds' },
    },
    DataSampleByHealthcarePartyTagCodeDateFilter: { $type: 'ServiceByHcPartyTagCodeDateFilter' },
    DataSampleByIdsFilter: { $type: 'ServiceByIdsFilter' },
    DataSampleByHealthcarePartyPatientFilter: { $type: 'ServiceBySecretForeignKeys' },
  },
  HealthcareElement: {
    HealthcareElementByHealthcarePartyFilter: {
      $type: 'HealthElementByHcPartyFilter',
      names: { healthcarePartyId: 'hcpId' },
    },
    HealthcareElementByHealthcarePartyIdentifiersFilter: { $type: 'HealthElementByHcPartyIdentifiersFilter' },
    HealthcareElementByHealthcarePartyPatientFilter: { $type: 'HealthElementByHcPartySecretForeignKeysFilter' },
    HealthcareElementByHealthcarePartyLabelCodeFilter: { $type: 'HealthElementByHcPartyTagCodeFilter' },
    HealthcareElementByIdsFilter: { $type: 'HealthElementByIdsFilter' },
  },
  Notification: {
    NotificationsByIdFilter: { $type: 'MaintenanceTaskByIdsFilter' },
    NotificationsByHcPartyAndTypeFilter: { $type: 'MaintenanceTaskByHcPartyAndTypeFilter' },
    NotificationsAfterDateFilter: { $type: 'MaintenanceTaskAfterDateFilter' },
  },
  User: {
    AllUsersFilter: { $type: 'AllUsersFilter' },
    UserByIdsFilter: { $type: 'UserByIdsFilter' },
    UsersByPatientIdFilter: { $type: 'UsersByPatientIdFilter' },
  },
} as const satisfies Readonly<Record<string, Mappings>>;

/** @throws Error when the filter is of another kind of entity, or none */
export function toWireFilter(mappings: Mappings, filter: object): Fields {
  const { $type, ...fields } = filter as Filter;
  if ($type === 'UnionFilter' || $type === 'IntersectionFilter') {
    return { $type, filters: (fields.filters as Filter[]).map((part) => toWireFilter(mappings, part)) };
  }
  const mapping = mappings[$type];
  if (mapping === undefined) throw new Error(`No mapper for ${$type}`);
  const { names = {} } = mapping;
  return {
    $type: mapping.$type,
    ...Object.fromEntries(Object.entries(fields).map(([name, value]) => [names[name] ?? name, value])),
  };
}
