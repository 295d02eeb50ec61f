/** The APIs of the entities but data samples, with the names and signatures of the real 3.x. */
import type { Connection } from '../connection';
import type { BaseApi } from './api';
import { EntityApi, type Page, type Parts, type Subscribing } from './entity-api';
import { HEALTHCARE_ELEMENT, NOTIFICATION, PATIENT, USER } from './mapping';
import type { Model } from './models';
import type { Filter } from './wire-filter';

export class PatientApi extends EntityApi {
  constructor(parts: Parts) {
    super(parts, PATIENT, 'Patient', 'patient', (wire) => parts.baseApi.patientApi.decrypted(wire));
  }

  async createOrModifyPatient(model: object): Promise<Model> {
    const { patientApi } = this.parts.baseApi;
    const patient = this.toWire(model);
    const user = await this.user();
    const saved =
      patient.rev === undefined
        ? await patientApi.createPatientWithUser(user, await patientApi.newInstance(user, patient))
        : await patientApi.modifyPatientWithUser(user, patient);
    return this.toModel(saved);
  }

  async getPatient(id: string): Promise<Model> {
    const patient = await this.parts.baseApi.patientApi.get(id);
    if (patient.encryptedSelf === undefined) return this.toModel(patient);
    throw new Error(`Could not decrypt patient ${id} with current user ${(await this.user()).id}`);
  }

  async getPatientAndTryDecrypt(id: string): Promise<{ readonly patient: Model; readonly decrypted: boolean }> {
    const patient = await this.parts.baseApi.patientApi.get(id);
    return { patient: this.toModel(patient), decrypted: patient.encryptedSelf === undefined };
  }

  async deletePatient(id: string): Promise<string> {
    return (await this.parts.baseApi.patientApi.delete(id)).id;
  }

  /** Does not decrypt, as the real one. */
  filterPatients(filter: Filter, start?: string, limit?: number): Promise<Page> {
    return this.page(filter, start, limit, false);
  }

  matchPatients(filter: Filter): Promise<string[]> {
    return this.match(filter);
  }

  async giveAccessTo(patient: object, delegate: string): Promise<Model> {
    return this.toModel(await this.parts.baseApi.patientApi.shareWith(delegate, this.toWire(patient)));
  }

  subscribeToPatientEvents(...args: Subscribing): Promise<Connection> {
    return this.subscribeToEvents(...args);
  }
}

export class HealthcareElementApi extends EntityApi {
  /** Looked at by those who want it to share what it creates. */
  readonly heApi: BaseApi['healthcareElementApi'];

  constructor(parts: Parts) {
    const { healthcareElementApi } = parts.baseApi;
    super(parts, HEALTHCARE_ELEMENT, 'HealthElement', 'helement', (wire) => healthcareElementApi.decrypted(wire));
    this.heApi = healthcareElementApi;
  }

  /**
   * Creates them confidential: shared with nobody, whatever the user shares by default.
   * @param patientId required to create
   */
  async createOrModifyHealthcareElement(model: object, patientId?: string): Promise<Model> {
    const element = this.toWire(model);
    const user = await this.user();
    if (element.rev !== undefined) return this.toModel(await this.heApi.modify(element));
    if (patientId === undefined) {
      throw new Error('Error while creating: patientId should be provided to create new healthcare elements');
    }
    const patient = await this.parts.baseApi.patientApi.get(patientId);
    const created = await this.heApi.newInstance(user, patient, element, { confidential: true });
    return this.toModel(await this.heApi.create(created));
  }

  async getHealthcareElement(id: string): Promise<Model> {
    return this.toModel(await this.heApi.get(id));
  }

  /** Gives the revision, as the real one. */
  async deleteHealthcareElement(id: string): Promise<string> {
    return (await this.heApi.delete(id)).rev;
  }

  filterHealthcareElement(filter: Filter, start?: string, limit?: number): Promise<Page> {
    return this.page(filter, start, limit);
  }

