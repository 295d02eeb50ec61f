/** The stand-in's builders of filters. They make the server's JSON, with the field names of the facts on the MedTech SDK, 5. */
import type { Fields } from './models';

type Filter = Fields & { readonly $type: string };

/** Several criteria of one builder must all hold. */
class FilterBuilder {
  protected dataOwnerId: string | undefined;
  readonly #criteria: Filter[] = [];

  /** @param complaint what `build` rejects with when there is no data owner; undefined where none is needed */
  constructor(
    private readonly everything: (dataOwnerId: string | undefined) => Filter,
    private readonly complaint: string | undefined,
  ) {}

  forDataOwner(id: string): this {
    this.dataOwnerId = id;
    return this;
  }

  build(): Promise<Filter> {
    if (this.dataOwnerId === undefined && this.complaint !== undefined)
      return Promise.reject(new Error(this.complaint));
    const [only = this.everything(this.dataOwnerId), another] = this.#criteria;
    return Promise.resolve(another === undefined ? only : { $type: 'IntersectionFilter', filters: this.#criteria });
  }

  protected add($type: string, fields: Fields): this {
    this.#criteria.push({ $type, ...fields });
    return this;
  }
}

export class PatientFilter extends FilterBuilder {
  constructor() {
    super(
      (healthcarePartyId) => ({ $type: 'PatientByHcPartyFilter', healthcarePartyId }),
      'Data Owner must be set for patient filter.',
    );
  }

  byIds(ids: readonly string[]): this {
    return this.add('PatientByIdsFilter', { ids });
  }
}

export class DataSampleFilter extends FilterBuilder {
  constructor() {
    super((hcpId) => ({ $type: 'ServiceByHcPartyFilter', hcpId }), 'Hcp must be set for patient filter.');
  }

  byIds(ids: readonly string[]): this {
    return this.add('ServiceByIdsFilter', { ids });
  }

  byLabelCodeDateFilter(tagType?: string, tagCode?: string, codeType?: string, codeCode?: string): this {
    const { dataOwnerId: healthcarePartyId } = this;
    return this.add('ServiceByHcPartyTagCodeDateFilter', { healthcarePartyId, tagType, tagCode, codeType, codeCode });
  }
}

export class HealthcareElementFilter extends FilterBuilder {
  constructor() {
    super((hcpId) => ({ $type: 'HealthElementByHcPartyFilter', hcpId }), 'Hcp must be set for patient filter.');
  }

  byIds(ids: readonly string[]): this {
    return this.add('HealthElementByIdsFilter', { ids });
  }

  /** Forgets whose healthcare elements, as 2.2.5 does. */
  byLabelCodeFilter(tagType?: string, tagCode?: string, codeType?: string, codeCode?: string): this {
    return this.add('HealthElementByHcPartyTagCodeFilter', { tagType, tagCode, codeType, codeCode });
  }
}

export class NotificationFilter extends FilterBuilder {
  constructor() {
    super(
      (healthcarePartyId) => ({ $type: 'MaintenanceTaskAfterDateFilter', healthcarePartyId, date: 0 }),
      'DataOwner must be set for NotificationFilter.',
    );
  }

  byIds(ids: readonly string[]): this {
    return this.add('MaintenanceTaskByIdsFilter', { ids });
  }

  withType(type: string): this {
    return this.add('MaintenanceTaskByHcPartyAndTypeFilter', { healthcarePartyId: this.dataOwnerId, type });
  }

  /** @param date epoch, ms */
  afterDate(date: number): this {
    return this.add('MaintenanceTaskAfterDateFilter', { healthcarePartyId: this.dataOwnerId, date });
  }
}

/** Of all users: it knows no data owner. */
export class UserFilter {
  #ids: readonly string[] | undefined;

  byIds(ids: readonly string[]): this {
    this.#ids = ids;
    return this;
  }

  build(): Promise<Filter> {
    return Promise.resolve(
      this.#ids === undefined ? { $type: 'AllUsersFilter' } : { $type: 'UserByIdsFilter', ids: this.#ids },
    );
  }
}
