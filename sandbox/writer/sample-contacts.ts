/** Data samples in contacts: each version of one, its end too, is a contact of its own, as SDKs write it from a session that did not make the sample. */
import { randomUUID } from 'node:crypto';
import type { JsonObject } from '../../src/model/json';
import type { SampleVersion } from '../history/history';
import { objectsOf } from '../json-reading';
import type { Collection } from '../store/collection';
import type { StoredDocument } from '../store/document';
import type { Access } from './access';
import { Cipher } from './cipher';
import { DATE, type Content } from './content';

/** Fields of a service that belong to one version of it. */
const OF_VERSION = new Set(['modified', 'encryptedSelf']);

/** Stores versions of data samples. */
export class SampleContacts {
  constructor(
    private readonly contacts: Collection,
    private readonly access: Access,
  ) {}

  /**
   * Stores the first version, or a later one.
   * @param fields what it has that everybody may see and the content does not say
   * @param modified epoch, ms
   */
  write(id: string, patientId: string, fields: JsonObject, content: Content, modified: number): StoredDocument {
    return this.#store(patientId, modified, (cipher) => ({
      ...fields,
      ...content.clear,
      id,
      modified,
      encryptedSelf: encrypted(cipher, content.secret),
    }));
  }

  /**
   * Ends a data sample: a version with nothing but its id, dates and the end.
   * @param modified epoch, ms
   */
  end(id: string, patientId: string, created: JsonObject[string], modified: number): StoredDocument {
    return this.#store(patientId, modified, () => ({ id, created, modified, endOfLife: modified }));
  }

  /** What a version has that the next one keeps, and whose it is. */
  lookUp(id: string, { contactId }: SampleVersion): JsonObject {
    const service = objectsOf(this.contacts.get(contactId).services).find((one) => one.id === id) ?? {};
    return Object.fromEntries(Object.entries(service).filter(([name]) => !OF_VERSION.has(name)));
  }

  #store(patientId: string, now: number, serviceWith: (cipher: Cipher) => JsonObject): StoredDocument {
    const id = randomUUID();
    const cipher = new Cipher(this.access.keyOf(id));
    return this.contacts.create({
      id,
      groupId: id,
      created: now,
      modified: now,
      openingDate: DATE,
      ...this.access.metadata('Contact', id, patientId),
      encryptedSelf: encrypted(cipher, {}),
      services: [serviceWith(cipher)],
    });
  }
}

export function encrypted(cipher: Cipher, content: JsonObject): string {
  return cipher.encrypt(JSON.stringify(content)).toString('base64');
}
