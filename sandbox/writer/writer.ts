/**
 * Writes entities into the sandbox that the readers' own SDKs decrypt, many times faster than an SDK writes: straight into the database, with the same
 * revisions and events as writes by REST. The history of the sandbox tells what was written.
 */
import { randomUUID } from 'node:crypto';
import { ENTITY_NAMES, type EntityName } from '../../src/model/entities';
import type { JsonObject } from '../../src/model/json';
import { GROUP_ID } from '../accounts';
import type { History, SampleVersion } from '../history/history';
import type { Database } from '../store/database';
import type { CollectionKind, StoredDocument } from '../store/document';
import type { Access, EncryptedClass } from './access';
import { Cipher } from './cipher';
import { AT_CREATION, contentOf, type WrittenValues } from './content';
import { LegacyAccess } from './legacy-access';
import { LivingIds } from './living-ids';
import { encrypted, SampleContacts } from './sample-contacts';
import { SecureAccess } from './secure-access';

export interface WriterOptions {
  /**
   * Ids of the data owners (healthcare professionals) who can decrypt what is written. Each must have a public key by now: its SDK registers one at the
   * first login, or `sandbox.registerPublicKey` does.
   */
  readonly readers: readonly string[];
  /** How access is given: `secure` (the default) for Cardinal and MedTech from 2.3, `legacy` for MedTech before. */
  readonly delegations?: 'secure' | 'legacy';
}

export interface CreatedValues extends WrittenValues {
  /** A new one unless given. */
  readonly id?: string;
  /** The patient that a data sample or healthcare element belongs to, one of this writer's; its `subject` unless given. */
  readonly patient?: string;
}

/** What was written. */
export interface Written {
  readonly entity: EntityName;
  readonly id: string;
  /** Of a data sample that of the new contact. */
  readonly rev: string;
  /** The number of the write in the sandbox's history. */
  readonly sequence: number;
}

type DocumentEntity = Exclude<EntityName, 'DataSample'>;

const KINDS: Readonly<Record<DocumentEntity, CollectionKind>> = {
  Patient: 'patient',
  HealthcareElement: 'helement',
  Notification: 'maintenancetask',
  User: 'user',
};

/** Users are not encrypted. */
const CLASSES: Readonly<Record<DocumentEntity, EncryptedClass | undefined>> = {
  Patient: 'Patient',
  HealthcareElement: 'HealthElement',
  Notification: 'MaintenanceTask',
  User: undefined,
};

export class Writer {
  /** The data owner in whose name it writes, a healthcare professional that is made with it. */
  readonly dataOwnerId: string;
  /** A patient that is made with the writer; not among the `alive`. */
  readonly subject: string;
  readonly #access: Access;
  readonly #samples: SampleContacts;
  /** The patients of those data samples that do not belong to the subject. */
  readonly #patients = new Map<string, string>();
  readonly #alive = Object.fromEntries(ENTITY_NAMES.map((entity) => [entity, new LivingIds()])) as Record<
    EntityName,
    LivingIds
  >;

  /** @throws Error when a reader is no healthcare professional or has no public key */
  constructor(
    private readonly database: Database,
    private readonly history: History,
    { readers, delegations = 'secure' }: WriterOptions,
  ) {
    const id = randomUUID();
    database.collection('hcparty').create({ id, firstName: 'Sandbox', lastName: 'Writer', name: 'Sandbox Writer' });
    this.dataOwnerId = id;
    this.#access =
      delegations === 'secure' ? new SecureAccess(database, id, readers) : new LegacyAccess(database, id, readers);
    this.#samples = new SampleContacts(database.collection('contact'), this.#access);
    this.subject = this.create('Patient').id;
    this.#alive.Patient.delete(this.subject);
  }

  /** The ids of what this writer has created and not removed, in no particular order; always up to date. */
  alive(entity: EntityName): readonly string[] {
    return this.#alive[entity].list;
  }

  /** @throws Error when there is or was an entity with the id */
  create(entity: EntityName, { id = randomUUID(), patient = this.subject, ...values }: CreatedValues = {}): Written {
    if (this.history.stateOf(entity, id) !== undefined) throw new Error(`There is or was a ${entity} ${id}.`);
    const now = Date.now();
    const text = values.text ?? this.#nextText();
    const stored =
      entity === 'DataSample'
        ? this.#createSample(id, patient, values, text, now)
        : this.#createDocument(entity, id, patient, values, text, now);
    this.#alive[entity].add(id);
    return this.#written(entity, id, stored);
  }

