/** What one request to save needs besides its payloads; each part is asked for once, when it is first needed. */
import type { SavableEntity } from '../../model/entities';
import { FailureError } from '../../model/failure';
import { isJsonObject, type JsonObject } from '../../model/json';
import type { SaveRequest } from '../port';
import type { StoreContext } from './context';
import { ItemError } from './item-error';
import { isAlive, isDocument, readDocuments, type Document } from './read';

export class Saving {
  #user: Promise<JsonObject> | undefined;
  #patient: Promise<Document> | undefined;

  constructor(
    readonly context: StoreContext,
    private readonly request: Pick<SaveRequest, 'patient' | 'shareWith'>,
  ) {}

  /** The fields of whatever is made by this account. */
  provenance(): JsonObject {
    const { userId, dataOwnerId } = this.context.identity;
    return { author: userId, responsible: dataOwnerId };
  }

  /**
   * The encryption metadata of a new entity.
   * @param id of the entity; of data samples, their contact's
   * @throws FailureError
   */
  async metadata(entity: SavableEntity, id: string, needsPatient: boolean): Promise<JsonObject> {
    const { crypto, requests } = this.context;
    const { shareWith } = this.request;
    const [user, patient] = await Promise.all([this.#readUser(), needsPatient ? this.#readPatient() : undefined]);
    return requests.run(() => crypto.newMetadata({ entity, id, user, patient, shareWith }));
  }

  #readUser(): Promise<JsonObject> {
    this.#user ??= readUser(this.context);
    return this.#user;
  }

  #readPatient(): Promise<Document> {
    this.#patient ??= readPatient(this.context, this.request.patient);
    return this.#patient;
  }
}

async function readUser({ requests }: StoreContext): Promise<JsonObject> {
  const what = 'Asking who the user is';
  const user = await requests.read({ entity: 'User', method: 'GET', path: '/user/current', what });
  if (isJsonObject(user)) return user;
  throw new FailureError('protocol', 'The server does not tell which user is logged in; check the server URL.');
}

async function readPatient(context: StoreContext, id: string | undefined): Promise<Document> {
  if (id === undefined) {
    throw new ItemError('bad-entity', 'It is not said which patient it is about; set the patient.', {
      field: 'patient',
    });
  }
  const patient = (await readDocuments(context, 'Patient', [id])).get(id);
  if (isDocument(patient) && isAlive('Patient')(patient)) return patient;
  throw new ItemError('not-found', 'There is no such patient, or it is deleted or not shared with this user.', {
    field: 'patient',
  });
}
