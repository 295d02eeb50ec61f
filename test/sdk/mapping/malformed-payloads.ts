/** Payloads that iCure would not take, each with the field and the reason that the error must name. */
import type { SavableEntity } from '../../../src/model/entities';
import type { JsonObject, JsonValue } from '../../../src/model/json';

type Malformed = readonly [entity: SavableEntity, payload: JsonObject, field: string, reason: RegExp];

const sample = (fields: JsonObject, field: string, reason: RegExp): Malformed => [
  'DataSample',
  { content: { en: fields } },
  `content.en.${field}`,
  reason,
];
const patient = (name: string, value: JsonValue, field: string, reason: RegExp): Malformed => [
  'Patient',
  { lastName: 'Snow', [name]: value },
  field,
  reason,
];

const FUZZY_DATE = /^must be a date as a number, YYYYMMDDhhmmss or YYYYMMDD$/;
const FUZZY_DAY = /^must be a date as a number, YYYYMMDD$/;
const TEXT = /^must be a text$/;
const NUMBER = /^must be a number$/;
const WHOLE = /^must be a whole number$/;
const EPOCH = /^must be a time in milliseconds/;
const LIST = /^must be a list$/;
const ID = /^must be an id/;
const BASE64 = /^must be a text in base64$/;

export const MALFORMED: readonly Malformed[] = [
  // Types.
  patient('firstName', 5, 'firstName', TEXT),
  patient('id', '', 'id', ID),
  patient('id', '  ', 'id', ID),
  patient('id', 7, 'id', ID),
  patient('rev', false, 'rev', ID),
  patient('active', 'yes', 'active', /^must be true or false$/),
  patient('deceased', 0, 'deceased', /^must be true or false$/),
  patient('created', '2026-01-01', 'created', EPOCH),
  patient('created', 1.5, 'created', EPOCH),
  patient('created', 1e300, 'created', EPOCH),
  patient('picture', 'not base64!', 'picture', BASE64),
  patient('picture', 'AAA', 'picture', BASE64),
  patient('picture', 'A===', 'picture', BASE64),
  patient('picture', [1, 2], 'picture', BASE64),
  ['DataSample', { index: 1.5 }, 'index', WHOLE],
  ['DataSample', { batchId: 3 }, 'batchId', ID],
  sample({ numberValue: '5.4' }, 'numberValue', NUMBER),
  sample({ numberValue: Number.NaN }, 'numberValue', NUMBER),
  sample({ numberValue: Number.POSITIVE_INFINITY }, 'numberValue', NUMBER),
  sample({ measureValue: { value: '5.4' } }, 'measureValue.value', NUMBER),
  sample({ measureValue: { severity: 0.5 } }, 'measureValue.severity', WHOLE),
  sample({ binaryValue: { type: 'Buffer', data: [1] } }, 'binaryValue', BASE64),
  sample({ instantValue: '2026' }, 'instantValue', EPOCH),
  // Dates.
  patient('dateOfBirth', '19860101', 'dateOfBirth', FUZZY_DAY),
  patient('dateOfBirth', 504921600000, 'dateOfBirth', FUZZY_DAY),
  patient('dateOfBirth', 19860101120000, 'dateOfBirth', FUZZY_DAY),
  patient('dateOfBirth', 19861301, 'dateOfBirth', FUZZY_DAY),
  patient('dateOfBirth', 20230229, 'dateOfBirth', FUZZY_DAY),
  patient('dateOfBirth', 19000229, 'dateOfBirth', FUZZY_DAY),
  patient('dateOfBirth', 19860431, 'dateOfBirth', FUZZY_DAY),
  patient('dateOfBirth', 19860001, 'dateOfBirth', FUZZY_DAY),
  patient('dateOfBirth', 19860101.5, 'dateOfBirth', FUZZY_DAY),
  patient('dateOfBirth', -19860101, 'dateOfBirth', FUZZY_DAY),
  ['DataSample', { valueDate: 20260101240000 }, 'valueDate', FUZZY_DATE],
  ['DataSample', { valueDate: 20260101126000 }, 'valueDate', FUZZY_DATE],
  ['DataSample', { valueDate: 20260101125960 }, 'valueDate', FUZZY_DATE],
  ['DataSample', { valueDate: 20260231120000 }, 'valueDate', FUZZY_DATE],
  ['DataSample', { valueDate: 1767225600000 }, 'valueDate', FUZZY_DATE],
  ['HealthcareElement', { openingDate: '2026-01-01T00:00:00Z' }, 'openingDate', FUZZY_DATE],
  // What is one of several.
  patient('gender', 'Male', 'gender', /^must be one of male, female/),
  patient('birthSex', 'm', 'birthSex', /^must be one of male, female/),
  patient('personalStatus', 'inCouple', 'personalStatus', /in_couple/),
  patient('deactivationReason', 'otherDoctor', 'deactivationReason', /other_doctor/),
  patient('names', [{ use: 'pseudonym' }], 'names[0].use', /^must be one of usual/),
  patient('addresses', [{ addressType: 'igloo' }], 'addresses[0].addressType', /careaddress/),
  patient('addresses', [{ telecoms: [{ telecomType: 'raven' }] }], 'addresses[0].telecoms[0].telecomType', /pager/),
  patient('partnerships', [{ type: 'rival' }], 'partnerships[0].type', /next_of_kin/),
  patient('partnerships', [{ status: 'over' }], 'partnerships[0].status', /^must be one of active, complicated, past$/),
  patient(
    'patientHealthCareParties',
    [{ type: 'maester' }],
    'patientHealthCareParties[0].type',
    /^must be one of doctor/,
  ),
  patient('properties', [{ type: { type: 'TEXT' } }], 'properties[0].type.type', /STRING/),
  ['Notification', { status: 'done' }, 'status', /^must be one of pending, ongoing, cancelled, completed$/],
  ['DataSample', { qualifiedLinks: { beside: { a: 'b' } } }, 'qualifiedLinks.beside', /^must be one of exact/],
  // Lists, records and what is in them.
  patient('labels', 'triage', 'labels', LIST),
  patient('labels', { 0: { type: 'T' } }, 'labels', LIST),
  patient('labels', ['triage'], 'labels[0]', /^must be a coding, an object$/),
  patient('labels', [{ type: 'T' }, null], 'labels[1]', /^must be a coding, an object$/),
  patient('codes', [{ type: 'T', code: 5 }], 'codes[0].code', TEXT),
  patient('mergedIds', ['p', ''], 'mergedIds[1]', ID),
  patient('parameters', ['hair'], 'parameters', /^must be an object$/),
  patient('parameters', { hair: 'black' }, 'parameters.hair', LIST),
  patient('notes', [{ markdown: 'text' }], 'notes[0].markdown', /^must be an object$/),
  patient('notes', [{ markdown: { en: 1 } }], 'notes[0].markdown.en', TEXT),
  ['DataSample', { content: 'high' }, 'content', /^must be an object$/],
  ['DataSample', { content: { en: 5.4 } }, 'content.en', /^must be a content, an object$/],
  ['DataSample', { healthcareElementIds: 'h' }, 'healthcareElementIds', LIST],
  ['DataSample', { canvasesIds: [5] }, 'canvasesIds[0]', ID],
  ['DataSample', { qualifiedLinks: { exact: { a: 5 } } }, 'qualifiedLinks.exact.a', TEXT],
  sample({ timeSeries: { samples: [[1, 'x']] } }, 'timeSeries.samples[0][1]', NUMBER),
  sample(
    { compoundValue: [{ content: { fr: { booleanValue: 1 } } }] },
    'compoundValue[0].content.fr.booleanValue',
    /^must be true/,
  ),
  // Fields that there are not; close names are told.
  patient('tags', [], 'tags', /^is not a field of a Patient; close names: labels$/),
  patient('firstname', 'Jon', 'firstname', /^is not a field of a Patient; close names: firstName$/),
  patient('nose', 1, 'nose', /^is not a field of a Patient(; close names: .+)?$/),
  patient('x'.repeat(500), 1, 'x'.repeat(500), /^is not a field of a Patient$/),
  patient('constructor', 1, 'constructor', /^is not a field of a Patient$/),
  patient(
    'addresses',
    [{ descr: 'Wall' }],
    'addresses[0].descr',
    /^is not a field of an address; close names: description$/,
  ),
  ['HealthcareElement', { descr: 'd' }, 'descr', /close names: description$/],
  ['Notification', { labels: [] }, 'labels', /^is not a field of a Notification$/],
  ['DataSample', { rev: '1-a' }, 'rev', /^is not a field of a DataSample$/],
  ['DataSample', { content: { en: { value: 1 } } }, 'content.en.value', /^is not a field of a content/],
];
