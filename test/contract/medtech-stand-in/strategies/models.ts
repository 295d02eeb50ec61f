/**
 * The classes of the entities, in the two forms that 3.x has had: from 3.3 on arrays and plain records with `toJSON()`; before, Sets for lists without
 * an order and Maps for records, of which `JSON.stringify` makes `{}`.
 */
import { randomUUID } from 'node:crypto';
import type { Fields } from '../models';

export type ModelForm = 'plain' | 'map';

interface Shape {
  /** Arrays in both forms. */
  readonly lists?: readonly string[];
  /** Sets in the form with Maps. */
  readonly sets?: readonly string[];
  readonly records?: readonly string[];
  /** The forms in which an id that is no UUID is refused, and a missing one made. */
  readonly uuid?: readonly ModelForm[];
  /** Records that must be given, in the plain form. */
  readonly required?: readonly string[];
}

const METADATA_RECORDS = ['cryptedForeignKeys', 'delegations', 'encryptionKeys'];
const OWNER_RECORDS = ['hcPartyKeys', 'privateKeyShamirPartitions', 'aesExchangeKeys', 'transferKeys'];
const CODED = ['labels', 'codes'];

const SHAPES = {
  Address: { lists: ['telecoms', 'notes'] },
  Annotation: { sets: ['tags'], records: ['markdown'] },
  AuthenticationProcess: {},
  AuthenticationResult: {},
  AuthenticationToken: {},
  Coding: { sets: ['regions'], records: ['qualifiedLinks', 'searchTerms'] },
  CodingReference: {},
  Content: {},
  DataSample: {
    lists: ['identifiers'],
    sets: [...CODED, 'healthcareElementIds', 'canvasesIds'],
    records: ['content', 'qualifiedLinks'],
    uuid: ['plain', 'map'],
  },
  Delegation: {},
  Document: { sets: ['otherUtis'] },
  Filter: {},
  HealthcareElement: { lists: ['identifiers', 'notes'], sets: CODED, uuid: ['plain', 'map'] },
  HealthcareProfessional: {
    lists: ['names', 'addresses'],
    sets: [...CODED, 'languages', 'specialityCodes', 'properties'],
    uuid: ['plain', 'map'],
  },
  Identifier: {},
  InlineResponse403: {},
  KeyPair: {},
  Measure: { sets: ['unitCodes'], lists: ['referenceRanges'] },
  MedicalDevice: { lists: ['identifiers'], sets: [...CODED, 'properties'], uuid: ['plain', 'map'] },
  Notification: { lists: ['identifiers'], sets: ['properties'], uuid: ['plain', 'map'] },
  PaginatedDocumentKeyAndIdPairObject: {},
  PaginatedList: { lists: ['rows'] },
  Partnership: {},
  Patient: {
    lists: [
      'identifiers',
      'notes',
      'names',
      'addresses',
      'partnerships',
      'patientHealthCareParties',
      'patientProfessions',
    ],
    sets: [...CODED, 'mergedIds', 'properties'],
    uuid: ['plain'],
  },
  PatientHealthCareParty: {},
  PersonName: { lists: ['firstNames', 'prefix', 'suffix'] },
  Property: {},
  PropertyType: {},
  SecureDelegation: { sets: ['secretIds', 'encryptionKeys', 'owningEntityIds', 'parentDelegations'] },
  SecurityMetadata: { records: ['secureDelegations', 'keysEquivalences'] },
  SystemMetaDataEncrypted: { lists: ['secretForeignKeys'], sets: ['tags'], records: METADATA_RECORDS },
  SystemMetaDataOwner: { lists: ['publicKeysForOaepWithSha256'], sets: ['tags'], records: OWNER_RECORDS },
  SystemMetaDataOwnerEncrypted: {
    lists: ['secretForeignKeys', 'publicKeysForOaepWithSha256'],
    sets: ['tags'],
    records: [...METADATA_RECORDS, ...OWNER_RECORDS],
  },
  Telecom: {},
  TimeSeries: {},
  TypedValueObject: {},
  User: {
    sets: ['properties', 'roles'],
    records: ['sharingDataWith', 'authenticationTokens'],
    uuid: ['map'],
    required: ['sharingDataWith', 'authenticationTokens'],
  },
} satisfies Readonly<Record<string, Shape>>;

