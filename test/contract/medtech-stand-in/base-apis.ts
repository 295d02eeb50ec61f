/** What the real one has as `_baseApi`: the APIs of `@icure/api` 6.4.4 below, as far as new entities are made with them. They store nothing. */
import { randomUUID } from 'node:crypto';
import type { LegacyCrypto, Parent } from './legacy-crypto';
import type { Fields } from './models';
import type { RestClient } from './rest-client';

export interface CurrentUser extends Fields {
  readonly id: string;
  readonly healthcarePartyId?: string;
  readonly patientId?: string;
  readonly deviceId?: string;
  /** Whom the user has chosen to share with, by the kind of data. */
  readonly autoDelegations?: Readonly<Record<string, readonly string[]>>;
}

/** A patient as it is on the wire. */
export type PatientDto = Fields & { readonly id?: unknown };

const WITH_CODES = { codes: [], tags: [] };

export class BaseApis {
  readonly userApi = {
    getCurrentUser: async (): Promise<CurrentUser> => (await this.rest.send('GET', 'user/current')) as CurrentUser,
  };

  readonly patientApi = {
    newInstance: (user: CurrentUser, p: Fields = {}, delegates: readonly string[] = []): Promise<Fields> =>
      this.#initialised({ ...begun('Patient', user), ...WITH_CODES, ...p }, user, withMedical(user, delegates)),
  };

  readonly contactApi = {
    newInstance: async (
      user: CurrentUser,
      patient: PatientDto,
      c: Fields = {},
      // It chooses among secret ids of a hierarchy of data owners, which the stand-in does not know.
      _confidential?: boolean,
      delegates: readonly string[] = [],
    ): Promise<Fields> => {
      const own = { groupId: randomUUID(), subContacts: [], services: [], openingDate: fuzzyNow() };
      const contact = { ...begun('Contact', user), ...WITH_CODES, ...own, ...c };
      return this.#initialised(contact, user, withMedical(user, delegates), await this.#parent(user, patient));
    },
  };

  readonly healthcareElementApi = {
    newInstance: async (
      user: CurrentUser,
      patient: PatientDto,
      h: Fields = {},
      // It chooses among secret ids of a hierarchy of data owners, which the stand-in does not know.
      _confidential?: boolean,
      delegates: readonly string[] = [],
    ): Promise<Fields> => {
      const own = { healthElementId: randomUUID(), openingDate: fuzzyNow() };
      const element = { ...begun('HealthElement', user), ...WITH_CODES, ...own, ...h };
      return this.#initialised(element, user, withMedical(user, delegates), await this.#parent(user, patient));
    },
  };

  readonly maintenanceTaskApi = {
    newInstance: (user: CurrentUser, m: Fields = {}, delegates: readonly string[] = []): Promise<Fields> =>
      this.#initialised({ ...begun('MaintenanceTask', user), ...m }, user, [...delegates, ...sharedWith(user, 'all')]),
  };

  constructor(
    private readonly rest: RestClient,
    readonly cryptoApi: LegacyCrypto,
  ) {}

  async #initialised(
    entity: Fields,
    user: CurrentUser,
    delegates: readonly string[],
    parent?: Parent,
  ): Promise<Fields> {
    const metadata = await this.cryptoApi.newMetadata(String(entity.id), dataOwnerOf(user), delegates, parent);
    return { ...entity, ...metadata };
  }

  async #parent(user: CurrentUser, { id, delegations }: PatientDto): Promise<Parent> {
    return { id: String(id), secretId: await this.cryptoApi.valueOf(dataOwnerOf(user), delegations) };
  }
}

export function dataOwnerOf({ healthcarePartyId, patientId, deviceId }: CurrentUser): string {
  const id = healthcarePartyId ?? patientId ?? deviceId;
  if (id === undefined) throw new Error('The user is no data owner');
  return id;
}

function begun(type: string, user: CurrentUser): Fields {
  const now = Date.now();
  return {
    id: randomUUID(),
    _type: `org.taktik.icure.entities.${type}`,
    created: now,
    modified: now,
    responsible: dataOwnerOf(user),
    author: user.id,
  };
}

function withMedical(user: CurrentUser, delegates: readonly string[]): string[] {
  return [...delegates, ...sharedWith(user, 'all'), ...sharedWith(user, 'medicalInformation')];
}

function sharedWith({ autoDelegations = {} }: CurrentUser, type: string): readonly string[] {
  return autoDelegations[type] ?? [];
}

/** Local time, as `YYYYMMDDhhmmss`. */
function fuzzyNow(): number {
  const now = new Date();
  const time = now.getHours() * 10_000 + now.getMinutes() * 100 + now.getSeconds();
  const date = now.getFullYear() * 10_000 + (now.getMonth() + 1) * 100 + now.getDate();
  return date * 1_000_000 + time;
}
