/** Data samples: services of contacts. */
import type { Connection } from '../connection';
import type { Fields } from '../models';
import { metadataIn } from './encrypted-entities';
import { EntityApi, type Page, type Parts, type Subscribing } from './entity-api';
import { DATA_SAMPLE } from './mapping';
import type { Model } from './models';
import type { Filter } from './wire-filter';

export class DataSampleApi extends EntityApi {
  /** The contacts that were written here, by the data samples in them: such a contact is changed, of any other a new one is made. */
  readonly #contacts = new Map<string, Fields>();

  constructor(parts: Parts) {
    super(parts, DATA_SAMPLE, 'Service', 'contact/service', (wire) => parts.baseApi.contactApi.decryptedService(wire));
  }

  createOrModifyDataSampleFor(patientId: string, sample: object): Promise<Model> {
    return this.#write(patientId, this.toWire(sample));
  }

  /** Rejects with an `XHRError` when there is none. */
  async getDataSample(id: string): Promise<Model> {
    return this.toModel(await this.#service(id));
  }

  /** Ends the data sample. */
  async deleteDataSample(id: string): Promise<string> {
    const service = await this.#service(id);
    const { contactApi } = this.parts.baseApi;
    const [patientId] = await contactApi.crypto.owningEntityIdsOf({ entity: service, type: 'Contact' });
    if (patientId === undefined) throw new Error(`Couldn't find patient related to data sample ${id}`);
    const now = Date.now();
    // As a new version, in a contact of its own.
    this.#contacts.delete(id);
    await this.#write(patientId, { id, created: service.created, modified: now, endOfLife: now });
    return id;
  }

  filterDataSample(filter: Filter, start?: string, limit?: number): Promise<Page> {
    return this.page(filter, start, limit);
  }

  matchDataSample(filter: Filter): Promise<string[]> {
    return this.match(filter);
  }

  async giveAccessTo(sample: Model, delegate: string): Promise<Model> {
    const { contactApi } = this.parts.baseApi;
    const shared = await contactApi.shareWith(delegate, await contactApi.get(String(sample.batchId)));
    this.#remember(shared);
    return this.#sampleIn(shared, String(sample.id));
  }

  subscribeToDataSampleEvents(...args: Subscribing): Promise<Connection> {
    return this.subscribeToEvents(...args);
  }

  async #service(id: string): Promise<Fields> {
    return this.parts.baseApi.contactApi.getServiceWithUser(await this.user(), id);
  }

  async #write(patientId: string, sample: Fields): Promise<Model> {
    const { contactApi, patientApi } = this.parts.baseApi;
    const { healthElementsIds, ...content } = sample;
    const service = Object.fromEntries(Object.entries(content).filter(([name]) => !(name in metadataIn(sample))));
    const id = String(sample.id);
    const subContacts = await this.#subContacts(id, (healthElementsIds ?? []) as readonly string[]);
    const known = this.#contacts.get(id);
    if (known !== undefined) {
      const services = (known.services as Fields[]).map((other) => (other.id === id ? service : other));
      return this.#written(await contactApi.modify({ ...known, services, subContacts }), id);
    }
    const patient = await patientApi.get(patientId);
    const contact = await contactApi.newInstance(await this.user(), patient, { services: [service], subContacts });
    return this.#written(await contactApi.create(contact), id);
  }

  /** Links a service to healthcare elements, which must exist. */
  async #subContacts(serviceId: string, healthElementIds: readonly string[]): Promise<Fields[]> {
    const { healthcareElementApi } = this.parts.baseApi;
    for (const id of healthElementIds) await healthcareElementApi.get(id);
    return healthElementIds.map((healthElementId) => ({ healthElementId, services: [{ serviceId }] }));
  }

  #written(contact: Fields, id: string): Model {
    this.#remember(contact);
    return this.#sampleIn(contact, id);
  }

  #remember(contact: Fields): void {
    for (const { id } of contact.services as Fields[]) this.#contacts.set(String(id), contact);
  }

  #sampleIn(contact: Fields, id: string): Model {
    const service = (contact.services as Fields[]).find((candidate) => candidate.id === id);
    return this.toModel({ ...service, contactId: contact.id, ...metadataIn(contact) });
  }
}
