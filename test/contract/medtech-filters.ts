/** The filters that the MedTech SDK before 2.3 builds, and what of them goes to the server (facts on the MedTech SDK, 5). */
import type * as StandIn from './medtech-stand-in';

type Sdk = typeof StandIn;

/** Whose entities the filters are for. */
export const ME = 'a-data-owner';
const IDS = ['1', '2'];
const IDENTIFIERS = [{ system: 'urn', value: '7' }];
const MINE = { healthcarePartyId: ME };

export type FilteredEntity = 'Patient' | 'DataSample' | 'HealthcareElement' | 'Notification' | 'User';

/** Filters, and their JSON on the wire. */
export const FILTERS: readonly (readonly [
  entity: FilteredEntity,
  build: (sdk: Sdk) => { build(): Promise<object> },
  wire: object,
])[] = [
  ['Patient', (sdk) => patients(sdk), { $type: 'PatientByHcPartyFilter', ...MINE }],
  ['Patient', (sdk) => patients(sdk).byIds(IDS), { $type: 'PatientByIdsFilter', ids: IDS }],
  [
    'Patient',
    (sdk) => patients(sdk).byIdentifiers(IDENTIFIERS),
    { $type: 'PatientByHcPartyAndIdentifiersFilter', ...MINE, identifiers: IDENTIFIERS },
  ],
  ['Patient', (sdk) => patients(sdk).withSsins(IDS), { $type: 'PatientByHcPartyAndSsinsFilter', ...MINE, ssins: IDS }],
  [
    'Patient',
    (sdk) => patients(sdk).byGenderEducationProfession('female', 'high'),
    { $type: 'PatientByHcPartyGenderEducationProfession', ...MINE, gender: 'female', education: 'high' },
  ],
  [
    'Patient',
    (sdk) => patients(sdk).dateOfBirthBetween(19800101, 19801231),
    {
      $type: 'PatientByHcPartyDateOfBirthBetweenFilter',
      ...MINE,
      minDateOfBirth: 19800101,
      maxDateOfBirth: 19801231,
    },
  ],
  [
    'Patient',
    (sdk) => patients(sdk).containsFuzzy('snow'),
    { $type: 'PatientByHcPartyNameContainsFuzzyFilter', ...MINE, searchString: 'snow' },
  ],
  [
    'Patient',
    (sdk) => patients(sdk).byIds(IDS).containsFuzzy('snow'),
    {
      $type: 'IntersectionFilter',
      filters: [
        { $type: 'PatientByIdsFilter', ids: IDS },
        { $type: 'PatientByHcPartyNameContainsFuzzyFilter', ...MINE, searchString: 'snow' },
      ],
    },
  ],
  [
    'Patient',
    (sdk) =>
      patients(sdk)
        .byIds(IDS)
        .union([patients(sdk)]),
    {
      $type: 'UnionFilter',
      filters: [
        { $type: 'PatientByHcPartyFilter', ...MINE },
        { $type: 'PatientByIdsFilter', ids: IDS },
      ],
    },
  ],
  [
    'Patient',
    (sdk) => patients(sdk).intersection([patients(sdk).byIds(IDS)]),
    { $type: 'IntersectionFilter', filters: [{ $type: 'PatientByIdsFilter', ids: IDS }] },
  ],
  ['DataSample', (sdk) => samples(sdk), { $type: 'ServiceByHcPartyFilter', hcpId: ME }],
  ['DataSample', (sdk) => samples(sdk).byIds(IDS), { $type: 'ServiceByIdsFilter', ids: IDS }],
  [
    'DataSample',
    (sdk) => samples(sdk).byIdentifiers(IDENTIFIERS),
    { $type: 'ServiceByHcPartyIdentifiersFilter', ...MINE, identifiers: IDENTIFIERS },
  ],
  [
    'DataSample',
    (sdk) => samples(sdk).byLabelCodeDateFilter('LOINC', '1-2', undefined, undefined, 20260101000000, 20260201000000),
    {
      $type: 'ServiceByHcPartyTagCodeDateFilter',
      ...MINE,
      tagType: 'LOINC',
      tagCode: '1-2',
      startValueDate: 20260101000000,
      endValueDate: 20260201000000,
    },
  ],
  [
    'DataSample',
    (sdk) => samples(sdk).byHealthElementIds(IDS),
    { $type: 'ServiceByHcPartyHealthElementIdsFilter', ...MINE, healthElementIds: IDS },
  ],
  ['HealthcareElement', (sdk) => elements(sdk), { $type: 'HealthElementByHcPartyFilter', hcpId: ME }],
  ['HealthcareElement', (sdk) => elements(sdk).byIds(IDS), { $type: 'HealthElementByIdsFilter', ids: IDS }],
  [
    'HealthcareElement',
    (sdk) => elements(sdk).byIdentifiers(IDENTIFIERS),
    { $type: 'HealthElementByHcPartyIdentifiersFilter', ...MINE, identifiers: IDENTIFIERS },
  ],
  [
    'HealthcareElement',
    (sdk) => elements(sdk).byLabelCodeFilter('SNOMED', '1', 'ICD', '2'),
    {
      $type: 'HealthElementByHcPartyTagCodeFilter',
      tagType: 'SNOMED',
      tagCode: '1',
      codeType: 'ICD',
      codeCode: '2',
    },
  ],
  ['Notification', (sdk) => notifications(sdk), { $type: 'MaintenanceTaskAfterDateFilter', ...MINE, date: 0 }],
  ['Notification', (sdk) => notifications(sdk).byIds(IDS), { $type: 'MaintenanceTaskByIdsFilter', ids: IDS }],
  [
    'Notification',
    (sdk) => notifications(sdk).withType('OTHER'),
    { $type: 'MaintenanceTaskByHcPartyAndTypeFilter', ...MINE, type: 'OTHER' },
  ],
  [
    'Notification',
    (sdk) => notifications(sdk).afterDate(7),
    { $type: 'MaintenanceTaskAfterDateFilter', ...MINE, date: 7 },
  ],
  ['User', (sdk) => new sdk.UserFilter(), { $type: 'AllUsersFilter' }],
  ['User', (sdk) => new sdk.UserFilter().byIds(IDS), { $type: 'UserByIdsFilter', ids: IDS }],
  ['User', (sdk) => new sdk.UserFilter().byPatientId('1'), { $type: 'UsersByPatientIdFilter', patientId: '1' }],
];

function patients(sdk: Sdk): StandIn.PatientFilter {
  return new sdk.PatientFilter().forDataOwner(ME);
}

function samples(sdk: Sdk): StandIn.DataSampleFilter {
  return new sdk.DataSampleFilter().forDataOwner(ME);
}

function elements(sdk: Sdk): StandIn.HealthcareElementFilter {
  return new sdk.HealthcareElementFilter().forDataOwner(ME);
}

function notifications(sdk: Sdk): StandIn.NotificationFilter {
  return new sdk.NotificationFilter().forDataOwner(ME);
}