  /**
   * Gives an entity another text, and labels, codes, identifiers or type where they are given. A data sample gets a new version in a new contact.
   * @throws Error when it is none of the living ones of this writer
   */
  modify(entity: EntityName, id: string, values: WrittenValues = {}): Written {
    this.#requireAlive(entity, id);
    const text = values.text ?? this.#nextText();
    const stored =
      entity === 'DataSample' ? this.#modifySample(id, values, text) : this.#modifyDocument(entity, id, values, text);
    return this.#written(entity, id, stored);
  }

  /**
   * Soft-deletes an entity. Of a data sample a new contact tells the end.
   * @throws Error when it is none of the living ones of this writer
   */
  remove(entity: EntityName, id: string): Written {
    this.#requireAlive(entity, id);
    const stored =
      entity === 'DataSample' ? this.#endSample(id) : this.database.collection(KINDS[entity]).softDelete(id, undefined);
    this.#alive[entity].delete(id);
    if (entity === 'DataSample') this.#patients.delete(id);
    return this.#written(entity, id, stored);
  }

  #createDocument(
    entity: DocumentEntity,
    id: string,
    patient: string,
    values: WrittenValues,
    text: string,
    now: number,
  ): StoredDocument {
    const { clear, secret } = contentOf(entity, values, text);
    const entityClass = CLASSES[entity];
    const owner = entity === 'HealthcareElement' ? patient : undefined;
    return this.database.collection(KINDS[entity]).create({
      id,
      created: now,
      ...AT_CREATION[entity],
      ...clear,
      ...(entityClass === undefined
        ? { login: `${id}@sandbox.local`, email: `${id}@sandbox.local`, groupId: GROUP_ID }
        : {
            modified: now,
            ...this.#access.metadata(entityClass, id, owner),
            encryptedSelf: this.#encrypted(id, secret),
          }),
    });
  }

  #modifyDocument(entity: DocumentEntity, id: string, values: WrittenValues, text: string): StoredDocument {
    const collection = this.database.collection(KINDS[entity]);
    const previous = collection.get(id);
    const { clear, secret } = contentOf(entity, values, text);
    return collection.modify({
      ...previous,
      ...clear,
      ...(CLASSES[entity] === undefined
        ? {}
        : { modified: laterThan(previous.modified), encryptedSelf: this.#encrypted(id, secret) }),
    });
  }

  #createSample(id: string, patient: string, values: WrittenValues, text: string, now: number): StoredDocument {
    if (patient !== this.subject) this.#patients.set(id, patient);
    const fields = { created: now, ...AT_CREATION.DataSample };
    return this.#samples.write(id, patient, fields, contentOf('DataSample', values, text), now);
  }

  #modifySample(id: string, values: WrittenValues, text: string): StoredDocument {
    const version = this.#newestVersion(id);
    const fields = this.#samples.lookUp(id, version);
    const content = contentOf('DataSample', values, text);
    return this.#samples.write(id, this.#patientOf(id), fields, content, laterThan(version.modified));
  }

  #endSample(id: string): StoredDocument {
    const version = this.#newestVersion(id);
    const { created } = this.#samples.lookUp(id, version);
    return this.#samples.end(id, this.#patientOf(id), created, laterThan(version.modified));
  }

  #patientOf(sampleId: string): string {
    return this.#patients.get(sampleId) ?? this.subject;
  }

  /** @throws Error when there is none */
  #newestVersion(id: string): SampleVersion {
    const version = this.history.stateOf('DataSample', id)?.last.version;
    if (version === undefined) throw new Error(`There is no DataSample ${id}.`);
    return version;
  }

  #encrypted(id: string, secret: JsonObject): string {
    return encrypted(new Cipher(this.#access.keyOf(id)), secret);
  }

  /** Tells which write it is from. */
  #nextText(): string {
    return `write ${this.history.lastSequence + 1}`;
  }

  #requireAlive(entity: EntityName, id: string): void {
    if (!this.#alive[entity].has(id)) throw new Error(`The writer has created no ${entity} ${id} that still lives.`);
  }

  #written(entity: EntityName, id: string, { rev }: StoredDocument): Written {
    return { entity, id, rev, sequence: this.history.lastSequence };
  }
}

/** Now, or a little later: what is modified must be newer than what it replaces. Epoch, ms. */
function laterThan(modified: JsonObject[string]): number {
  return Math.max(Date.now(), (typeof modified === 'number' ? modified : 0) + 1);
}
