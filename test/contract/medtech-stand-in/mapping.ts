/** How the stand-in's entities look on the wire. */
import { randomUUID } from 'node:crypto';
import { FILTERS, type toWireFilter } from './filter-mapping';
import {
  Content,
  DataSample,
  HealthcareElement,
  Notification,
  NotificationTypeEnum,
  Patient,
  plain,
  User,
  type Fields,
  type Model,
} from './models';

/** What encryption needs; on the wire it stands beside the other fields. The second line is of patients that are data owners. */
const METADATA = [
  ...['delegations', 'encryptionKeys', 'cryptedForeignKeys', 'secretForeignKeys', 'encryptedSelf'],
  ...['publicKey', 'hcPartyKeys', 'aesExchangeKeys', 'transferKeys', 'privateKeyShamirPartitions'],
];

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export interface Mapping {
  readonly path: string;
  readonly entityClass: string;
  readonly Class: new (fields: object) => Model;
  readonly filters: Parameters<typeof toWireFilter>[0];
  /** The wire's names for fields of the model. */
  readonly wireNames: Readonly<Record<string, string>>;
  /** Wire names of what goes into `encryptedSelf`. */
  readonly encrypted: readonly string[];
}

export const PATIENT: Mapping = {
  path: 'patient',
  entityClass: 'org.taktik.icure.entities.Patient',
  Class: Patient,
  filters: FILTERS.Patient,
  wireNames: { labels: 'tags', identifiers: 'identifier' },
  encrypted: ['note'],
};

/** A service of a contact, with whose key its content is encrypted. */
export const DATA_SAMPLE: Mapping = {
  path: 'contact/service',
  entityClass: 'org.taktik.icure.entities.embed.Service',
  Class: DataSample,
  filters: FILTERS.DataSample,
  wireNames: {
    labels: 'tags',
    identifiers: 'identifier',
    batchId: 'contactId',
    healthcareElementIds: 'healthElementsIds',
    canvasesIds: 'formIds',
  },
  encrypted: ['content'],
};

export const HEALTHCARE_ELEMENT: Mapping = {
  path: 'helement',
  entityClass: 'org.taktik.icure.entities.HealthElement',
  Class: HealthcareElement,
  filters: FILTERS.HealthcareElement,
  wireNames: { labels: 'tags', description: 'descr', healthcareElementId: 'healthElementId' },
  encrypted: ['descr', 'note'],
};

export const NOTIFICATION: Mapping = {
  path: 'maintenancetask',
  entityClass: 'org.taktik.icure.entities.MaintenanceTask',
  Class: Notification,
  filters: FILTERS.Notification,
  wireNames: { identifiers: 'identifier', type: 'taskType' },
  encrypted: ['properties'],
};

export const USER: Mapping = {
  path: 'user',
  entityClass: 'org.taktik.icure.entities.User',
  Class: User,
  filters: FILTERS.User,
  wireNames: { sharingDataWith: 'autoDelegations' },
  encrypted: [],
};

/**
 * With the encryption metadata that the model brought from the wire.
 * @throws Error when the id is no UUID
 * @throws TypeError when there are bytes in the content, which the real one cannot write
 */
export function toWire(mapping: Mapping, model: object): Fields {
  const { systemMetaData = {}, ...fields } = plain(model);
  const { id = randomUUID() } = fields;
  if (!UUID.test(String(id))) throw new Error('Invalid id, id must be a valid UUID');
  const wire = { ...renamed(fields, mapping.wireNames), ...(systemMetaData as Fields), id };
  if (mapping === DATA_SAMPLE) return { ...wire, content: mapValues(fields.content, contentToWire) };
  if (mapping !== HEALTHCARE_ELEMENT) return wire;
  return { relevant: true, status: 0, healthElementId: id, ...wire };
}

export function fromWire(mapping: Mapping, wire: Fields): Model {
  const modelNames = Object.fromEntries(Object.entries(mapping.wireNames).map(([model, name]) => [name, model]));
  const isMetadata = ([name]: readonly [string, unknown]): boolean => METADATA.includes(name);
  const systemMetaData = Object.fromEntries(Object.entries(wire).filter(isMetadata));
  const fields = renamed(Object.fromEntries(Object.entries(wire).filter((entry) => !isMetadata(entry))), modelNames);
  for (const name of ['codes', 'labels']) fields[name] = ((fields[name] ?? []) as Fields[]).map(withId);
  if (mapping === DATA_SAMPLE) fields.content = mapValues(fields.content, contentFromWire);
  if (mapping === NOTIFICATION && !((fields.type as string) in NotificationTypeEnum)) fields.type = 'OTHER';
  return new mapping.Class(mapping === USER ? fields : { ...fields, systemMetaData });
}

function contentToWire(content: Fields): Fields {
  if (content.binaryValue !== undefined) throw new TypeError('s.replace is not a function');
  const compoundValue = (content.compoundValue as Fields[]).map((sample) => toWire(DATA_SAMPLE, sample));
  return { ...content, compoundValue };
}

/** Takes the ratio for the range, as the real one does. */
function contentFromWire(content: Fields): Content {
  const compoundValue = ((content.compoundValue ?? []) as Fields[]).map((service) => fromWire(DATA_SAMPLE, service));
  return new Content({ ...content, compoundValue, range: content.ratio });
}

/** Without a version the id that a coding gets says "undefined", as in the real one. */
function withId(coding: Fields): Fields {
  return { ...coding, id: coding.id ?? `${String(coding.type)}|${String(coding.code)}|${String(coding.version)}` };
}

/** The clear part, and what is to be encrypted. */
export function split(encrypted: readonly string[], wire: Fields): { readonly clear: Fields; readonly secret: Fields } {
  const isSecret = ([name]: readonly [string, unknown]): boolean => encrypted.includes(name);
  const entries = Object.entries(wire);
  return {
    clear: Object.fromEntries(entries.filter((entry) => !isSecret(entry))),
    secret: Object.fromEntries(entries.filter(isSecret)),
  };
}

function renamed(fields: Fields, names: Readonly<Record<string, string>>): Fields {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [names[name] ?? name, value]));
}

function mapValues<Result>(values: unknown, map: (value: Fields) => Result): Record<string, Result> {
  return Object.fromEntries(Object.entries(values ?? {}).map(([key, value]) => [key, map(value as Fields)]));
}