export type ModelName = keyof typeof SHAPES;

export class Model {
  [field: string]: unknown;
}

export type Models = Readonly<Record<ModelName, new (fields?: object) => Model>>;

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** New classes: those of one module are not those of another. */
export function modelClasses(form: ModelForm): Models {
  const classes = Object.entries(SHAPES).map(([name, shape]) => [name, modelClass(name, shape, form)] as const);
  return Object.fromEntries(classes) as Models;
}

/** Fields as they come from the wire, in the form of the model. */
export function shaped(name: ModelName, fields: Fields, form: ModelForm): Fields {
  if (form === 'plain') return fields;
  const { sets = [], records = [] }: Shape = SHAPES[name];
  return Object.fromEntries(
    Object.entries(fields).map(([field, value]) => {
      if (sets.includes(field) && Array.isArray(value)) return [field, new Set<unknown>(value)];
      if (records.includes(field) && isObject(value)) return [field, new Map<string, unknown>(Object.entries(value))];
      return [field, value];
    }),
  );
}

/**
 * The fields of a model as plain JSON.
 * @throws TypeError when a record of the form with Maps is none
 */
export function unshaped(name: ModelName, model: object, form: ModelForm): Fields {
  const { records = [] }: Shape = SHAPES[name];
  for (const field of form === 'map' ? records : []) {
    const value = (model as Fields)[field];
    if (value !== undefined && !(value instanceof Map))
      throw new TypeError(`instance.${field}.entries is not a function`);
  }
  return JSON.parse(JSON.stringify({ ...model }, (_name, value: unknown) => plain(value))) as Fields;
}

function modelClass(name: string, shape: Shape, form: ModelForm): Models[ModelName] {
  const Base = class extends Model {
    constructor(fields: object = {}) {
      super();
      Object.assign(this, fields, (form === 'plain' ? plainParts : mapParts)(shape, { ...fields }));
      if (shape.uuid?.includes(form) === true) this.id = checkedId(this.id);
    }
  };
  if (form === 'plain') {
    Object.defineProperty(Base.prototype, 'toJSON', {
      value(this: Model) {
        return Object.assign({}, this);
      },
    });
  }
  // The name shows in what is printed.
  Object.defineProperty(Base, 'name', { value: name });
  return Base;
}

function plainParts({ lists = [], sets = [], records = [], required = [] }: Shape, fields: Fields): Fields {
  const arrays = [...lists, ...sets].map((field) => [field, ((fields[field] ?? []) as unknown[]).map((item) => item)]);
  const objects = records.map((field) => [
    field,
    // Without it, `Object.entries` fails, as in the real one.
    Object.fromEntries(Object.entries((required.includes(field) ? fields[field] : (fields[field] ?? {})) as object)),
  ]);
  return Object.fromEntries([...arrays, ...objects]) as Fields;
}

function mapParts({ lists = [], sets = [], records = [] }: Shape, fields: Fields): Fields {
  return Object.fromEntries([
    ...lists.map((field) => [field, fields[field] ?? []]),
    // The real one makes a Set of what is none only here and there.
    ...sets.map((field) => [field, new Set<unknown>((fields[field] ?? []) as Iterable<unknown>)]),
    ...records.map((field) => [field, fields[field] ?? new Map()]),
  ]) as Fields;
}

function checkedId(id: unknown): string {
  if (id === undefined) return randomUUID();
  if (typeof id !== 'string' || !UUID.test(id)) throw new Error('Invalid id, id must be a valid UUID');
  return id;
}

function plain(value: unknown): unknown {
  if (value instanceof Set) return [...(value as Set<unknown>)];
  return value instanceof Map ? Object.fromEntries(value as Map<string, unknown>) : value;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
