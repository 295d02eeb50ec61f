/**
 * The stand-in's builders of filters, with the methods of the real 2.2.5 (facts on the MedTech SDK, 5). What they build is the SDK's own JSON, with names
 * of its own; `filter-mapping.ts` makes the server's of it.
 */
import { FilterBuilder, OwnedFilterBuilder } from './filter-builder';
import type { Delegations, LegacyCrypto } from './legacy-crypto';
import { plain } from './models';

export type { Filter } from './filter-builder';

export class PatientFilter extends OwnedFilterBuilder {
  constructor() {
    super(
      (healthcarePartyId) => ({ $type: 'PatientByHealthcarePartyFilter', healthcarePartyId }),
      'Data Owner must be set for patient filter.',
    );
  }

  byIds(ids: readonly string[]): this {
    return this.by('PatientByIdsFilter', ids, () => ({ ids }));
  }

  byIdentifiers(identifiers: readonly object[]): this {
    return this.by('PatientByHealthcarePartyIdentifiersFilter', identifiers, (healthcarePartyId) => ({
      healthcarePartyId,
      identifiers,
    }));
  }

  withSsins(ssins: readonly string[]): this {
    return this.by('PatientByHealthcarePartySsinsFilter', ssins, (healthcarePartyId) => ({ healthcarePartyId, ssins }));
  }

  byGenderEducationProfession(gender: string, education?: string, profession?: string): this {
    const $type = 'PatientByHealthcarePartyGenderEducationProfessionFilter';
    return this.by($type, gender, (healthcarePartyId) => ({ healthcarePartyId, gender, education, profession }));
  }

  /** Both as `YYYYMMDD`. */
  dateOfBirthBetween(minDateOfBirth: number, maxDateOfBirth: number): this {
    return this.by('PatientByHealthcarePartyDateOfBirthBetweenFilter', true, (healthcarePartyId) => ({
      healthcarePartyId,
      minDateOfBirth,
      maxDateOfBirth,
    }));
  }

  /** Takes the day of the week for the day of the month, as the real one does. */
  ofAge(age: number): this {
    const now = new Date();
    const [year, month, day] = [now.getFullYear() - age, now.getMonth(), now.getDay()];
    return this.dateOfBirthBetween(
      fuzzyDate(new Date(year - 1, month, day + 1)),
      fuzzyDate(new Date(year, month, day)),
    );
  }

  containsFuzzy(searchString: string): this {
    return this.by('PatientByHealthcarePartyNameContainsFuzzyFilter', searchString, (healthcarePartyId) => ({
      healthcarePartyId,
      searchString,
    }));
  }
}

export class DataSampleFilter extends OwnedFilterBuilder {
  constructor() {
    super((hcpId) => ({ $type: 'DataSampleByHealthcarePartyFilter', hcpId }), 'Hcp must be set for patient filter.');
  }

  byIds(ids: readonly string[]): this {
    return this.by('DataSampleByIdsFilter', ids, () => ({ ids }));
  }

  byIdentifiers(identifiers: readonly object[]): this {
    return this.by('DataSampleByHealthcarePartyIdentifiersFilter', identifiers, (healthcarePartyId) => ({
      healthcarePartyId,
      identifiers,
    }));
  }

  /** The dates as `YYYYMMDDhhmmss`. */
  byLabelCodeDateFilter(
    tagType?: string,
    tagCode?: string,
    codeType?: string,
    codeCode?: string,
    startValueDate?: number,
    endValueDate?: number,
  ): this {
    return this.by('DataSampleByHealthcarePartyTagCodeDateFilter', true, (healthcarePartyId) => ({
      healthcarePartyId,
      tagType,
      tagCode,
      codeType,
      codeCode,
      startValueDate,
      endValueDate,
    }));
  }

  forPatients(crypto: LegacyCrypto, patients: readonly object[]): this {
    return this.by('DataSampleByHealthcarePartyPatientFilter', patients, async (healthcarePartyId) => ({
      healthcarePartyId,
      patientSecretForeignKeys: await secretIdsOf(crypto, healthcarePartyId, patients),
    }));
  }

  byHealthElementIds(healthcareElementIds: readonly string[]): this {
    const $type = 'DataSampleByHealthcarePartyHealthcareElementIdsFilter';
    return this.by($type, healthcareElementIds, (healthcarePartyId) => ({ healthcarePartyId, healthcareElementIds }));
  }
}

export class HealthcareElementFilter extends OwnedFilterBuilder {
  constructor() {
    super(
      (healthcarePartyId) => ({ $type: 'HealthcareElementByHealthcarePartyFilter', healthcarePartyId }),
      'Hcp must be set for patient filter.',
    );
  }

  byIds(ids: readonly string[]): this {
    return this.by('HealthcareElementByIdsFilter', ids, () => ({ ids }));
  }

  byIdentifiers(identifiers: readonly object[]): this {
    return this.by('HealthcareElementByHealthcarePartyIdentifiersFilter', identifiers, (healthcarePartyId) => ({
      healthcarePartyId,
      identifiers,
    }));
  }

  /** Forgets whose healthcare elements, as 2.2.5 does. */
  byLabelCodeFilter(tagType?: string, tagCode?: string, codeType?: string, codeCode?: string): this {
    const $type = 'HealthcareElementByHealthcarePartyLabelCodeFilter';
    return this.by($type, true, () => ({ tagType, tagCode, codeType, codeCode }));
  }

  forPatients(crypto: LegacyCrypto, patients: readonly object[]): this {
    return this.by('HealthcareElementByHealthcarePartyPatientFilter', patients, async (healthcarePartyId) => ({
      healthcarePartyId,
      patientSecretForeignKeys: await secretIdsOf(crypto, healthcarePartyId, patients),
    }));
  }
}

export class NotificationFilter extends OwnedFilterBuilder {
  constructor() {
    super(
      (healthcarePartyId) => ({ $type: 'NotificationsAfterDateFilter', healthcarePartyId, date: 0 }),
      'DataOwner must be set for NotificationFilter.',
    );
  }

  byIds(ids: readonly string[]): this {
    return this.by('NotificationsByIdFilter', ids, () => ({ ids }));
  }

  withType(type: string): this {
    return this.by('NotificationsByHcPartyAndTypeFilter', type, (healthcarePartyId) => ({ healthcarePartyId, type }));
  }

  /** @param date epoch, ms */
  afterDate(date: number): this {
    return this.by('NotificationsAfterDateFilter', date, (healthcarePartyId) => ({ healthcarePartyId, date }));
  }
}

/** Of all users: it knows no data owner. */
export class UserFilter extends FilterBuilder {
  constructor() {
    super(() => ({ $type: 'AllUsersFilter' }));
  }

  byIds(ids: readonly string[]): this {
    return this.by('UserByIdsFilter', ids, () => ({ ids }));
  }

  byPatientId(patientId: string): this {
    return this.by('UsersByPatientIdFilter', patientId, () => ({ patientId }));
  }
}

async function secretIdsOf(crypto: LegacyCrypto, dataOwnerId: string, patients: readonly object[]): Promise<string[]> {
  const keys = await Promise.all(
    patients.map((patient) => {
      const { id, systemMetaData } = plain(patient);
      const { delegations } = systemMetaData as { readonly delegations: Delegations };
      return crypto.extractKeysHierarchyFromDelegationLikes(dataOwnerId, String(id), delegations);
    }),
  );
  return keys.flat().flatMap(({ extractedKeys }) => extractedKeys);
}

function fuzzyDate(date: Date): number {
  return date.getFullYear() * 10_000 + (date.getMonth() + 1) * 100 + date.getDate();
}