  matchHealthcareElement(filter: Filter): Promise<string[]> {
    return this.match(filter);
  }

  async giveAccessTo(element: object, delegate: string): Promise<Model> {
    return this.toModel(await this.heApi.shareWith(delegate, this.toWire(element)));
  }

  subscribeToHealthcareElementEvents(...args: Subscribing): Promise<Connection> {
    return this.subscribeToEvents(...args);
  }
}

export class NotificationApi extends EntityApi {
  constructor(parts: Parts) {
    const { maintenanceTaskApi } = parts.baseApi;
    super(parts, NOTIFICATION, 'MaintenanceTask', 'maintenancetask', (wire) => maintenanceTaskApi.decrypted(wire));
  }

  /** @param delegate whom to notify, required to create */
  async createOrModifyNotification(model: object, delegate?: string): Promise<Model> {
    const { maintenanceTaskApi } = this.parts.baseApi;
    const task = this.toWire(model);
    if (task.rev !== undefined) return this.toModel(await maintenanceTaskApi.modify(task));
    if (delegate === undefined) throw new Error('No delegate provided for NotificationModel creation.');
    const additionalDelegates = { [delegate]: 'WRITE' } as const;
    const created = await maintenanceTaskApi.newInstance(await this.user(), task, { additionalDelegates });
    return this.toModel(await maintenanceTaskApi.create(created));
  }

  async getNotification(id: string): Promise<Model> {
    return this.toModel(await this.parts.baseApi.maintenanceTaskApi.get(id));
  }

  async deleteNotification(id: string): Promise<string> {
    return (await this.parts.baseApi.maintenanceTaskApi.delete(id)).id;
  }

  filterNotifications(filter: Filter, start?: string, limit?: number): Promise<Page> {
    return this.page(filter, start, limit);
  }

  /** @param status pending, ongoing, cancelled or completed */
  updateNotificationStatus(notification: Model, status: string): Promise<Model> {
    return this.createOrModifyNotification(Object.assign({}, notification, { status }));
  }

  subscribeToNotificationEvents(...args: Subscribing): Promise<Connection> {
    return this.subscribeToEvents(...args);
  }
}

export class UserApi extends EntityApi {
  constructor(parts: Parts) {
    super(parts, USER, 'User', 'user', (wire) => Promise.resolve(wire));
  }

  async getLoggedUser(): Promise<Model> {
    return this.toModel(await this.user());
  }

  async getUser(id: string): Promise<Model> {
    return this.toModel(await this.parts.baseApi.userApi.getUser(id));
  }

  async createOrModifyUser(model: object): Promise<Model> {
    const { userApi } = this.parts.baseApi;
    const user = this.toWire(model);
    return this.toModel(user.rev === undefined ? await userApi.createUser(user) : await userApi.modifyUser(user));
  }

  /** Gives the revision, as the real one. */
  async deleteUser(id: string): Promise<string> {
    return (await this.parts.baseApi.userApi.deleteUser(id)).rev;
  }

  filterUsers(filter: Filter, start?: string, limit?: number): Promise<Page> {
    return this.page(filter, start, limit);
  }

  matchUsers(filter: Filter): Promise<string[]> {
    return this.match(filter);
  }

  /** From now on, what the user creates is shared with these data owners, too; but not healthcare elements. */
  async shareAllFutureDataWith(dataOwnerIds: readonly string[], type = 'all'): Promise<Model> {
    const user = await this.user();
    const ids = new Set([...(user.autoDelegations?.[type] ?? []), ...dataOwnerIds]);
    const changed = { ...user, autoDelegations: { ...user.autoDelegations, [type]: [...ids] } };
    return this.toModel(await this.parts.baseApi.userApi.modifyUser(changed));
  }

  subscribeToUserEvents(...args: Subscribing): Promise<Connection> {
    return this.subscribeToEvents(...args);
  }
}
