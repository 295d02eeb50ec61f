/** The parts that several entities have. Names as in the MedTech SDK's models (github.com/icure/icure-medical-device-js-sdk, src/models). */
import {
  boolean,
  epoch,
  fuzzyDate,
  identity,
  integer,
  listOf,
  number,
  objectOf,
  oneOf,
  optionalListOf,
  optionalRecordOf,
  same,
  text,
  type MappingTable,
} from './converters';

export const codingReference = objectOf('a coding', () => same(text, 'id', 'type', 'code', 'version'));

export const identifier = objectOf('an identifier', () => ({
  ...same(text, 'id', 'assigner', 'start', 'end', 'system', 'use', 'value'),
  type: ['type', codingReference],
}));

export const property = objectOf('a property', () => ({
  id: ['id', text],
  type: [
    'type',
    objectOf('the type of a property', () => ({ identifier: ['identifier', text], type: ['type', valueType] })),
  ],
  typedValue: ['typedValue', typedValue],
  deleted: ['deletionDate', epoch],
}));

const valueType = oneOf('BOOLEAN', 'INTEGER', 'DOUBLE', 'STRING', 'DATE', 'CLOB', 'JSON');

const typedValue = objectOf('a value', () => ({
  type: ['type', valueType],
  booleanValue: ['booleanValue', boolean],
  integerValue: ['integerValue', integer],
  doubleValue: ['doubleValue', number],
  stringValue: ['stringValue', text],
  dateValue: ['dateValue', epoch],
}));

export const personName = objectOf('a name', () => ({
  lastName: ['lastName', text],
  ...same(fuzzyDate, 'start', 'end'),
  text: ['text', text],
  use: ['use', oneOf('usual', 'official', 'temp', 'nickname', 'anonymous', 'maiden', 'old', 'other')],
  firstNames: ['firstNames', optionalListOf(text)],
  prefix: ['prefix', optionalListOf(text)],
  suffix: ['suffix', optionalListOf(text)],
}));

const addressType = oneOf(
  ...['home', 'work', 'vacation', 'hospital', 'clinic', 'hq', 'other', 'temporary', 'postal', 'diplomatic'],
  ...['reference', 'careaddress'],
);

const telecomType = oneOf(
  ...['mobile', 'phone', 'email', 'fax', 'skype', 'im', 'medibridge', 'ehealthbox', 'apicrypt', 'web', 'print'],
  ...['disk', 'other', 'pager'],
);

export const address = objectOf('an address', () => ({
  addressType: ['addressType', addressType],
  ...same(text, 'street', 'houseNumber', 'postboxNumber', 'postalCode', 'city', 'state', 'country', 'note'),
  description: ['descr', text],
  telecoms: [
    'telecoms',
    listOf(
      objectOf('a telecom', () => ({
        telecomType: ['telecomType', telecomType],
        ...same(text, 'telecomNumber', 'telecomDescription'),
      })),
    ),
  ],
}));

/** A note of its own language and author; newer than the MedTech SDK 2.x, and in 3.x's models. */
export const annotation = objectOf('a note', () => ({
  ...same(text, 'id', 'author'),
  ...same(epoch, 'created', 'modified'),
  // The text by language.
  markdown: ['markdown', optionalRecordOf(text)],
  location: ['location', text],
  confidential: ['confidential', boolean],
  labels: ['tags', listOf(codingReference)],
}));

/** What every coded entity has. On the wire labels are called tags. */
export const codings: MappingTable = {
  labels: ['tags', listOf(codingReference)],
  codes: ['codes', listOf(codingReference)],
};

/** When and by whom. Dates are epoch ms. */
export const provenance: MappingTable = {
  ...same(epoch, 'created', 'modified', 'endOfLife'),
  ...same(identity, 'author', 'responsible'),
};
