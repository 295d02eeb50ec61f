/** The kinds of entity that the sandbox serves, and what the server fills in or refuses in each. */
import type { JsonObject } from '../../src/model/json';
import { HttpError } from '../http/error';
import { objectsOf } from '../json-reading';
import type { ResourceDefinition } from './resource';

const unchanged = (document: JsonObject): JsonObject => document;

export const patients: ResourceDefinition = {
  kind: 'patient',
  filterClass: 'Patient',
  access: 'by-delegation',
  batchAnswer: 'revisions',
  predicate: 'honoured',
  prepare: (patient) => {
    const { firstName, lastName, encryptedSelf, deletionDate } = patient;
    if ([firstName, lastName, encryptedSelf, deletionDate].every((value) => value === undefined)) {
      throw new HttpError(400, 'A patient must have a first name, a last name, encrypted content or a deletion date');
    }
    return patient;
  },
};

export const contacts: ResourceDefinition = {
  kind: 'contact',
  filterClass: 'Contact',
  access: 'by-delegation',
  batchAnswer: 'documents',
  predicate: 'ignored',
  prepare: (contact) => {
    const filled = { ...timestamps(), openingDate: fuzzyNow(), ...contact };
    if (contact.services === undefined) return filled;
    return {
      ...filled,
      services: objectsOf(contact.services).map((service) => ({ ...timestamps(), ...clinicalDates(), ...service })),
    };
  },
};

export const healthElements: ResourceDefinition = {
  kind: 'helement',
  filterClass: 'HealthElement',
  access: 'by-delegation',
  batchAnswer: 'documents',
  predicate: 'ignored',
  prepare: (healthElement) => ({ ...timestamps(), ...clinicalDates(), ...healthElement }),
};

export const maintenanceTasks: ResourceDefinition = {
  kind: 'maintenancetask',
  filterClass: 'MaintenanceTask',
  access: 'by-delegation',
  batchAnswer: 'documents',
  predicate: 'ignored',
  prepare: (task) => ({ ...timestamps(), ...task }),
};

export const healthcareParties: ResourceDefinition = {
  kind: 'hcparty',
  filterClass: 'HealthcareParty',
  access: 'open',
  batchAnswer: 'documents',
  predicate: 'ignored',
  prepare: unchanged,
};

export const devices: ResourceDefinition = {
  kind: 'device',
  filterClass: 'Device',
  access: 'open',
  batchAnswer: 'documents',
  predicate: 'ignored',
  prepare: unchanged,
};

/** The server fills these in when a client leaves them out, and never touches them otherwise (`AutoFix` in kraken-common). Epoch, ms. */
function timestamps(): JsonObject {
  const now = Date.now();
  return { created: now, modified: now };
}

function clinicalDates(): JsonObject {
  const now = fuzzyNow();
  return { valueDate: now, openingDate: now };
}

/** Now as a fuzzy date, YYYYMMDDhhmmss, in the server's local time. */
function fuzzyNow(): number {
  const now = new Date();
  const parts = [now.getMonth() + 1, now.getDate(), now.getHours(), now.getMinutes(), now.getSeconds()];
  return Number(`${now.getFullYear()}${parts.map((part) => String(part).padStart(2, '0')).join('')}`);
}
