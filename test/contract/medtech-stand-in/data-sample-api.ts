/** The stand-in's API of data samples. They lie in contacts: those that are saved together are one, a batch. */
import { randomUUID } from 'node:crypto';
import type { Connection } from './connection';
import { ContactCache } from './contact-cache';
import type { Subscribing } from './entity-apis';
import { DataSampleFilter } from './filters';
import type { Delegations } from './legacy-crypto';
import { DATA_SAMPLE, fromWire, PATIENT, toWire } from './mapping';
import { PaginatedListDataSample, plain, type Fields, type Model } from './models';
import { notPlayed } from './not-played';
import { decryptServices, encryptServices } from './services';
import { undecryptable, type Page, type Session } from './session';

export class DataSampleApi {
  readonly #contacts = new ContactCache();

  constructor(private readonly session: Session) {}

  clearContactCache(): void {
    this.#contacts.clear();
  }

  async createOrModifyDataSampleFor(patientId: string, sample: object): Promise<Model> {
    const [saved] = await this.createOrModifyDataSamplesFor(patientId, [sample]);
    if (saved === undefined) throw new Error(`Could not create / modify data sample for patient ${patientId}`);
    return saved;
  }

  /**
   * A batch that this session has saved or looked up is modified; one of another session is written as a new contact, with the same services: no
   * UPDATE, as in the real one.
   */
  async createOrModifyDataSamplesFor(patientId: string, samples: readonly object[]): Promise<Model[]> {
    const [first] = samples as readonly Fields[];
    if (first === undefined) return [];
    if (new Set(samples.map((sample) => (sample as Fields).batchId)).size > 1) {
      throw new Error('Only data samples of a same batch (with the same batchId) can be processed together');
    }
    const cached = this.#contacts.get(String(first.id));
    const existing = cached ?? (await this.#contactOf(first.batchId));
    if (existing !== undefined) await this.#requirePatient(existing, patientId);
    const { wire: patient } = await this.session.get(PATIENT, patientId);
    const services = samples.map((sample) => toWire(DATA_SAMPLE, sample));
    const changed = { services, subContacts: await this.#subContacts(services), ...dates(services) };
    if (cached !== undefined) return this.#save('PUT', { ...cached, ...changed });
    const contact = existing === undefined ? await this.#newContact(patient) : again(existing);
    const created = services.map((service) => ({ ...service, modified: undefined }));
    return this.#save('POST', { ...contact, ...changed, services: created });
  }

  async getDataSample(id: string): Promise<Model | undefined> {
    const { rows } = await this.filterDataSample({ $type: 'DataSampleByIdsFilter', ids: [id] }, undefined, 1);
    return (rows as Model[])[0];
  }

  async filterDataSample(filter: object, nextId?: string, limit?: number): Promise<Model> {
    const page = await this.session.filter(DATA_SAMPLE, filter, nextId, limit);
    const self = await this.session.self();
    const rows = await Promise.all(page.rows.map((row) => this.#decrypted(row, self)));
    return new PaginatedListDataSample({ ...page, rows: rows.map((row) => fromWire(DATA_SAMPLE, row)) });
  }

  /** Throws at once when the filter is of something else. */
  matchDataSample(filter: object): Promise<string[]> {
    return this.session.match(DATA_SAMPLE, filter);
  }

  async deleteDataSample(id: string): Promise<string> {
    const [deleted] = await this.deleteDataSamples([id]);
    if (deleted === undefined) throw new Error(`Could not delete data sample ${id}`);
    return deleted;
  }

  /** Ends data samples of one batch, in a new contact. */
  async deleteDataSamples(ids: readonly string[]): Promise<string[]> {
    const contact = await this.#contactWith(ids);
    const patientId = await this.#patientIdOf(contact);
    if (patientId === undefined) {
      throw new Error(`Couldn't find patient related to batch of data samples ${String(contact.id)}`);
    }
    const user = await this.session.currentUser();
    const { wire: patient } = await this.session.get(PATIENT, patientId);
    const now = Date.now();
    const services = servicesOf(contact)
      .filter(({ id }) => ids.includes(String(id)))
      .map(({ id, created }) => ({ id, created, modified: now, endOfLife: now }));
    const ending = await this.session.base.contactApi.newInstance(user, patient, { id: randomUUID(), services });
    const saved = await this.session.rest.send('POST', 'contact', await this.#encrypted(ending));
    return servicesOf(saved as Fields)
      .filter(({ endOfLife }) => endOfLife !== undefined)
      .map(({ id }) => String(id));
  }

  async giveAccessTo(sample: Model, delegate: string): Promise<Model> {
    const user = await this.session.currentUser();
    const self = await this.session.self();
    const id = String(sample.id);
    const contact = this.#contacts.get(id) ?? (await this.#contactOf(sample.batchId));
    if (contact === undefined) {
      throw new Error(`Could not find the batch of the data sample ${id}. User ${user.id} may not have access to it.`);
    }
    if (((contact.delegations as Delegations)[self] ?? []).length === 0) {
      throw new Error(`User ${user.id} can't access data sample ${id}`);
    }
    const metadata = await this.session.crypto.sharedMetadata(contact, self, delegate);
    if (metadata === undefined) return sample;
    const saved = await this.#save('PUT', { ...contact, ...metadata });
    return saved.find((service) => service.id === id) ?? sample;
  }

  async getDataSamplesForPatient(patient: object): Promise<Model[]> {
    const self = await this.session.self();
    const builder = new DataSampleFilter().forDataOwner(self).forPatients(this.session.crypto, [patient]);
    return (await this.filterDataSample(await builder.build())).rows as Model[];
  }

  async extractPatientId(sample: object): Promise<string | undefined> {
    const { systemMetaData } = plain(sample);
    const { cryptedForeignKeys } = (systemMetaData ?? {}) as Fields;
    return this.session.crypto.valueOf(await this.session.self(), cryptedForeignKeys);
  }

  setDataSampleAttachment(): Promise<never> {
    return Promise.reject(notPlayed('dataSampleApi.setDataSampleAttachment'));
  }

  getDataSampleAttachmentDocument(): Promise<never> {
    return Promise.reject(notPlayed('dataSampleApi.getDataSampleAttachmentDocument'));
  }

  getDataSampleAttachmentContent(): Promise<never> {
    return Promise.reject(notPlayed('dataSampleApi.getDataSampleAttachmentContent'));
  }

  deleteAttachment(): Promise<never> {
    return Promise.reject(notPlayed('dataSampleApi.deleteAttachment'));
  }

  subscribeToDataSampleEvents(...args: Subscribing): Promise<Connection> {
    return this.session.subscribe(DATA_SAMPLE, ...args);
  }

  /** Tells the batch that the data samples were in before, also when they are in another now: so does the real one. */
  async #save(method: 'POST' | 'PUT', contact: Fields): Promise<Model[]> {
    const saved = (await this.session.send(method, 'contact', await this.#encrypted(contact))) as Fields;
    const decrypted = { ...saved, services: await this.#decryptedServices(saved) };
    for (const { id } of decrypted.services) this.#contacts.put(String(id), decrypted);
    const { delegations, encryptionKeys, cryptedForeignKeys, secretForeignKeys } = saved;
    const metadata = { delegations, encryptionKeys, cryptedForeignKeys, secretForeignKeys };
    return decrypted.services.map((service) => {
      const healthElementsIds = elementsOf(saved, String(service.id));
      return fromWire(DATA_SAMPLE, { contactId: saved.id, ...service, healthElementsIds, ...metadata });
    });
  }

  /** Links to healthcare elements stand in the contact only. */
  async #encrypted(contact: Fields): Promise<Fields> {
    const { crypto } = this.session;
    const self = await this.session.self();
    const services = servicesOf(contact).map((service) => ({
      ...service,
      formIds: undefined,
      healthElementsIds: undefined,
    }));
    const encrypt = (content: Fields): Promise<string> => crypto.encryptContent(content, self, contact);
    return { ...contact, services: await encryptServices(services, encrypt), encryptedSelf: await encrypt({}) };
  }

  async #decryptedServices(contact: Fields): Promise<Fields[]> {
    const self = await this.session.self();
    const decrypt = (text: string): Promise<Fields | undefined> =>
      this.session.crypto.decryptContent(text, self, contact);
    return decryptServices(servicesOf(contact), decrypt);
  }

  /** @throws TypeError when it cannot be decrypted */
  async #decrypted(service: Fields, self: string): Promise<Fields> {
    const { crypto } = this.session;
    if ((await crypto.valueOf(self, service.encryptionKeys)) === undefined) throw undecryptable();
    const [decrypted] = await decryptServices([service], (text) => crypto.decryptContent(text, self, service));
    return decrypted ?? service;
  }

  async #newContact(patient: Fields): Promise<Fields> {
    const user = await this.session.currentUser();
    return this.session.base.contactApi.newInstance(user, patient, { id: randomUUID() }, true);
  }

  async #contactOf(batchId: unknown): Promise<Fields | undefined> {
    if (typeof batchId !== 'string') return undefined;
    const contact = (await this.session.send('GET', `contact/${batchId}`)) as Fields;
    return { ...contact, services: await this.#decryptedServices(contact) };
  }

  /** Keeps it, so that it is modified when one of the data samples is saved again. */
  async #contactWith(ids: readonly string[]): Promise<Fields> {
    const known = ids.map((id) => this.#contacts.get(id)).find((contact) => contact !== undefined);
    if (known !== undefined) return known;
    const body = { $type: 'FilterChain', filter: { $type: 'ContactByServiceIdsFilter', ids } };
    const { rows } = (await this.session.send('POST', `contact/filter?limit=${ids.length}`, body)) as Page;
    const [contact] = rows;
    if (contact === undefined) throw new Error(`Could not find batch information of the data sample ${ids.join()}`);
    const decrypted = { ...contact, services: await this.#decryptedServices(contact) };
    for (const id of ids) this.#contacts.put(id, decrypted);
    return decrypted;
  }

  async #requirePatient(contact: Fields, patientId: string): Promise<void> {
    const known = await this.#patientIdOf(contact);
    if (known === undefined) {
      throw new Error("Can't update a batch of data samples that is not linked to any patient yet.");
    }
    if (known !== patientId) {
      throw new Error("Can't update the patient of a batch of data samples. Delete those samples and create new ones");
    }
  }

  async #patientIdOf({ cryptedForeignKeys }: Fields): Promise<string | undefined> {
    return this.session.crypto.valueOf(await this.session.self(), cryptedForeignKeys);
  }

  /** Links services to healthcare elements, which must exist. */
  async #subContacts(services: readonly Fields[]): Promise<Fields[]> {
    const ids = [...new Set(services.flatMap(({ healthElementsIds }) => (healthElementsIds ?? []) as string[]))];
    if (ids.length === 0) return [];
    const found = (await this.session.send('POST', 'helement/byIds', { ids })) as Fields[];
    const missing = ids.filter((id) => !found.some((element) => element.id === id));
    if (missing.length > 0) {
      const { id } = await this.session.currentUser();
      throw new Error(`Health elements ${missing.join(',')} do not exist or user ${id} may not access them`);
    }
    return ids.map((healthElementId) => ({
      healthElementId,
      services: services
        .filter(({ healthElementsIds }) => (healthElementsIds as string[]).includes(healthElementId))
        .map(({ id }) => ({ serviceId: id })),
    }));
  }
}

function servicesOf({ services }: Fields): Fields[] {
  return (services ?? []) as Fields[];
}

/** The same contact, to be created once more. */
function again(contact: Fields): Fields {
  return { ...contact, id: randomUUID(), rev: undefined, modified: Date.now() };
}

/** Without any date they are infinite, which JSON makes null of. */
function dates(services: readonly Fields[]): Fields {
  const of = (name: 'openingDate' | 'closingDate'): number[] =>
    services.map((service) => service[name] ?? service.valueDate).filter((date) => typeof date === 'number');
  return { openingDate: Math.min(...of('openingDate')), closingDate: Math.max(...of('closingDate')) };
}

function elementsOf({ subContacts }: Fields, serviceId: string): string[] {
  return ((subContacts ?? []) as { healthElementId?: string; services?: { serviceId?: string }[] }[]).flatMap(
    ({ healthElementId, services = [] }) =>
      healthElementId !== undefined && services.some((link) => link.serviceId === serviceId) ? [healthElementId] : [],
  );
}
