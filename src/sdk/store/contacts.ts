/** Contacts, which hold data samples: those that are saved together are one, a batch. */
import { randomUUID } from 'node:crypto';
import { FailureError } from '../../model/failure';
import type { JsonObject } from '../../model/json';
import type { StoredEntity } from '../../model/stored-entity';
import { enriched, servicesIn } from '../wire/contact-services';
import { encryptContent } from '../wire/content-cipher';
import type { StoreContext } from './context';
import { refused } from './item-error';
import { keyOf, openWith } from './opened';
import { isAlive, isDocument, type Document } from './read';
import { CONTACT } from './resources';
import type { Saving } from './saving';

/** Undefined when it is not there, deleted or not for this user. @throws FailureError */
export async function readContact({ requests }: StoreContext, id: string): Promise<Document | undefined> {
  const what = 'Reading the batch of a data sample';
  const path = `${CONTACT}/${encodeURIComponent(id)}`;
  const contact = await requests.read({ entity: 'DataSample', method: 'GET', path, what });
  // It is deleted as documents are, not as data samples are.
  return isDocument(contact) && isAlive('Patient')(contact) ? contact : undefined;
}

/**
 * @param what begins the message of a failure
 * @throws FailureError
 */
export async function writeContact(
  { requests }: StoreContext,
  method: 'POST' | 'PUT',
  body: Document,
  what: string,
): Promise<Document | 'conflict'> {
  const answer = await requests.write({ entity: 'DataSample', method, path: CONTACT, body, what });
  if (answer.kind === 'refused') {
    if (answer.status === 409) return 'conflict';
    throw refused('DataSample', answer.status);
  }
  if (isDocument(answer.body)) return answer.body;
  throw new FailureError('protocol', `${what}: the server took it, but did not answer with what it has stored.`);
}

/** A new contact, with its key and without services; not stored yet. @throws FailureError */
export async function newContact(saving: Saving): Promise<{ readonly contact: Document; readonly key: string }> {
  const id = randomUUID();
  const now = Date.now();
  const metadata = await saving.metadata('DataSample', id, true);
  const key = await keyOf(saving.context, 'DataSample', { ...metadata, id });
  const encryptedSelf = encryptContent(key, {});
  const contact = { id, groupId: id, created: now, modified: now, ...saving.provenance(), ...metadata, encryptedSelf };
  return { contact, key };
}

/** A data sample of a contact, as finding would give it, with the revision of the contact. */
export async function sampleIn(contact: Document, service: Document, key: string): Promise<StoredEntity> {
  const stored = await openWith(key, 'DataSample', enriched(service, contact));
  return typeof contact.rev === 'string' ? { ...stored, rev: contact.rev } : stored;
}

/** Undefined when it is not in the contact, or has ended. */
export function liveServiceIn(contact: JsonObject, id: string): Document | undefined {
  return servicesIn(contact)
    .filter(isDocument)
    .find((service) => service.id === id && isAlive('DataSample')(service));
}
