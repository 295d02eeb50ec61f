/** What the writer writes into entities: the fields that everybody may see, and those that are encrypted. */
import type { EntityName } from '../../src/model/entities';
import type { JsonObject } from '../../src/model/json';

/** What an entity is written with; each takes of it what it has. */
export interface WrittenValues {
  readonly labels?: readonly Coding[];
  readonly codes?: readonly Coding[];
  readonly identifiers?: readonly BusinessIdentifier[];
  /** Of a notification; `OTHER` unless said otherwise. */
  readonly type?: string;
  /**
   * Encrypted, except for a user's. Patient and HealthcareElement: `note`; DataSample: `content.en.stringValue`; Notification:
   * `properties[0].typedValue.stringValue`; User: `name`. Unless said otherwise `write <sequence in the history>`.
   */
  readonly text?: string;
}

export interface Coding {
  readonly type: string;
  readonly code: string;
}

export interface BusinessIdentifier {
  readonly system: string;
  readonly value: string;
}

/** Fields as they are on the wire. */
export interface Content {
  readonly clear: JsonObject;
  readonly secret: JsonObject;
}

/** A clinical date, as YYYYMMDDhhmmss; what is written needs one, and does not care which. */
export const DATE = 20260102030405;

/** What a new entity has, and a later change does not touch. */
export const AT_CREATION: Readonly<Record<EntityName, JsonObject>> = {
  Patient: { firstName: 'Ada', lastName: 'Written' },
  DataSample: { valueDate: DATE },
  HealthcareElement: { openingDate: DATE, valueDate: DATE },
  Notification: { taskType: 'OTHER' },
  User: { status: 'ACTIVE', type: 'database' },
};

/** Only what is said: what a change leaves out stays as it is. */
export function contentOf(entity: EntityName, values: WrittenValues, text: string): Content {
  const { labels, codes, identifiers, type } = values;
  const coded = { ...given('tags', labels?.map(stub)), ...given('codes', codes?.map(stub)) };
  const identified = identifiers?.map(({ system, value }) => ({ system, value }));
  switch (entity) {
    case 'Patient':
      return { clear: { ...coded, ...given('identifier', identified) }, secret: { note: text } };
    case 'DataSample':
      return {
        clear: { ...coded, ...given('identifier', identified) },
        secret: { content: { en: { stringValue: text } } },
      };
    case 'HealthcareElement':
      return {
        clear: { ...coded, ...given('identifiers', identified) },
        secret: { descr: 'Written', note: text },
      };
    case 'Notification':
      return {
        clear: { ...given('taskType', type), ...given('identifier', identified) },
        secret: { properties: [{ id: 'text', typedValue: { type: 'STRING', stringValue: text } }] },
      };
    case 'User':
      return { clear: { name: text, ...given('identifier', identified) }, secret: {} };
    default:
      return entity satisfies never;
  }
}

function given(name: string, value: JsonObject[string]): JsonObject {
  return value === undefined ? {} : { [name]: value };
}

function stub({ type, code }: Coding): JsonObject {
  return { id: `${type}|${code}|1`, type, code, version: '1' };
}
