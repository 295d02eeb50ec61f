/** Writes with the real Cardinal SDK. */
import type * as CardinalModule from '@icure/cardinal-sdk' with { 'resolution-mode': 'import' };
import type {
  DecryptedHealthElement,
  DecryptedMaintenanceTask,
  DecryptedPatient,
  DecryptedPropertyStub,
  DecryptedService,
  Identifier,
  User,
} from '@icure/cardinal-sdk' with { 'resolution-mode': 'import' };
import { randomUUID } from 'node:crypto';
import type { Sandbox } from '../../sandbox';
import type { EntityName, SavableEntity } from '../../src/model/entities';
import { Writer } from '../support/writer';
import { USUAL_TEXT, type Author, type BusinessIdentifier, type Values } from './author';

type Cardinal = typeof CardinalModule;

/** What can be written again, by id. */
interface Written {
  readonly patients: Map<string, DecryptedPatient>;
  readonly elements: Map<string, DecryptedHealthElement>;
  readonly tasks: Map<string, DecryptedMaintenanceTask>;
  readonly users: Map<string, User>;
}

export class CardinalAuthor implements Author {
  readonly #written: Written = { patients: new Map(), elements: new Map(), tasks: new Map(), users: new Map() };

  private constructor(
    private readonly cardinal: Cardinal,
    private readonly writer: Writer,
    readonly dataOwnerId: string,
    /** Whom data samples and healthcare elements are about. */
    private readonly subject: DecryptedPatient,
  ) {}

  static async of(sandbox: Sandbox, readers: readonly string[]): Promise<Author> {
    const writer = await Writer.of(sandbox, readers);
    const dataOwnerId = await writer.sdk.dataOwner.getCurrentDataOwnerId();
    return new CardinalAuthor(await import('@icure/cardinal-sdk'), writer, dataOwnerId, await writer.patient());
  }

  async create(entity: EntityName, values: Values = {}): Promise<string> {
    const { writer, subject } = this;
    const id = values.id ?? randomUUID();
    const { text = USUAL_TEXT } = values;
    const identifier = this.#identifiers(values.identifiers);
    const codings = { tags: writer.codings(values.labels ?? []), codes: writer.codings(values.codes ?? []) };
    switch (entity) {
      case 'Patient':
        this.#written.patients.set(id, await writer.patient({ id, ...codings, identifier, note: text }));
        break;
      case 'DataSample':
        await writer.dataSample(subject, { id, text, values: { ...codings, identifier, ...this.#measured(values) } });
        break;
      case 'HealthcareElement': {
        // This one entity has the plural.
        const element = { id, ...codings, identifiers: identifier, note: text };
        this.#written.elements.set(id, await writer.healthcareElement(subject, element));
        break;
      }
      case 'Notification': {
        const task = { id, identifier, taskType: values.type ?? 'OTHER', properties: [this.#property(text)] };
        this.#written.tasks.set(id, await writer.notification(task));
        break;
      }
      case 'User':
        this.#written.users.set(id, await writer.user({ id, name: text }));
        break;
      default:
        entity satisfies never;
    }
    return id;
  }

  async update(entity: EntityName, id: string, text: string): Promise<void> {
    const { sdk } = this.writer;
    const { patients, elements, tasks, users } = this.#written;
    switch (entity) {
      case 'Patient':
        patients.set(id, await sdk.patient.modifyPatient(Object.assign(known(patients, id), { note: text })));
        break;
      case 'HealthcareElement': {
        const changed = Object.assign(known(elements, id), { note: text });
        elements.set(id, await sdk.healthElement.modifyHealthElement(changed));
        break;
      }
      case 'Notification': {
        const changed = Object.assign(known(tasks, id), { properties: [this.#property(text)] });
        tasks.set(id, await sdk.maintenanceTask.modifyMaintenanceTask(changed));
        break;
      }
      case 'User':
        users.set(id, await sdk.user.modifyUser(Object.assign(known(users, id), { name: text })));
        break;
      case 'DataSample':
        throw new Error('The platform has no update of a data sample.');
      default:
        entity satisfies never;
    }
  }

  async read(entity: SavableEntity, id: string): Promise<unknown> {
    const { sdk } = this.writer;
    switch (entity) {
      case 'Patient':
        return (await sdk.patient.getPatient(id)).note;
      case 'DataSample':
        return (await sdk.contact.getService(id)).content.en?.stringValue;
      case 'HealthcareElement':
        return (await sdk.healthElement.getHealthElement(id)).note;
      case 'Notification':
        return (await sdk.maintenanceTask.getMaintenanceTask(id)).properties[0]?.typedValue?.stringValue;
      default:
        return entity satisfies never;
    }
  }

  async remove(entity: EntityName, id: string): Promise<void> {
    const { sdk } = this.writer;
    const { patients, elements, tasks, users } = this.#written;
    switch (entity) {
      case 'Patient':
        await sdk.patient.deletePatient(known(patients, id));
        break;
      case 'DataSample':
        await this.writer.dataSample(this.subject, { id, endOfLife: Date.now() });
        break;
      case 'HealthcareElement':
        await sdk.healthElement.deleteHealthElement(known(elements, id));
        break;
      case 'Notification':
        await sdk.maintenanceTask.deleteMaintenanceTask(known(tasks, id));
        break;
      case 'User':
        await sdk.user.deleteUser(known(users, id));
        break;
      default:
        entity satisfies never;
    }
  }

  end(): void {
    this.writer.end();
  }

  #measured({ measure }: Values): { readonly content?: DecryptedService['content'] } {
    if (measure === undefined) return {};
    const { DecryptedContent, Measure } = this.cardinal;
    return { content: { en: new DecryptedContent({ measureValue: new Measure(measure) }) } };
  }

  #identifiers(identifiers: readonly BusinessIdentifier[] = []): Identifier[] {
    return identifiers.map((identifier) => new this.cardinal.Identifier({ ...identifier, id: identifier.value }));
  }

  #property(text: string): DecryptedPropertyStub {
    const { DecryptedPropertyStub, DecryptedTypedValue, PropertyTypeStub, TypedValuesType } = this.cardinal;
    return new DecryptedPropertyStub({
      id: 'text',
      type: new PropertyTypeStub({ identifier: 'text', type: TypedValuesType.String }),
      typedValue: new DecryptedTypedValue({ type: TypedValuesType.String, stringValue: text }),
    });
  }
}

function known<Entity>(entities: ReadonlyMap<string, Entity>, id: string): Entity {
  const entity = entities.get(id);
  if (entity === undefined) throw new Error('Only what this author created can be changed.');
  return entity;
}
