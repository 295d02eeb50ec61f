/** The API below the entities', of wire JSON: what the real 3.x has as `baseApi`. */
import { randomUUID } from 'node:crypto';
import type { Fields } from '../models';
import type { RestClient } from '../rest-client';
import type { CurrentUser } from '../session';
import {
  divided,
  EncryptedEntities,
  metadataIn,
  withoutUndefined,
  type NewInstanceOptions,
} from './encrypted-entities';
import type { EntityCrypto } from './entity-crypto';

export class PatientBaseApi extends EncryptedEntities {
  constructor(rest: RestClient, crypto: EntityCrypto) {
    super(rest, crypto, 'Patient', 'patient', ['note']);
  }

  newInstance(user: CurrentUser, patient: Fields = {}, options: NewInstanceOptions = {}): Promise<Fields> {
    return this.initialised(user, { codes: [], tags: [], ...patient }, { ...options, confidential: false });
  }

  createPatientWithUser(_user: CurrentUser, patient: Fields): Promise<Fields> {
    return this.create(patient);
  }

  modifyPatientWithUser(_user: CurrentUser, patient: Fields): Promise<Fields> {
    return this.modify(patient);
  }

  getPatientWithUser(_user: CurrentUser, id: string): Promise<Fields> {
    return this.get(id);
  }

  deletePatient(id: string): Promise<Fields> {
    return this.delete(id);
  }
}

export class HealthElementBaseApi extends EncryptedEntities {
  constructor(rest: RestClient, crypto: EntityCrypto) {
    super(rest, crypto, 'HealthElement', 'helement', ['descr', 'note']);
  }

  newInstance(user: CurrentUser, patient: Fields, element: Fields, options: NewInstanceOptions = {}): Promise<Fields> {
    const filled = { codes: [], tags: [], healthElementId: randomUUID(), openingDate: fuzzyNow() };
    return this.initialised(user, { ...filled, ...withoutUndefined(element) }, options, patient);
  }

  createHealthElementWithUser(_user: CurrentUser, element: Fields): Promise<Fields> {
    return this.create(element);
  }

  modifyHealthElementWithUser(_user: CurrentUser, element: Fields): Promise<Fields> {
    return this.modify(element);
  }

  getHealthElementWithUser(_user: CurrentUser, id: string): Promise<Fields> {
    return this.get(id);
  }

  deleteHealthElement(id: string): Promise<Fields> {
    return this.delete(id);
  }
}

export class MaintenanceTaskBaseApi extends EncryptedEntities {
  constructor(rest: RestClient, crypto: EntityCrypto) {
    super(rest, crypto, 'MaintenanceTask', 'maintenancetask', ['properties']);
  }

  newInstance(user: CurrentUser, task: Fields, options: NewInstanceOptions = {}): Promise<Fields> {
    return this.initialised(user, task, { ...options, confidential: false });
  }

  createMaintenanceTaskWithUser(_user: CurrentUser, task: Fields): Promise<Fields> {
    return this.create(task);
  }

  modifyMaintenanceTaskWithUser(_user: CurrentUser, task: Fields): Promise<Fields> {
    return this.modify(task);
  }

  getMaintenanceTaskWithUser(_user: CurrentUser, id: string): Promise<Fields> {
    return this.get(id);
  }

  deleteMaintenanceTaskWithUser(_user: CurrentUser, id: string): Promise<Fields> {
    return this.delete(id);
  }
}

/** Contacts; the content of their services is encrypted with the contact's key. */
export class ContactBaseApi extends EncryptedEntities {
  constructor(rest: RestClient, crypto: EntityCrypto) {
    super(rest, crypto, 'Contact', 'contact', ['descr']);
  }

  newInstance(user: CurrentUser, patient: Fields, contact: Fields, options: NewInstanceOptions = {}): Promise<Fields> {
    const filled = {
      codes: [],
      tags: [],
      groupId: randomUUID(),
      subContacts: [],
      services: [],
      openingDate: fuzzyNow(),
    };
    return this.initialised(user, { ...filled, ...withoutUndefined(contact) }, options, patient);
  }

  createContactWithUser(_user: CurrentUser, contact: Fields): Promise<Fields> {
    return this.create(contact);
  }

  modifyContactWithUser(_user: CurrentUser, contact: Fields): Promise<Fields> {
    return this.modify(contact);
  }

  getContactWithUser(_user: CurrentUser, id: string): Promise<Fields> {
    return this.get(id);
  }

  deleteContact(id: string): Promise<Fields> {
    return this.delete(id);
  }

  /** A service as the server gives it, with the metadata of its contact. Without a key, its content is empty. */
  async decryptedService(service: Fields): Promise<Fields> {
    const { encryptedSelf, ...clear } = service;
    if (typeof encryptedSelf !== 'string') return service;
    const content = await this.crypto.decryptContent(encryptedSelf, { entity: service, type: 'Contact' });
    return { ...clear, content: {}, ...content };
  }

  async getServiceWithUser(_user: CurrentUser, id: string): Promise<Fields> {
    const headers = this.crypto.accessHeaders('Contact');
    return this.decryptedService((await this.rest.send('GET', `contact/service/${id}`, undefined, headers)) as Fields);
  }

  override async decrypted(contact: Fields): Promise<Fields> {
    const { services, ...whole } = await super.decrypted(contact);
    const metadata = metadataIn(contact);
    const opened = (services as Fields[]).map(async (service) => {
      const decrypted = await this.decryptedService({ ...service, ...metadata });
      return divided(decrypted, Object.keys(metadata)).clear;
    });
    return { ...whole, services: await Promise.all(opened) };
  }

  protected override async encrypted(contact: Fields): Promise<Fields> {
    const services = (contact.services as Fields[]).map(async (service) => {
      const { clear, secret } = divided(service, ['content']);
      if (Object.keys(secret).length === 0) return clear;
      return {
        ...clear,
        encryptedSelf: await this.crypto.encryptContent(secret, { entity: contact, type: 'Contact' }),
      };
    });
    return { ...(await super.encrypted(contact)), services: await Promise.all(services) };
  }
}

export class UserBaseApi {
  /** Asked for once in the life of the api, even when that failed. */
  #current: Promise<CurrentUser> | undefined;

  constructor(private readonly rest: RestClient) {}

  getCurrentUser(): Promise<CurrentUser> {
    this.#current ??= this.rest.send('GET', 'user/current') as Promise<CurrentUser>;
    return this.#current;
  }

  async createUser(user: Fields): Promise<Fields> {
    return (await this.rest.send('POST', 'user', user)) as Fields;
  }

  async modifyUser(user: Fields): Promise<Fields> {
    const { id } = await this.getCurrentUser();
    const modified = (await this.rest.send('PUT', 'user', user)) as CurrentUser;
    if (modified.id === id) this.#current = Promise.resolve(modified);
    return modified;
  }

  async getUser(id: string): Promise<Fields> {
    return (await this.rest.send('GET', `user/${id}`)) as Fields;
  }

  async deleteUser(id: string): Promise<{ readonly id: string; readonly rev: string }> {
    return (await this.rest.send('DELETE', `user/${id}`)) as { id: string; rev: string };
  }
}

/** `YYYYMMDDhhmmss` */
function fuzzyNow(): number {
  return Number(new Date().toISOString().replaceAll(/\D/g, '').slice(0, 14));
}
