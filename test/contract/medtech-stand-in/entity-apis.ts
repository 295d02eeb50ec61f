/** The stand-in's APIs of patients, healthcare elements and notifications, with the names and signatures of the real 2.2.5. */
import { isDeepStrictEqual } from 'node:util';
import { dataOwnerOf } from './base-apis';
import type { Connection } from './connection';
import { HealthcareElementFilter, NotificationFilter } from './filters';
import { fromWire, HEALTHCARE_ELEMENT, NOTIFICATION, PATIENT, toWire } from './mapping';
import {
  EncryptedPatient,
  PaginatedListHealthcareElement,
  PaginatedListNotification,
  PaginatedListPatient,
  plain,
  type Fields,
  type Model,
} from './models';
import { notPlayed } from './not-played';
import type { SocketOptions } from './reconnecting-socket';
import type { Session } from './session';

export { DataSampleApi } from './data-sample-api';
export { UserApi } from './user-api';

export type Subscribing = [
  eventTypes: readonly string[],
  filter: object | undefined,
  onEvent: (entity: Model) => unknown,
  options?: Partial<SocketOptions>,
];

/** What may not change when a notification is modified. */
const FIXED = [
  'rev',
  'created',
  'endOfLife',
  'deletionDate',
  'modified',
  'author',
  'responsible',
  'type',
  'systemMetaData',
];

/** ms; of pending notifications, when nobody says since when. */
const MONTH = 30 * 24 * 3600 * 1000;

export class PatientApi {
  constructor(private readonly session: Session) {}

  async createOrModifyPatient(patient: object): Promise<Model> {
    const wire = toWire(PATIENT, patient);
    if (wire.rev !== undefined) return this.session.save(PATIENT, wire);
    const user = await this.session.currentUser();
    return this.session.save(PATIENT, await this.session.base.patientApi.newInstance(user, wire));
  }

  modifyPotentiallyEncryptedPatient(): Promise<never> {
    return Promise.reject(notPlayed('patientApi.modifyPotentiallyEncryptedPatient'));
  }

  async deletePatient(id: string): Promise<string> {
    return (await this.session.delete(PATIENT, id)).id;
  }

  async getPatient(id: string): Promise<Model> {
    const user = await this.session.currentUser();
    const { wire, decrypted } = await this.session.get(PATIENT, id);
    if (!decrypted) throw new Error(`Could not decrypt patient ${id} with current user ${user.id}`);
    return fromWire(PATIENT, wire);
  }

  /** A `Patient` or an `EncryptedPatient`. */
  async getPatientAndTryDecrypt(id: string): Promise<Model> {
    const { wire, decrypted } = await this.session.get(PATIENT, id);
    return fromWire(decrypted ? PATIENT : { ...PATIENT, Class: EncryptedPatient }, wire);
  }

  /** Does not decrypt, as the real one does not. */
  async filterPatients(filter: object, nextId?: string, limit?: number): Promise<Model> {
    const page = await this.session.filter(PATIENT, filter, nextId, limit);
    return new PaginatedListPatient({ ...page, rows: page.rows.map((row) => fromWire(PATIENT, row)) });
  }

  /** Throws at once when the filter is of something else. */
  matchPatients(filter: object): Promise<string[]> {
    return this.session.match(PATIENT, filter);
  }

  giveAccessTo(patient: object, delegate: string): Promise<Model> {
    return this.session.giveAccess(
      PATIENT,
      patient,
      delegate,
      (userId) =>
        `User ${userId} may not access patient information. Check that the patient is owned by/shared to the actual user ${userId}.`,
    );
  }

  giveAccessToPotentiallyEncrypted(patient: object, delegate: string): Promise<Model> {
    return this.giveAccessTo(patient, delegate);
  }

  giveAccessToAllDataOf(): Promise<never> {
    return Promise.reject(notPlayed('patientApi.giveAccessToAllDataOf'));
  }

  subscribeToPatientEvents(...args: Subscribing): Promise<Connection> {
    return this.session.plainly(() => this.session.subscribe(PATIENT, ...args));
  }
}

export class HealthcareElementApi {
  constructor(private readonly session: Session) {}

  /** @param patientId required to create */
  async createOrModifyHealthcareElement(element: object, patientId?: string): Promise<Model> {
    const patient = patientId === undefined ? undefined : (await this.session.get(PATIENT, patientId)).wire;
    const wire = toWire(HEALTHCARE_ELEMENT, element);
    if (wire.rev !== undefined) return this.session.save(HEALTHCARE_ELEMENT, wire);
    if (patient === undefined) {
      throw new Error(`Could not create / modify healthElement ${String((element as Fields).id)}`);
    }
    const user = await this.session.currentUser();
    const created = await this.session.base.healthcareElementApi.newInstance(user, patient, wire, true);
    return this.session.save(HEALTHCARE_ELEMENT, created);
  }

