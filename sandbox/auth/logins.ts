/** The check of user names and secrets: at a login, and with every request that brings them along (HTTP Basic). */
import { GROUP_ID } from '../accounts';
import type { Faults } from '../faults';
import { HttpError } from '../http/error';
import type { Database } from '../store/database';
import type { StoredDocument } from '../store/document';
import type { AuthenticationClass, Credentials } from './credentials';

export class Logins {
  constructor(
    private readonly database: Database,
    private readonly credentials: Credentials,
    private readonly faults: Faults,
  ) {}

  /**
   * The user whose name and secret (password or authentication token) these are, and how strong that login is.
   * @throws HttpError 401 without a body, or what the sandbox was asked to refuse logins with
   */
  check(
    username: string,
    secret: string,
    applicationId: string | undefined,
  ): { readonly user: StoredDocument; readonly authenticationClass: AuthenticationClass } {
    if (this.faults.refuseLogin !== undefined) throw new HttpError(this.faults.refuseLogin);
    const user = this.find(username);
    const authenticationClass = user && this.credentials.check(user.id, secret, applicationId);
    if (user === undefined || authenticationClass === undefined) throw new HttpError(401);
    return { user, authenticationClass };
  }

  /** By login, e-mail address, phone number or id, the last with or without group. */
  private find(username: string): StoredDocument | undefined {
    return this.database
      .collection('user')
      .live()
      .find(({ id, login, email, mobilePhone }) =>
        [id, `${GROUP_ID}:${id}`, `${GROUP_ID}/${id}`, login, email, mobilePhone].includes(username),
      );
  }
}
