/** DataSample: the wire's `Service`, which is part of a contact (MedTech: of a batch). */
import {
  base64,
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
  recordOf,
  same,
  text,
  type MappingTable,
} from './converters';
import { annotation, codingReference, codings, identifier, provenance } from './parts';

const measure = objectOf('a measure', () => ({
  ...same(number, 'value', 'min', 'max', 'ref'),
  severity: ['severity', integer],
  severityCode: ['severityCode', text],
  evolution: ['evolution', integer],
  unit: ['unit', text],
  unitCodes: ['unitCodes', optionalListOf(codingReference)],
  ...same(text, 'comment', 'comparator'),
}));

const timeSeries = objectOf('a time series', () => ({
  fields: ['fields', listOf(text)],
  samples: ['samples', listOf(listOf(number))],
  min: ['min', listOf(number)],
  max: ['max', listOf(number)],
  mean: ['mean', listOf(number)],
  median: ['median', listOf(number)],
  variance: ['variance', listOf(number)],
}));

/** The content in one language. */
const content = objectOf('a content', () => ({
  stringValue: ['stringValue', text],
  numberValue: ['numberValue', number],
  booleanValue: ['booleanValue', boolean],
  instantValue: ['instantValue', epoch],
  fuzzyDateValue: ['fuzzyDateValue', fuzzyDate],
  binaryValue: ['binaryValue', base64],
  documentId: ['documentId', identity],
  measureValue: ['measureValue', measure],
  timeSeries: ['timeSeries', timeSeries],
  compoundValue: ['compoundValue', optionalListOf(objectOf('a DataSample', () => dataSample))],
  ratio: ['ratio', optionalListOf(measure)],
  // The MedTech SDK 2.x fills it from `ratio`, by mistake.
  range: ['range', optionalListOf(measure)],
}));

/** How a data sample is linked to another one. */
const linkQualification = oneOf(
  ...['exact', 'narrower', 'broader', 'approximate', 'sequence', 'parent', 'child', 'relatedCode', 'linkedPackage'],
  ...['relatedService', 'inResponseTo', 'replaces', 'transforms', 'transformsAndReplaces', 'appendsTo', 'basedOn'],
  ...['derivedFrom', 'device', 'focus', 'hasMember', 'performer', 'specimen', 'resultInterpreter', 'request'],
);

export const dataSample: MappingTable = {
  id: ['id', identity],
  identifiers: ['identifier', listOf(identifier)],
  batchId: ['contactId', identity],
  healthcareElementIds: ['healthElementsIds', listOf(identity)],
  canvasesIds: ['formIds', listOf(identity)],
  ...codings,
  ...provenance,
  transactionId: ['transactionId', text],
  index: ['index', integer],
  ...same(fuzzyDate, 'valueDate', 'openingDate', 'closingDate'),
  comment: ['comment', text],
  content: ['content', recordOf(content)],
  qualifiedLinks: ['qualifiedLinks', recordOf(recordOf(text), linkQualification)],
  notes: ['notes', listOf(annotation)],
};