  /** One after the other, where the real one sends them together. */
  async createOrModifyHealthcareElements(elements: readonly object[], patientId?: string): Promise<Model[]> {
    if (patientId === undefined && elements.some((element) => (element as Fields).rev === undefined)) {
      throw new Error('Error while creating: patientId should be provided to create new healthcare elements');
    }
    const saved: Model[] = [];
    for (const element of elements) saved.push(await this.createOrModifyHealthcareElement(element, patientId));
    return saved;
  }

  /** Resolves to the revision, as the real one does. */
  async deleteHealthcareElement(id: string): Promise<string> {
    return (await this.session.delete(HEALTHCARE_ELEMENT, id)).rev;
  }

  async getHealthcareElement(id: string): Promise<Model> {
    return fromWire(HEALTHCARE_ELEMENT, (await this.session.get(HEALTHCARE_ELEMENT, id)).wire);
  }

  async filterHealthcareElement(filter: object, nextId?: string, limit?: number): Promise<Model> {
    const page = await this.session.filter(HEALTHCARE_ELEMENT, filter, nextId, limit);
    const rows = await Promise.all(page.rows.map((row) => this.session.decrypted(row)));
    return new PaginatedListHealthcareElement({
      ...page,
      rows: rows.map(({ wire }) => fromWire(HEALTHCARE_ELEMENT, wire)),
    });
  }

  async matchHealthcareElement(filter: object): Promise<string[]> {
    return this.session.match(HEALTHCARE_ELEMENT, filter);
  }

  async getHealthcareElementsForPatient(patient: object): Promise<Model[]> {
    const { crypto } = this.session;
    const self = await this.session.self();
    const filter = await new HealthcareElementFilter().forDataOwner(self).forPatients(crypto, [patient]).build();
    return (await this.filterHealthcareElement(filter)).rows as Model[];
  }

  giveAccessTo(element: object, delegate: string): Promise<Model> {
    return this.session.giveAccess(
      HEALTHCARE_ELEMENT,
      element,
      delegate,
      (userId) =>
        `User ${userId} may not access healthcare element. Check that the healthcare element is owned by/shared to the actual user.`,
    );
  }

  subscribeToHealthcareElementEvents(...args: Subscribing): Promise<Connection> {
    return this.session.subscribe(HEALTHCARE_ELEMENT, ...args);
  }
}

export class NotificationApi {
  constructor(private readonly session: Session) {}

  /** @param delegate required to create */
  async createOrModifyNotification(notification: object, delegate?: string): Promise<Model> {
    const wire = toWire(NOTIFICATION, notification);
    if (wire.rev !== undefined) {
      await this.#requireSame(notification);
      return this.session.save(NOTIFICATION, wire);
    }
    if (delegate === undefined) {
      throw new Error(
        'No delegate provided for Notification creation. You must provide a delegate to create a Notification. The delegate is the id of the data owner you want to notify.',
      );
    }
    const user = await this.session.currentUser();
    const created = await this.session.base.maintenanceTaskApi.newInstance(user, wire, [delegate]);
    return this.session.save(NOTIFICATION, created);
  }

  async deleteNotification(id: string): Promise<string> {
    return (await this.session.delete(NOTIFICATION, id)).id;
  }

  async getNotification(id: string): Promise<Model> {
    return fromWire(NOTIFICATION, (await this.session.get(NOTIFICATION, id)).wire);
  }

  async filterNotifications(filter: object, nextId?: string, limit?: number): Promise<Model> {
    const page = await this.session.filter(NOTIFICATION, filter, nextId, limit);
    const rows = await Promise.all(page.rows.map((row) => this.session.decrypted(row)));
    return new PaginatedListNotification({ ...page, rows: rows.map(({ wire }) => fromWire(NOTIFICATION, wire)) });
  }

  /** @param fromDate epoch, ms; without it, a month ago */
  async getPendingNotificationsAfter(fromDate = Date.now() - MONTH): Promise<Model[]> {
    const self = dataOwnerOf(await this.session.currentUser());
    const filter = await new NotificationFilter().afterDate(fromDate).forDataOwner(self).build();
    const { rows } = await this.filterNotifications(filter);
    return (rows as Model[]).filter(({ status }) => status === 'pending');
  }

  updateNotificationStatus(notification: Model, status: string): Promise<Model> {
    notification.status = status;
    return this.createOrModifyNotification(notification);
  }

  subscribeToNotificationEvents(...args: Subscribing): Promise<Connection> {
    return this.session.subscribe(NOTIFICATION, ...args);
  }

  async #requireSame(notification: object): Promise<void> {
    const changed = plain(notification);
    const existing = plain(await this.getNotification(String(changed.id)));
    for (const name of FIXED) {
      if (!isDeepStrictEqual(existing[name], changed[name])) throw new Error(`Cannot modify ${name} field`);
    }
  }
}
