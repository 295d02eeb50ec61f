/** Finds services by their ids. Each version of one may be in another contact; which contacts those are is kept, so that not all have to be searched. */
import type { Collection } from '../store/collection';
import type { Database } from '../store/database';
import type { StoredDocument } from '../store/document';
import { objectsOf } from '../json-reading';
import { servicesOf, type ServiceDocument } from './services';

export class ServiceIndex {
  readonly #contacts: Collection;
  /** Ids of the contacts that hold a service, or did. */
  readonly #contactIds = new Map<string, Set<string>>();

  constructor(database: Database) {
    this.#contacts = database.collection('contact');
    for (const contact of this.#contacts.all()) this.#add(contact);
    database.onChange(({ kind, document }) => {
      if (kind === 'contact') this.#add(document);
    });
  }

  /** All versions of all services that are not in deleted contacts. */
  all(): ServiceDocument[] {
    return this.#contacts.live().flatMap(servicesOf);
  }

  /** The version of a service that was modified last; of several, the one in the contact with the highest id. */
  latest(id: string): ServiceDocument | undefined {
    let latest: ServiceDocument | undefined;
    for (const contactId of this.#contactIds.get(id) ?? []) {
      const contact = this.#contacts.find(contactId);
      if (contact === undefined || contact.deletionDate !== undefined) continue;
      for (const service of servicesOf(contact)) {
        if (service.id === id && (latest === undefined || isLater(service, latest))) latest = service;
      }
    }
    return latest;
  }

  #add(contact: StoredDocument): void {
    for (const { id } of objectsOf(contact.services)) {
      if (typeof id !== 'string') continue;
      const known = this.#contactIds.get(id);
      if (known === undefined) this.#contactIds.set(id, new Set([contact.id]));
      else known.add(contact.id);
    }
  }
}

function isLater(left: ServiceDocument, right: ServiceDocument): boolean {
  const [leftModified, rightModified] = [modificationOf(left), modificationOf(right)];
  return leftModified === rightModified ? left.contactId > right.contactId : leftModified > rightModified;
}

function modificationOf({ modified }: ServiceDocument): number {
  return typeof modified === 'number' ? modified : 0;
}
