/** The contacts that a session has saved or looked up, by the services in them: for a while they count as current. */
import type { Fields } from './models';

/** ms */
const LIFETIME = 300_000;

export class ContactCache {
  readonly #contacts = new Map<string, { readonly contact: Fields; readonly until: number }>();

  get(serviceId: string): Fields | undefined {
    const known = this.#contacts.get(serviceId);
    return known !== undefined && Date.now() < known.until ? known.contact : undefined;
  }

  put(serviceId: string, contact: Fields): void {
    this.#contacts.set(serviceId, { contact, until: Date.now() + LIFETIME });
  }

  clear(): void {
    this.#contacts.clear();
  }
}
