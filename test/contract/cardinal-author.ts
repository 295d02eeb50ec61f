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

  /** Whom the data samples are about. */
  readonly #subjects = new Map<string, DecryptedPatient>();

  private constructor(
    private readonly cardinal: Cardinal,
    private readonly writer: Writer,
    readonly dataOwnerId: string,
    /** Whom data samples and healthcare elements are about, unless they say otherwise. */
    private readonly subject: DecryptedPatient,
  ) {}

  static async of(sandbox: Sandbox, readers: readonly string[]): Promise<Author> {
    const writer = await Writer.of(sandbox, readers);
    const dataOwnerId = await writer.sdk.dataOwner.getCurrentDataOwnerId();
    return new CardinalAuthor(await import('@icure/cardinal-sdk'), writer, dataOwnerId, await writer.patient());
  }

  async create(entity: EntityName, values: Values = {}): Promise<string> {
    const { writer } = this;
    const subject = values.patient === undefined ? this.subject : known(this.#written.patients, values.patient);
    const id = values.id ?? randomUUID();
    const { text = USUAL_TEXT } = values;
    const identifier = this.#identifiers(values.identifiers);
    const codings = { tags: writer.codings(values.labels ?? []), codes: writer.codings(values.codes ?? []) };
    switch (entity) {
      case 'Patient':
        this.#written.patients.set(
          id,
          await writer.patient({ id, ...codings, identifier, note: text, ...this.#person(values) }),
        );
        break;
      case 'DataSample':
        await writer.dataSample(subject, {
          id,
          text,
          elements: values.elements ?? [],
          values: { ...codings, identifier, ...valueDate(values), ...this.#measured(values) },
        });
        this.#subjects.set(id, subject);
        break;
      case 'HealthcareElement': {
        // This one entity has the plural.
        const element = { id, ...codings, identifiers: identifier, note: text, ...openingDate(values) };
        this.#written.elements.set(id, await writer.healthcareElement(subject, element));
        break;
      }
      case 'Notification': {
        const task = {
          id,
          identifier,
          taskType: values.type ?? 'OTHER',
          properties: [this.#property(text)],
          ...this.#status(values),
        };
        this.#written.tasks.set(id, await writer.notification(task));
        break;
      }
      case 'User':
        this.#written.users.set(id, await writer.user({ id, name: text, ...loginOf(values) }));
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
        await this.writer.dataSample(this.#subjects.get(id) ?? this.subject, { id, endOfLife: Date.now() });
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

  #person({ person }: Values): Partial<DecryptedPatient> {
    if (person === undefined) return {};
    const { gender, ...others } = person;
    const { Gender } = this.cardinal;
    return gender === undefined ? others : { ...others, gender: named(Object.values(Gender), gender) };
  }

  #status({ status }: Values): Partial<DecryptedMaintenanceTask> {
    return status === undefined ? {} : { status: named(Object.values(this.cardinal.TaskStatus), status) };
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

function valueDate({ date }: Values): Partial<DecryptedService> {
  return date === undefined ? {} : { valueDate: date };
}

function openingDate({ date }: Values): Partial<DecryptedHealthElement> {
  return date === undefined ? {} : { openingDate: date };
}

function loginOf({ login, email }: Values): Partial<User> {
  return { ...(login === undefined ? {} : { login }), ...(email === undefined ? {} : { email }) };
}

/** The SDK spells the values of its enumerations with a capital. */
function named<Name extends string>(names: readonly Name[], wireName: string): Name {
  const found = names.find((name) => name.toLowerCase() === wireName.toLowerCase());
  if (found === undefined) throw new Error(`The SDK does not know ${wireName}.`);
  return found;
}

function known<Entity>(entities: ReadonlyMap<string, Entity>, id: string): Entity {
  const entity = entities.get(id);
  if (entity === undefined) throw new Error('Only what this author created can be changed.');
  return entity;
}
