/** Who writes what the drivers hear: the same few entities through whatever SDK is at hand. */
import type { EntityName, SavableEntity } from '../../src/model/entities';
import type { GENDERS } from '../../src/model/genders';
import type { JsonObject } from '../../src/model/json';
import type { NOTIFICATION_STATUSES } from '../../src/model/notification-status';
import type { Coding } from '../support/writer';

export interface BusinessIdentifier {
  readonly system: string;
  readonly value: string;
}

export interface MeasuredValue {
  readonly value: number;
  readonly unit: string;
}

export interface Person {
  readonly firstName: string;
  readonly lastName: string;
  /** `YYYYMMDD` */
  readonly dateOfBirth?: number;
  readonly ssin?: string;
  readonly gender?: (typeof GENDERS)[number];
}

/** What an entity is written with; each entity takes of it what it has. */
export interface Values {
  readonly id?: string;
  readonly labels?: readonly Coding[];
  readonly codes?: readonly Coding[];
  readonly identifiers?: readonly BusinessIdentifier[];
  /** Of a patient. */
  readonly person?: Person;
  /** The id of the patient whom a data sample or a healthcare element is about, whom this author created; else it is one of the author's own. */
  readonly patient?: string;
  /** The healthcare elements that a data sample is linked to, which this author created. */
  readonly elements?: readonly string[];
  /** The value date of a data sample, the opening date of a healthcare element: `YYYYMMDD` or `YYYYMMDDhhmmss`. */
  readonly date?: number;
  /** Of a notification. */
  readonly type?: 'OTHER' | 'KEY_PAIR_UPDATE' | 'NEW_USER_OWN_DATA_ACCESS';
  /** Of a notification. Encrypted, where the SDK does so. */
  readonly status?: (typeof NOTIFICATION_STATUSES)[number];
  /** Of a user. */
  readonly login?: string;
  readonly email?: string;
  /** Where the entity keeps it is told by `textIn`. Encrypted, except for a user's. */
  readonly text?: string;
  /** Of a data sample, instead of the text. Encrypted. */
  readonly measure?: MeasuredValue;
}

/** An application of another account, which shares all that it writes with the readers it was made for. */
export interface Author {
  readonly dataOwnerId: string;
  /** Returns the entity's id. A user gets the password `sandbox` and no data owner. */
  create(entity: EntityName, values?: Values): Promise<string>;
  /** Gives an entity that this author created, which is no data sample, another text. */
  update(entity: EntityName, id: string, text: string): Promise<void>;
  /** The text of an entity that was shared with the author, as its SDK reads it; undefined when the SDK cannot. */
  read(entity: SavableEntity, id: string): Promise<unknown>;
  /** Deletes an entity that this author created. */
  remove(entity: EntityName, id: string): Promise<void>;
  end(): void;
}

export const USUAL_TEXT = 'Hello world';

/** The text that an author wrote, as it arrives in a payload; undefined where it did not. */
export function textIn(entity: EntityName, payload: JsonObject): unknown {
  switch (entity) {
    case 'Patient':
    case 'HealthcareElement':
      return payload.note;
    case 'DataSample':
      return at(payload, 'content', 'en', 'stringValue');
    case 'Notification':
      return at(payload, 'properties', '0', 'typedValue', 'stringValue');
    case 'User':
      return payload.name;
    default:
      return entity satisfies never;
  }
}

/** What lies in a value at a path; undefined where the path ends before. */
export function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (inner, name) =>
      typeof inner === 'object' && inner !== null ? (inner as Readonly<Record<string, unknown>>)[name] : undefined,
    value,
  );
}
