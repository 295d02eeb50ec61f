/**
 * What the filter factories of @icure/cardinal-sdk 1.0.0-RC.7 put on the wire, recorded from the SDK itself: the class and the DTO.
 * `me` stands for the data owner, `k` for a patient's secret id.
 */
import type { FilterableClass } from '../../../sandbox/filters';

export const CARDINAL_FILTERS: readonly (readonly [FilterableClass, string])[] = [
  ['Patient', '{"$type":"PatientByHcPartyFilter","healthcarePartyId":"me"}'],
  ['Patient', '{"$type":"PatientByIdsFilter","ids":["ID"]}'],
  [
    'Patient',
    '{"$type":"PatientByHcPartyAndIdentifiersFilter","healthcarePartyId":"me","identifiers":[{"system":"s","value":"v"}]}',
  ],
  ['Patient', '{"$type":"PatientByHcPartyAndSsinFilter","ssin":"1","healthcarePartyId":"me"}'],
  [
    'Patient',
    '{"$type":"PatientByHcPartyDateOfBirthBetweenFilter","minDateOfBirth":19000101,"maxDateOfBirth":20000101,"healthcarePartyId":"me"}',
  ],
  ['Patient', '{"$type":"PatientByHcPartyNameFilter","name":"Lov","healthcarePartyId":"me"}'],
  [
    'Patient',
    '{"$type":"PatientByHcPartyGenderEducationProfession","healthcarePartyId":"me","gender":"female","education":"e","profession":"p"}',
  ],
  ['Patient', '{"$type":"PatientByHcPartyAndActiveFilter","active":true,"healthcarePartyId":"me"}'],
  ['Patient', '{"$type":"PatientByHcPartyAndTelecomFilter","searchString":"04","healthcarePartyId":"me"}'],
  [
    'Patient',
    '{"$type":"PatientByHcPartyAndAddressFilter","searchString":"st","healthcarePartyId":"me","postalCode":"1000","houseNumber":"1"}',
  ],
  ['Patient', '{"$type":"PatientByHcPartyAndAddressFilter","searchString":"st","healthcarePartyId":"me"}'],
  ['Patient', '{"$type":"PatientByHcPartyAndExternalIdFilter","externalId":"ext","healthcarePartyId":"me"}'],
  [
    'Patient',
    '{"$type":"PatientByDataOwnerModifiedAfterFilter","dataOwnerId":"me","startDate":1,"endDate":2,"descending":true,"desc":null}',
  ],
  ['Service', '{"$type":"ServiceByHcPartyFilter","hcpId":"me"}'],
  [
    'Service',
    '{"$type":"ServiceByHcPartyIdentifiersFilter","healthcarePartyId":"me","identifiers":[{"system":"s","value":"v"}]}',
  ],
  [
    'Service',
    '{"$type":"ServiceByHcPartyTagCodeDateFilter","healthcarePartyId":"me","codeType":"LOINC","codeCode":"1","startValueDate":20260101,"endValueDate":20270101}',
  ],
  [
    'Service',
    '{"$type":"ServiceByHcPartyTagCodeDateFilter","healthcarePartyId":"me","tagType":"LAB","tagCode":"1","startValueDate":20260101,"endValueDate":20270101}',
  ],
  ['Service', '{"$type":"ServiceBySecretForeignKeys","healthcarePartyId":"me","patientSecretForeignKeys":["k"]}'],
  ['Service', '{"$type":"ServiceBySecretForeignKeys","healthcarePartyId":"me","patientSecretForeignKeys":["SEC"]}'],
  ['Service', '{"$type":"ServiceByHcPartyHealthElementIdsFilter","healthcarePartyId":"me","healthElementIds":["HE"]}'],
  ['Service', '{"$type":"ServiceByIdsFilter","ids":["ID"]}'],
  ['Service', '{"$type":"ServiceByAssociationIdFilter","associationId":"A"}'],
  ['Service', '{"$type":"ServiceByQualifiedLinkFilter","linkValues":["L"],"linkQualification":"exact"}'],
  [
    'Service',
    '{"$type":"ServiceByDataOwnerPatientDateFilter","dataOwnerId":"me","secretForeignKeys":["k"],"startDate":2,"endDate":1,"descending":true}',
  ],
  [
    'Service',
    '{"$type":"ServiceByDataOwnerPatientDateFilter","dataOwnerId":"me","secretForeignKeys":["SEC"],"startDate":2,"endDate":1,"descending":false}',
  ],
  ['HealthElement', '{"$type":"HealthElementByHcPartyFilter","hcpId":"me"}'],
  [
    'HealthElement',
    '{"$type":"HealthElementByHcPartyIdentifiersFilter","hcPartyId":"me","identifiers":[{"system":"s","value":"v"}]}',
  ],
  [
    'HealthElement',
    '{"$type":"HealthElementByHcPartyTagCodeFilter","healthcarePartyId":"me","codeType":"SNOMED","codeCode":"1"}',
  ],
  [
    'HealthElement',
    '{"$type":"HealthElementByHcPartyTagCodeFilter","healthcarePartyId":"me","tagType":"LAB","tagCode":"1"}',
  ],
  [
    'HealthElement',
    '{"$type":"HealthElementByDataOwnerPatientOpeningDate","healthcarePartyId":"me","patientSecretForeignKeys":["k"]}',
  ],
  [
    'HealthElement',
    '{"$type":"HealthElementByDataOwnerPatientOpeningDate","healthcarePartyId":"me","patientSecretForeignKeys":["SEC"]}',
  ],
  ['HealthElement', '{"$type":"HealthElementByIdsFilter","ids":["ID"]}'],
  [
    'HealthElement',
    '{"$type":"HealthElementByDataOwnerPatientOpeningDate","healthcarePartyId":"me","patientSecretForeignKeys":["k"],"startDate":1,"endDate":2}',
  ],
  [
    'HealthElement',
    '{"$type":"HealthElementByDataOwnerPatientOpeningDate","healthcarePartyId":"me","patientSecretForeignKeys":["SEC"],"startDate":1,"endDate":2,"descending":true}',
  ],
  ['HealthElement', '{"$type":"HealthElementByHcPartyStatusFilter","hcPartyId":"me","status":3}'],
  ['MaintenanceTask', '{"$type":"MaintenanceTaskByIdsFilter","ids":["ID"]}'],
  [
    'MaintenanceTask',
    '{"$type":"MaintenanceTaskByHcPartyAndIdentifiersFilter","healthcarePartyId":"me","identifiers":[{"system":"s","value":"v"}]}',
  ],
  ['MaintenanceTask', '{"$type":"MaintenanceTaskByHcPartyAndTypeFilter","type":"T","healthcarePartyId":"me"}'],
  ['MaintenanceTask', '{"$type":"MaintenanceTaskAfterDateFilter","healthcarePartyId":"me","date":1700000000000}'],
  ['User', '{"$type":"AllUsersFilter"}'],
  ['User', '{"$type":"UserByIdsFilter","ids":["ID"]}'],
  ['User', '{"$type":"UsersByPatientIdFilter","patientId":"P"}'],
  ['User', '{"$type":"UserByHealthcarePartyIdFilter","healthcarePartyId":"H"}'],
  ['User', '{"$type":"UserByNameEmailPhoneFilter","searchString":"x"}'],
  ['Contact', '{"$type":"ContactByHcPartyFilter","hcpId":"me"}'],
  ['Contact', '{"$type":"ContactByDataOwnerFormIdsFilter","dataOwnerId":"me","formIds":["F"]}'],
  [
    'Contact',
    '{"$type":"ContactByDataOwnerPatientOpeningDateFilter","dataOwnerId":"me","secretForeignKeys":["k"],"startDate":2,"endDate":1,"descending":false}',
  ],
  [
    'Contact',
    '{"$type":"ContactByDataOwnerPatientOpeningDateFilter","dataOwnerId":"me","secretForeignKeys":["SEC"],"startDate":2,"endDate":1,"descending":false}',
  ],
  ['Contact', '{"$type":"ContactByExternalIdFilter","externalId":"E"}'],
  [
    'Contact',
    '{"$type":"ContactByHcPartyIdentifiersFilter","healthcarePartyId":"me","identifiers":[{"system":"s","value":"v"}]}',
  ],
  [
    'Contact',
    '{"$type":"ContactByHcPartyTagCodeDateFilter","healthcarePartyId":"me","codeType":"T","codeCode":"c","startOfContactOpeningDate":1,"endOfContactOpeningDate":2}',
  ],
  [
    'Contact',
    '{"$type":"ContactByHcPartyTagCodeDateFilter","healthcarePartyId":"me","tagType":"T","tagCode":"c","startOfContactOpeningDate":1,"endOfContactOpeningDate":2}',
  ],
  [
    'Contact',
    '{"$type":"ContactByDataOwnerOpeningDateFilter","dataOwnerId":"me","startDate":1,"endDate":2,"descending":false}',
  ],
  ['Contact', '{"$type":"ContactByDataOwnerServiceTagFilter","dataOwnerId":"me","tagType":"T","tagCode":"c"}'],
  ['Contact', '{"$type":"ContactByDataOwnerServiceCodeFilter","dataOwnerId":"me","codeType":"T","codeCode":"c"}'],
  [
    'Contact',
    '{"$type":"ContactByHcPartyPatientTagCodeDateFilter","healthcarePartyId":"me","patientSecretForeignKeys":["k"]}',
  ],
  [
    'Contact',
    '{"$type":"ContactByHcPartyPatientTagCodeDateFilter","healthcarePartyId":"me","patientSecretForeignKeys":["SEC"]}',
  ],
  ['Contact', '{"$type":"ContactByServiceIdsFilter","ids":["S"]}'],
];
