/** How the entities look on the wire. */
import type { Fields } from '../models';
import { metadataIn } from './encrypted-entities';
import { shaped, unshaped, type Model, type ModelForm, type ModelName, type Models } from './models';

export interface Mapping {
  readonly model: ModelName;
  readonly entityClass: string;
  /** The wire's names for fields of the model. */
  readonly wireNames: Readonly<Record<string, string>>;
}

export const PATIENT: Mapping = {
  model: 'Patient',
  entityClass: 'org.taktik.icure.entities.Patient',
  wireNames: { labels: 'tags', identifiers: 'identifier' },
};

/** A service of a contact. */
export const DATA_SAMPLE: Mapping = {
  model: 'DataSample',
  entityClass: 'org.taktik.icure.entities.embed.Service',
  wireNames: {
    labels: 'tags',
    identifiers: 'identifier',
    batchId: 'contactId',
    healthcareElementIds: 'healthElementsIds',
    canvasesIds: 'formIds',
  },
};

export const HEALTHCARE_ELEMENT: Mapping = {
  model: 'HealthcareElement',
  entityClass: 'org.taktik.icure.entities.HealthElement',
  wireNames: { labels: 'tags', description: 'descr' },
};

export const NOTIFICATION: Mapping = {
  model: 'Notification',
  entityClass: 'org.taktik.icure.entities.MaintenanceTask',
  wireNames: { identifiers: 'identifier', type: 'taskType' },
};

export const USER: Mapping = {
  model: 'User',
  entityClass: 'org.taktik.icure.entities.User',
  wireNames: { sharingDataWith: 'autoDelegations' },
};

/** Between wire JSON and the models of one module. */
export class Mapper {
  constructor(
    private readonly models: Models,
    private readonly form: ModelForm,
  ) {}

  /** With the encryption metadata that the model brought from the wire. */
  toWire({ model, wireNames }: Mapping, entity: object): Fields {
    const { systemMetaData = {}, ...fields } = unshaped(model, entity, this.form);
    const metadata = metadataIn(systemMetaData as Fields);
    return { ...renamed(fields, wireNames), ...metadata };
  }

  /** @throws Error when the id is no UUID */
  fromWire({ model, wireNames }: Mapping, wire: Fields): Model {
    const { models, form } = this;
    const metadata = metadataIn(wire);
    const modelNames = Object.fromEntries(Object.entries(wireNames).map(([name, wireName]) => [wireName, name]));
    const clear = Object.fromEntries(Object.entries(wire).filter(([name]) => !(name in metadata)));
    const fields = renamed(clear, modelNames);
    for (const name of ['labels', 'codes'])
      if (Array.isArray(fields[name]))
        fields[name] = fields[name].map((coding) => new models.CodingReference(coding as object));
    if (typeof fields.content === 'object') fields.content = mapped(fields.content, models.Content);
    const withDefaults = model === 'User' ? { sharingDataWith: {}, authenticationTokens: {}, ...fields } : fields;
    const systemMetaData = new models.SystemMetaDataEncrypted(shaped('SystemMetaDataEncrypted', metadata, form));
    return new models[model]({ ...shaped(model, withDefaults, form), systemMetaData });
  }
}

function mapped(record: object | null, Class: Models[ModelName]): Fields {
  return Object.fromEntries(Object.entries(record ?? {}).map(([key, value]) => [key, new Class(value as object)]));
}

function renamed(fields: Fields, names: Readonly<Record<string, string>>): Fields {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [names[name] ?? name, value]));
}
