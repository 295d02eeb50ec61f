/** The parts that several entities have. Names as in the MedTech SDK's models (github.com/icure/icure-medical-device-js-sdk, src/models). */
import { listOf, objectOf, optionalListOf, plain, same, type MappingTable } from './converters';

export const codingReference = objectOf(() => same('id', 'type', 'code', 'version'));

export const identifier = objectOf(() => ({
  ...same('id', 'assigner', 'start', 'end', 'system', 'use', 'value'),
  type: ['type', codingReference],
}));

export const property = objectOf(() => ({
  id: ['id', plain],
  type: ['type', objectOf(() => same('identifier', 'type'))],
  typedValue: ['typedValue', typedValue],
  deleted: ['deletionDate', plain],
}));

const typedValue = objectOf(() =>
  same('type', 'booleanValue', 'integerValue', 'doubleValue', 'stringValue', 'dateValue'),
);

export const personName = objectOf(() => ({
  ...same('lastName', 'start', 'end', 'text', 'use'),
  firstNames: ['firstNames', optionalListOf(plain)],
  prefix: ['prefix', optionalListOf(plain)],
  suffix: ['suffix', optionalListOf(plain)],
}));

export const address = objectOf(() => ({
  ...same('addressType', 'street', 'houseNumber', 'postboxNumber', 'postalCode', 'city', 'state', 'country', 'note'),
  description: ['descr', plain],
  telecoms: ['telecoms', listOf(objectOf(() => same('telecomType', 'telecomNumber', 'telecomDescription')))],
}));

/** A note of its own language and author; newer than the MedTech SDK 2.x, and in 3.x's models. */
export const annotation = objectOf(() => ({
  ...same('id', 'author', 'created', 'modified', 'markdown', 'location', 'confidential'),
  labels: ['tags', listOf(codingReference)],
}));

/** What every coded entity has. On the wire labels are called tags. */
export const codings: MappingTable = {
  labels: ['tags', listOf(codingReference)],
  codes: ['codes', listOf(codingReference)],
};

/** When and by whom. Dates are epoch ms. */
export const provenance: MappingTable = same('created', 'modified', 'endOfLife', 'author', 'responsible');
