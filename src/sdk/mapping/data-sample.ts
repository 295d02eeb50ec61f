/** DataSample: the wire's `Service`, which is part of a contact (MedTech: of a batch). */
import { listOf, objectOf, optionalListOf, plain, recordOf, same, type MappingTable } from './converters';
import { annotation, codingReference, codings, identifier, provenance } from './parts';

const measure = objectOf(() => ({
  ...same('value', 'min', 'max', 'ref', 'severity', 'severityCode', 'evolution', 'unit'),
  unitCodes: ['unitCodes', optionalListOf(codingReference)],
  ...same('comment', 'comparator'),
}));

const timeSeries = objectOf(() => ({
  fields: ['fields', listOf(plain)],
  samples: ['samples', listOf(listOf(plain))],
  min: ['min', listOf(plain)],
  max: ['max', listOf(plain)],
  mean: ['mean', listOf(plain)],
  median: ['median', listOf(plain)],
  variance: ['variance', listOf(plain)],
}));

/** The content in one language. */
const content = objectOf(() => ({
  // `instantValue` is epoch ms, `fuzzyDateValue` YYYYMMDDhhmmss, `binaryValue` base64.
  ...same('stringValue', 'numberValue', 'booleanValue', 'instantValue', 'fuzzyDateValue', 'binaryValue', 'documentId'),
  measureValue: ['measureValue', measure],
  timeSeries: ['timeSeries', timeSeries],
  compoundValue: ['compoundValue', optionalListOf(objectOf(() => dataSample))],
  ratio: ['ratio', optionalListOf(measure)],
  // The MedTech SDK 2.x fills it from `ratio`, by mistake.
  range: ['range', optionalListOf(measure)],
}));

export const dataSample: MappingTable = {
  id: ['id', plain],
  identifiers: ['identifier', listOf(identifier)],
  batchId: ['contactId', plain],
  healthcareElementIds: ['healthElementsIds', listOf(plain)],
  canvasesIds: ['formIds', listOf(plain)],
  ...codings,
  ...provenance,
  // The dates are fuzzy: YYYYMMDDhhmmss.
  ...same('transactionId', 'index', 'valueDate', 'openingDate', 'closingDate', 'comment'),
  content: ['content', recordOf(content)],
  qualifiedLinks: ['qualifiedLinks', recordOf(recordOf(plain))],
  notes: ['notes', listOf(annotation)],
};
