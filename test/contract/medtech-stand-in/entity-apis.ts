/** The stand-in's APIs of the five entities, with the names and signatures of the real 2.2.5. */
import { randomUUID } from 'node:crypto';
import type { Connection } from './connection';
import type { Parent } from './legacy-crypto';
import { DATA_SAMPLE, fromWire, HEALTHCARE_ELEMENT, NOTIFICATION, PATIENT, split, toWire, USER } from './mapping';
import { plain, type Fields, type Model } from './models';
import type { SocketOptions } from './reconnecting-socket';
import type { Session } from './session';

type Subscribing = [
  eventTypes: readonly string[],
  filter: object,
  onEvent: (entity: Model) => unknown,
  options?: Partial<SocketOptions>,
];

export class PatientApi {
  constructor(private readonly session: Session) {}

  createOrModifyPatient(patient: object): Promise<Model> {
    return this.session.createOrModify(PATIENT, patient);
  }

  deletePatient(id: string): Promise<string> {
    return this.session.delete(PATIENT, id);
  }

  subscribeToPatientEvents(...args: Subscribing): Promise<Connection> {
    return this.session.subscribe(PATIENT, ...args);
  }
}

export class HealthcareElementApi {
  constructor(private readonly session: Session) {}

  /** @param patientId required to create */
  async createOrModifyHealthcareElement(element: object, patientId?: string): Promise<Model> {
    const parent = patientId === undefined ? undefined : await parentOf(this.session, patientId);
    return this.session.createOrModify(HEALTHCARE_ELEMENT, element, parent);
  }

  deleteHealthcareElement(id: string): Promise<string> {
    return this.session.delete(HEALTHCARE_ELEMENT, id);
  }

  subscribeToHealthcareElementEvents(...args: Subscribing): Promise<Connection> {
    return this.session.subscribe(HEALTHCARE_ELEMENT, ...args);
  }
}

export class NotificationApi {
  constructor(private readonly session: Session) {}

  createOrModifyNotification(notification: object, delegate?: string): Promise<Model> {
    return this.session.createOrModify(NOTIFICATION, notification, undefined, delegate === undefined ? [] : [delegate]);
  }

  deleteNotification(id: string): Promise<string> {
    return this.session.delete(NOTIFICATION, id);
  }

  subscribeToNotificationEvents(...args: Subscribing): Promise<Connection> {
    return this.session.subscribe(NOTIFICATION, ...args);
  }
}

export class DataSampleApi {
  constructor(private readonly session: Session) {}

  async createOrModifyDataSampleFor(patientId: string, sample: object): Promise<Model> {
    const { clear, secret } = split(DATA_SAMPLE, toWire(DATA_SAMPLE, sample));
    const parent = await parentOf(this.session, patientId);
    const saved = await this.#createContact(clear, secret, parent);
    return fromWire(DATA_SAMPLE, { ...saved, ...secret });
  }

  /** Ends the data sample, in a new contact. */
  async deleteDataSample(id: string): Promise<string> {
    const body = { $type: 'FilterChain', filter: { $type: 'ServiceByIdsFilter', ids: [id] } };
    const { rows } = (await this.session.rest.send('POST', 'contact/service/filter?limit=1', body)) as {
      rows: Fields[];
    };
    const [found] = rows;
    if (found === undefined) throw new Error(`Could not find the data sample ${id}`);
    const patientId = await this.session.crypto.valueOf(await this.session.self(), found.cryptedForeignKeys);
    const [secretId] = found.secretForeignKeys as string[];
    if (patientId === undefined || secretId === undefined)
      throw new Error(`Could not find the patient of data sample ${id}`);
    const now = Date.now();
    await this.#createContact({ id, modified: now, endOfLife: now }, undefined, { id: patientId, secretId });
    return id;
  }

  subscribeToDataSampleEvents(...args: Subscribing): Promise<Connection> {
    return this.session.subscribe(DATA_SAMPLE, ...args);
  }

  /** @param secret what of the service is encrypted; undefined when it has ended */
  async #createContact(service: Fields, secret: Fields | undefined, parent: Parent): Promise<Fields> {
    const { rest, crypto } = this.session;
    const user = await this.session.currentUser();
    const self = await this.session.self();
    const id = randomUUID();
    const metadata = await crypto.newMetadata(id, self, await this.session.delegates(), parent);
    const encrypted =
      secret === undefined ? {} : { encryptedSelf: await crypto.encryptContent(secret, self, metadata) };
    const contact = {
      id,
      responsible: self,
      author: user.id,
      groupId: randomUUID(),
      subContacts: [],
      services: [{ ...service, ...encrypted }],
      ...metadata,
      encryptedSelf: await crypto.encryptContent({}, self, metadata),
    };
    await rest.send('POST', 'contact', contact);
    return { ...service, contactId: id, ...metadata, ...encrypted };
  }
}

export class UserApi {
  constructor(private readonly session: Session) {}

  async createOrModifyUser(user: object): Promise<Model> {
    const wire = toWire(USER, user);
    const method = wire.rev === undefined ? 'POST' : 'PUT';
    return fromWire(USER, (await this.session.rest.send(method, 'user', wire)) as Fields);
  }

  deleteUser(id: string): Promise<string> {
    return this.session.delete(USER, id);
  }

  /** From now on, what the user creates is shared with these data owners, too. */
  async shareAllFutureDataWith(dataOwnerIds: readonly string[], type = 'all'): Promise<Model> {
    const user = await this.session.currentUser();
    const ids = new Set([...(user.autoDelegations?.[type] ?? []), ...dataOwnerIds]);
    const changed = { ...plain(user), autoDelegations: { ...user.autoDelegations, [type]: [...ids] } };
    return fromWire(USER, (await this.session.rest.send('PUT', 'user', changed)) as Fields);
  }

  subscribeToUserEvents(...args: Subscribing): Promise<Connection> {
    return this.session.subscribe(USER, ...args);
  }
}

async function parentOf(session: Session, id: string): Promise<Parent> {
  const patient = (await session.rest.send('GET', `patient/${id}`)) as Fields;
  const secretId = await session.crypto.valueOf(await session.self(), patient.delegations);
  if (secretId === undefined) throw new Error(`Could not decrypt patient ${id}`);
  return { id, secretId };
}
