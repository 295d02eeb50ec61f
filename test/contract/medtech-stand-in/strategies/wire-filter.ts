/** Filters have names of their own for the server's types; subscribing and asking translate them. */
import type { Fields } from '../models';

export type Filter = Fields & { readonly $type: string };

/** Class of the entities that a filter is for, as the wire names it. */
export type FilteredClass = 'Patient' | 'Service' | 'HealthElement' | 'MaintenanceTask' | 'User';

const WIRE_TYPES: Readonly<Record<FilteredClass, Readonly<Record<string, string>>>> = {
  Patient: {
    PatientByHealthcarePartyFilter: 'PatientByHcPartyFilter',
    PatientByIdsFilter: 'PatientByIdsFilter',
    PatientByHealthcarePartyIdentifiersFilter: 'PatientByHcPartyAndIdentifiersFilter',
    PatientByHealthcarePartySsinsFilter: 'PatientByHcPartyAndSsinsFilter',
    PatientByHealthcarePartyGenderEducationProfessionFilter: 'PatientByHcPartyGenderEducationProfession',
    PatientByHealthcarePartyDateOfBirthBetweenFilter: 'PatientByHcPartyDateOfBirthBetweenFilter',
    PatientByHealthcarePartyNameContainsFuzzyFilter: 'PatientByHcPartyNameContainsFuzzyFilter',
  },
  Service: {
    ServiceByHealthcarePartyFilter: 'ServiceByHcPartyFilter',
    ServiceByIdsFilter: 'ServiceByIdsFilter',
    ServiceByHealthcarePartyIdentifiersFilter: 'ServiceByHcPartyIdentifiersFilter',
    ServiceByHealthcarePartyTagCodeDateFilter: 'ServiceByHcPartyTagCodeDateFilter',
    ServiceByHealthcarePartyHealthElementIdsFilter: 'ServiceByHcPartyHealthElementIdsFilter',
  },
  HealthElement: {
    HealthElementByHealthcarePartyFilter: 'HealthElementByHcPartyFilter',
    HealthElementByIdsFilter: 'HealthElementByIdsFilter',
    HealthElementByHealthcarePartyIdentifiersFilter: 'HealthElementByHcPartyIdentifiersFilter',
    HealthElementByHealthcarePartyTagCodeFilter: 'HealthElementByHcPartyTagCodeFilter',
  },
  MaintenanceTask: {
    MaintenanceTasksAfterDateFilter: 'MaintenanceTaskAfterDateFilter',
    MaintenanceTasksByIdFilter: 'MaintenanceTaskByIdsFilter',
    MaintenanceTasksByHcPartyAndTypeFilter: 'MaintenanceTaskByHcPartyAndTypeFilter',
  },
  User: {
    AllUsersFilter: 'AllUsersFilter',
    UserByIdsFilter: 'UserByIdsFilter',
    UsersByPatientIdFilter: 'UsersByPatientIdFilter',
  },
};

/**
 * A filter as the server knows it.
 * @throws Error when it is for entities of another class, or for none
 */
export function toWireFilter(filter: Filter, filtered: FilteredClass): Filter {
  const { $type, ...fields } = filter;
  if ($type === 'UnionFilter' || $type === 'IntersectionFilter') {
    return { $type, filters: (fields.filters as Filter[]).map((part) => toWireFilter(part, filtered)) };
  }
  const wireType = WIRE_TYPES[filtered][$type];
  if (wireType === undefined) throw new Error(`No mapper for ${$type}`);
  // The server has another name for the owner here.
  if ($type === 'HealthElementByHealthcarePartyFilter') return { $type: wireType, hcpId: fields.healthcarePartyId };
  return { ...fields, $type: wireType };
}
