/** How the stand-in's entities look on the wire. */
import {
  Content,
  DataSample,
  HealthcareElement,
  Notification,
  Patient,
  plain,
  User,
  type Fields,
  type Model,
} from './models';

/** What encryption needs; on the wire it stands beside the other fields. */
const METADATA = ['delegations', 'encryptionKeys', 'cryptedForeignKeys', 'secretForeignKeys', 'encryptedSelf'];

export interface Mapping {
  readonly path: string;
  readonly entityClass: string;
  readonly Class: new (fields: object) => Model;
  /** The wire's names for fields of the model. */
  readonly wireNames: Readonly<Record<string, string>>;
  /** Wire names of what goes into `encryptedSelf`. */
  readonly encrypted: readonly string[];
}

export const PATIENT: Mapping = {
  path: 'patient',
  entityClass: 'org.taktik.icure.entities.Patient',
  Class: Patient,
  wireNames: { labels: 'tags', identifiers: 'identifier' },
  encrypted: ['note'],
};

/** A service of a contact, with whose key its content is encrypted. */
export const DATA_SAMPLE: Mapping = {
  path: 'contact',
  entityClass: 'org.taktik.icure.entities.embed.Service',
  Class: DataSample,
  wireNames: { labels: 'tags', identifiers: 'identifier', batchId: 'contactId' },
  encrypted: ['content'],
};

export const HEALTHCARE_ELEMENT: Mapping = {
  path: 'helement',
  entityClass: 'org.taktik.icure.entities.HealthElement',
  Class: HealthcareElement,
  wireNames: { labels: 'tags', description: 'descr' },
  encrypted: ['descr', 'note'],
};

export const NOTIFICATION: Mapping = {
  path: 'maintenancetask',
  entityClass: 'org.taktik.icure.entities.MaintenanceTask',
  Class: Notification,
  wireNames: { identifiers: 'identifier', type: 'taskType' },
  encrypted: ['properties'],
};

export const USER: Mapping = {
  path: 'user',
  entityClass: 'org.taktik.icure.entities.User',
  Class: User,
  wireNames: { sharingDataWith: 'autoDelegations' },
  encrypted: [],
};

/** With the encryption metadata that the model brought from the wire. */
export function toWire({ wireNames }: Mapping, model: object): Fields {
  const { systemMetaData = {}, ...fields } = plain(model);
  return { ...renamed(fields, wireNames), ...(systemMetaData as Fields) };
}

export function fromWire({ Class, wireNames }: Mapping, wire: Fields): Model {
  const modelNames = Object.fromEntries(Object.entries(wireNames).map(([model, name]) => [name, model]));
  const isMetadata = ([name]: readonly [string, unknown]): boolean => METADATA.includes(name);
  const systemMetaData = Object.fromEntries(Object.entries(wire).filter(isMetadata));
  const fields = renamed(Object.fromEntries(Object.entries(wire).filter((entry) => !isMetadata(entry))), modelNames);
  if (typeof fields.content === 'object') {
    fields.content = Object.fromEntries(
      Object.entries(fields.content as Record<string, object>).map(([language, content]) => [
        language,
        new Content(content),
      ]),
    );
  }
  return new Class({ ...fields, systemMetaData });
}

/** The clear part, and what is to be encrypted. */
export function split({ encrypted }: Mapping, wire: Fields): { readonly clear: Fields; readonly secret: Fields } {
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
