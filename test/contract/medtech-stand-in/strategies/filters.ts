/** The builders of filters. */
import type { Fields } from '../models';
import type { Filter } from './wire-filter';

/** What "self" needs. */
export interface SelfSource {
  readonly dataOwnerApi: { getDataOwnerId(): Promise<string> };
}

/** Of filters that are built. */
export const FilterComposition = {
  union: (...filters: readonly Filter[]): Filter => ({ filters, $type: 'UnionFilter' }),
  intersection: (...filters: readonly Filter[]): Filter => ({ filters, $type: 'IntersectionFilter' }),
};

type Criterion = (dataOwnerId: string) => Filter;

/** Several criteria must all hold; ids must be in all lists. */
class Builder {
  readonly #criteria: Criterion[] = [];
  #ids: readonly string[] | undefined;
  #isSorting = false;

  constructor(
    private readonly dataOwner: () => Promise<string>,
    private readonly everything: Criterion,
    private readonly idsType: string,
  ) {}

  /** Puts the next criterion first. */
  get sort(): this {
    this.#isSorting = true;
    return this;
  }

  byIds(ids: readonly string[]): this {
    const known = this.#ids;
    this.#ids = known === undefined ? ids : known.filter((id) => ids.includes(id));
    return known === undefined ? this.add(() => ({ ids: this.#ids, $type: this.idsType })) : this;
  }

  async build(): Promise<Filter> {
    const owner = await this.dataOwner();
    if (this.#ids?.length === 0) return { $type: 'NoOpFilter' };
    const [only = this.everything, another] = this.#criteria;
    if (another === undefined) return only(owner);
    return FilterComposition.intersection(...this.#criteria.map((criterion) => criterion(owner)));
  }

  protected add(criterion: Criterion): this {
    if (this.#isSorting) this.#criteria.unshift(criterion);
    else this.#criteria.push(criterion);
    this.#isSorting = false;
    return this;
  }

  /** A criterion that is about data of the data owner. */
  protected own($type: string, fields: Fields): this {
    return this.add((healthcarePartyId) => ({ healthcarePartyId, ...fields, $type }));
  }
}

class PatientBuilder extends Builder {
  byIdentifiers(identifiers: readonly object[]): this {
    return this.own('PatientByHealthcarePartyIdentifiersFilter', { identifiers });
  }

  withSsins(ssins: readonly string[]): this {
    return this.own('PatientByHealthcarePartySsinsFilter', { ssins });
  }

  byGenderEducationProfession(gender: string, education?: string, profession?: string): this {
    const fields = { gender, education, profession };
    return this.own('PatientByHealthcarePartyGenderEducationProfessionFilter', fields);
  }

  /** @param minDateOfBirth `YYYYMMDD`, as the other */
  dateOfBirthBetween(minDateOfBirth: number, maxDateOfBirth: number): this {
    return this.own('PatientByHealthcarePartyDateOfBirthBetweenFilter', { minDateOfBirth, maxDateOfBirth });
  }

  containsFuzzy(searchString: string): this {
    return this.own('PatientByHealthcarePartyNameContainsFuzzyFilter', { searchString });
  }
}

class DataSampleBuilder extends Builder {
  byIdentifiers(identifiers: readonly object[]): this {
    return this.own('ServiceByHealthcarePartyIdentifiersFilter', { identifiers });
  }

  byHealthElementIds(healthElementIds: readonly string[]): this {
    return this.own('ServiceByHealthcarePartyHealthElementIdsFilter', { healthElementIds });
  }

  /** @param startValueDate `YYYYMMDDhhmmss`, as the other */
  byLabelCodeDateFilter(
    tagType?: string,
    tagCode?: string,
    codeType?: string,
    codeCode?: string,
    startValueDate?: number,
    endValueDate?: number,
    descending = false,
  ): this {
    const fields = { tagType, tagCode, codeType, codeCode, startValueDate, endValueDate };
    requireAny(fields);
    return this.own('ServiceByHealthcarePartyTagCodeDateFilter', { ...fields, descending });
  }
}

class HealthcareElementBuilder extends Builder {
  byIdentifiers(identifiers: readonly object[]): this {
    return this.own('HealthElementByHealthcarePartyIdentifiersFilter', { identifiers });
  }

  byLabelCodeFilter(tagType?: string, tagCode?: string, codeType?: string, codeCode?: string): this {
    const fields = { tagType, tagCode, codeType, codeCode };
    requireAny(fields);
    return this.own('HealthElementByHealthcarePartyTagCodeFilter', fields);
  }
}

class NotificationBuilder extends Builder {
  withType(type: string): this {
    return this.own('MaintenanceTasksByHcPartyAndTypeFilter', { type });
  }

  /** @param date epoch, ms */
  afterDate(date: number): this {
    return this.own('MaintenanceTasksAfterDateFilter', { date });
  }
}

/** What must be told first: whose entities. */
class OwnedFilter<Built> {
  constructor(
    private readonly api: SelfSource | undefined,
    private readonly begin: (dataOwner: () => Promise<string>) => Built,
  ) {}

  forDataOwner(id: string): Built {
    return this.begin(() => Promise.resolve(id));
  }

  /** @throws Error without an api */
  forSelf(): Built {
    const { api } = this;
    if (api === undefined) throw new TypeError("Cannot read properties of undefined (reading 'dataOwnerApi')");
    return this.begin(() => api.dataOwnerApi.getDataOwnerId());
  }
}

export class PatientFilter extends OwnedFilter<PatientBuilder> {
  constructor(api?: SelfSource) {
    const everything: Criterion = (healthcarePartyId) => ({
      healthcarePartyId,
      $type: 'PatientByHealthcarePartyFilter',
    });
    super(api, (owner) => new PatientBuilder(owner, everything, 'PatientByIdsFilter'));
  }
}

export class DataSampleFilter extends OwnedFilter<DataSampleBuilder> {
  constructor(api?: SelfSource) {
    const everything: Criterion = (hcpId) => ({ hcpId, $type: 'ServiceByHealthcarePartyFilter' });
    super(api, (owner) => new DataSampleBuilder(owner, everything, 'ServiceByIdsFilter'));
  }
}

export class HealthcareElementFilter extends OwnedFilter<HealthcareElementBuilder> {
  constructor(api?: SelfSource) {
    const $type = 'HealthElementByHealthcarePartyFilter';
    const everything: Criterion = (healthcarePartyId) => ({ healthcarePartyId, $type });
    super(api, (owner) => new HealthcareElementBuilder(owner, everything, 'HealthElementByIdsFilter'));
  }
}

export class NotificationFilter extends OwnedFilter<NotificationBuilder> {
  constructor(api?: SelfSource) {
    const $type = 'MaintenanceTasksAfterDateFilter';
    const everything: Criterion = (healthcarePartyId) => ({ healthcarePartyId, date: 0, $type });
    super(api, (owner) => new NotificationBuilder(owner, everything, 'MaintenanceTasksByIdFilter'));
  }
}

/** Of all users: it knows no data owner. */
export class UserFilter extends Builder {
  constructor(protected readonly api?: SelfSource) {
    super(
      () => Promise.resolve(''),
      () => ({ $type: 'AllUsersFilter' }),
      'UserByIdsFilter',
    );
  }

  byPatientId(patientId: string): this {
    return this.add(() => ({ patientId, $type: 'UsersByPatientIdFilter' }));
  }
}

function requireAny(fields: Fields): void {
  if (Object.values(fields).every((value) => value === undefined)) {
    throw new Error('At least one parameter must be specified');
  }
}
