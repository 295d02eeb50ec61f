/** How entities look from outside. */
import type { JsonObject, JsonValue } from '../../src/model/json';
import type { FilterableClass } from '../filters';
import { objectsOf } from '../json-reading';

/** What stands for a list and for an object with nothing in them. */
const LIST: JsonValue[] = [];
const MAP: JsonObject = {};

const ENCRYPTED = { secretForeignKeys: LIST, cryptedForeignKeys: MAP, delegations: MAP, encryptionKeys: MAP };
const CODED = { tags: LIST, codes: LIST };
const DATA_OWNER = {
  properties: LIST,
  hcPartyKeys: MAP,
  aesExchangeKeys: MAP,
  transferKeys: MAP,
  privateKeyShamirPartitions: MAP,
  publicKeysForOaepWithSha256: LIST,
};

/** The lists and objects that the DTOs of both versions of the API always have (`dto` of kraken-common), those that clients read. */
const ALWAYS_THERE: Readonly<Record<FilterableClass, Readonly<JsonObject>>> = {
  Patient: {
    ...ENCRYPTED,
    ...CODED,
    ...DATA_OWNER,
    identifier: LIST,
    names: LIST,
    languages: LIST,
    addresses: LIST,
    mergedIds: LIST,
    partnerships: LIST,
    patientHealthCareParties: LIST,
    patientProfessions: LIST,
    notes: LIST,
  },
  Contact: { ...ENCRYPTED, ...CODED, identifier: LIST, subContacts: LIST, services: LIST },
  Service: {
    ...ENCRYPTED,
    ...CODED,
    identifier: LIST,
    content: MAP,
    qualifiedLinks: MAP,
    notes: LIST,
  },
  HealthElement: { ...ENCRYPTED, ...CODED, identifiers: LIST, notes: LIST, plansOfAction: LIST, episodes: LIST },
  MaintenanceTask: { ...ENCRYPTED, ...CODED, identifier: LIST, properties: LIST },
  User: {
    identifier: LIST,
    properties: LIST,
    permissions: LIST,
    roles: LIST,
    autoDelegations: MAP,
    authenticationTokens: MAP,
  },
  HealthcareParty: {
    ...CODED,
    ...DATA_OWNER,
    identifier: LIST,
    names: LIST,
    languages: LIST,
    addresses: LIST,
    statuses: LIST,
    specialityCodes: LIST,
  },
  Device: { ...CODED, ...DATA_OWNER, identifiers: LIST },
};

/** An entity as the server answers and announces it: no list and no object is left out, SDKs take them for given. */
export function presented<Document extends JsonObject>(document: Document, entityClass: FilterableClass): Document {
  const services = entityClass === 'Contact' ? presentedServices(document) : {};
  return { ...ALWAYS_THERE[entityClass], ...document, ...services };
}

function presentedServices({ services }: JsonObject): JsonObject {
  return services === undefined
    ? {}
    : { services: objectsOf(services).map((service) => presented(service, 'Service')) };
}
