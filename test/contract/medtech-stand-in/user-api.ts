/** The stand-in's API of users. */
import { randomUUID } from 'node:crypto';
import type { CurrentUser } from './base-apis';
import type { Connection } from './connection';
import type { Subscribing } from './entity-apis';
import { fromWire, toWire, USER } from './mapping';
import { PaginatedListUser, type Fields, type Model } from './models';
import { notPlayed } from './not-played';
import type { Session } from './session';

/** s */
const TOKEN_VALIDITY = 30 * 24 * 3600;

export class UserApi {
  constructor(private readonly session: Session) {}

  async createOrModifyUser(user: object): Promise<Model> {
    const wire = toWire(USER, user);
    return fromWire(USER, (await this.session.send(wire.rev === undefined ? 'POST' : 'PUT', 'user', wire)) as Fields);
  }

  /** Resolves to the revision, as the real one does. */
  async deleteUser(id: string): Promise<string> {
    return (await this.session.delete(USER, id)).rev;
  }

  async getLoggedUser(): Promise<Model> {
    return fromWire(USER, await this.session.currentUser());
  }

  async getUser(id: string): Promise<Model> {
    return fromWire(USER, (await this.session.send('GET', `user/${id}`)) as Fields);
  }

  async getUserByEmail(email: string): Promise<Model> {
    return fromWire(USER, (await this.session.send('GET', `user/byEmail/${encodeURIComponent(email)}`)) as Fields);
  }

  async filterUsers(filter: object, nextId?: string, limit?: number): Promise<Model> {
    const page = await this.session.filter(USER, filter, nextId, limit);
    return new PaginatedListUser({ ...page, rows: page.rows.map((row) => fromWire(USER, row)) });
  }

  async matchUsers(filter: object): Promise<string[]> {
    return this.session.match(USER, filter);
  }

  async createToken(userId: string, seconds = TOKEN_VALIDITY): Promise<string> {
    return String(await this.session.send('POST', `user/token/${userId}/${randomUUID()}?tokenValidity=${seconds}`));
  }

  checkTokenValidity(): Promise<never> {
    return Promise.reject(notPlayed('userApi.checkTokenValidity'));
  }

  createAndInviteUser(): Promise<never> {
    return Promise.reject(
      new Error(
        'Can not invite a user, as no msgGtwUrl and/or specId have been provided : Make sure to call .withMsgGtwUrl and .withMsgGtwSpecId when creating your MedTechApi',
      ),
    );
  }

  /**
   * From now on, what the user creates is shared with these data owners, too. Its defect: without a type it adds nobody to those with whom everything
   * is shared already.
   */
  async shareAllFutureDataWith(dataOwnerIds: readonly string[], type?: string): Promise<Model> {
    const user = await this.session.currentUser();
    const { autoDelegations = {} } = user;
    const known = autoDelegations[type ?? 'all'];
    if (known === undefined) return this.#share(user, { ...autoDelegations, [type ?? 'all']: dataOwnerIds });
    if (dataOwnerIds.every((id) => known.includes(id))) return fromWire(USER, user);
    const added = type === undefined ? {} : { [type]: [...new Set([...known, ...dataOwnerIds])] };
    return this.#share(user, { ...autoDelegations, ...added });
  }

  /** With the same defect. */
  async stopSharingDataWith(dataOwnerIds: readonly string[], type?: string): Promise<Model> {
    const user = await this.session.currentUser();
    const { autoDelegations = {} } = user;
    const known = autoDelegations[type ?? 'all'] ?? [];
    if (!known.some((id) => dataOwnerIds.includes(id))) return fromWire(USER, user);
    const left = type === undefined ? {} : { [type]: known.filter((id) => !dataOwnerIds.includes(id)) };
    return this.#share(user, { ...autoDelegations, ...left });
  }

  subscribeToUserEvents(...args: Subscribing): Promise<Connection> {
    return this.session.plainly(() => this.session.subscribe(USER, ...args));
  }

  async #share(user: CurrentUser, autoDelegations: Fields): Promise<Model> {
    return fromWire(USER, (await this.session.send('PUT', 'user', { ...user, autoDelegations })) as Fields);
  }
}
