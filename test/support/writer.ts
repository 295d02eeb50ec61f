/** Writes entities as another application of the same hospital would: with the unmodified Cardinal SDK, as an account of its own. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type * as CardinalModule from '@icure/cardinal-sdk' with { 'resolution-mode': 'import' };
import type {
  AccessLevel,
  CardinalSdk,
  CodeStub,
  DecryptedContact,
  DecryptedHealthElement,
  DecryptedMaintenanceTask,
  DecryptedPatient,
  DecryptedService,
  User,
} from '@icure/cardinal-sdk' with { 'resolution-mode': 'import' };
import type { Sandbox } from '../../sandbox';
import { eventually } from './eventually';

type Cardinal = typeof CardinalModule;

/** The date in every entity that has to have one: `YYYYMMDDhhmmss`. */
const NOW = 20260102030405;

export interface Coding {
  readonly type: string;
  readonly code: string;
}

interface SampleContent {
  readonly id?: string;
  readonly text?: string;
  readonly labels?: readonly Coding[];
  /** Ends the sample: it then has nothing but its id. */
  readonly endOfLife?: number;
  /** The healthcare elements that it is linked to. */
  readonly elements?: readonly string[];
  /** More of it. */
  readonly values?: Partial<DecryptedService>;
}

export class Writer {
  private constructor(
    private readonly cardinal: Cardinal,
    readonly sdk: CardinalSdk,
    private readonly delegates: Record<string, AccessLevel>,
    private readonly folder: string,
  ) {}

  /** Logs in as a new account of the sandbox; everything it writes is shared with `readers`, who must have a key by then. */
  static async of(sandbox: Sandbox, readers: readonly string[]): Promise<Writer> {
    const account = sandbox.addAccount({
      login: `writer-${randomUUID()}@sandbox.local`,
      password: 'sandbox',
      kind: 'hcp',
      name: 'Writer',
    });
    const cardinal = await import('@icure/cardinal-sdk');
    const folder = mkdtempSync(join(tmpdir(), 'icure-writer-'));
    const sdk = await cardinal.CardinalSdk.initialize(
      undefined,
      sandbox.url,
      new cardinal.AuthenticationMethod.UsingCredentials.UsernamePassword(account.login, account.password),
      cardinal.StorageFacade.usingFileSystem(folder),
    );
    for (const reader of readers) {
      await eventually('the reader has a key', async () => {
        const { stub } = await sdk.dataOwner.getCryptoActorStub(reader);
        if (stub.publicKeysForOaepWithSha256.length === 0 && stub.publicKey === undefined)
          throw new Error('No key yet.');
      });
    }
    const delegates = Object.fromEntries(readers.map((reader) => [reader, cardinal.AccessLevel.Write]));
    return new Writer(cardinal, sdk, delegates, folder);
  }

  async patient(values: Partial<DecryptedPatient> = {}): Promise<DecryptedPatient> {
    const patient = new this.cardinal.DecryptedPatient({
      id: randomUUID(),
      firstName: 'John',
      lastName: 'Snow',
      note: 'Winter is coming',
      ...values,
    });
    const { delegates } = this;
    return this.sdk.patient.createPatient(await this.sdk.patient.withEncryptionMetadata(patient, { delegates }));
  }

  /** A batch with one data sample. */
  async dataSample(
    patient: DecryptedPatient,
    { id = randomUUID(), text = 'Hello world', labels = [], endOfLife, elements = [], values }: SampleContent = {},
  ): Promise<DecryptedContact> {
    const { DecryptedContact, DecryptedContent, DecryptedService, DecryptedSubContact, ServiceLink } = this.cardinal;
    const service = new DecryptedService({
      id,
      tags: this.codings(labels),
      ...(endOfLife === undefined
        ? { valueDate: NOW, content: { en: new DecryptedContent({ stringValue: text }) } }
        : { endOfLife }),
      ...values,
    });
    const subContacts = elements.map(
      (healthElementId) => new DecryptedSubContact({ healthElementId, services: [new ServiceLink({ serviceId: id })] }),
    );
    const contact = new DecryptedContact({ id: randomUUID(), openingDate: NOW, services: [service], subContacts });
    const { delegates } = this;
    return this.sdk.contact.createContact(
      await this.sdk.contact.withEncryptionMetadata(contact, patient, { delegates }),
    );
  }

  async healthcareElement(
    patient: DecryptedPatient,
    values: Partial<DecryptedHealthElement> = {},
  ): Promise<DecryptedHealthElement> {
    const element = new this.cardinal.DecryptedHealthElement({
      id: randomUUID(),
      openingDate: NOW,
      descr: 'Hypertension',
      note: 'Knows nothing',
      ...values,
    });
    const { delegates } = this;
    const { healthElement } = this.sdk;
    return healthElement.createHealthElement(
      await healthElement.withEncryptionMetadata(element, patient, { delegates }),
    );
  }

  async notification(values: Partial<DecryptedMaintenanceTask> = {}): Promise<DecryptedMaintenanceTask> {
    const task = new this.cardinal.DecryptedMaintenanceTask({ id: randomUUID(), taskType: 'OTHER', ...values });
    const { delegates } = this;
    const { maintenanceTask } = this.sdk;
    return maintenanceTask.createMaintenanceTask(await maintenanceTask.withEncryptionMetadata(task, { delegates }));
  }

  user(values: Partial<User> = {}): Promise<User> {
    const login = `user-${randomUUID()}@sandbox.local`;
    return this.sdk.user.createUser(
      new this.cardinal.User({
        id: randomUUID(),
        login,
        email: login,
        name: 'Someone',
        passwordHash: 'sandbox',
        ...values,
      }),
    );
  }

  codings(codings: readonly Coding[]): CodeStub[] {
    return codings.map(
      ({ type, code }) => new this.cardinal.CodeStub({ id: `${type}|${code}|1`, type, code, version: '1' }),
    );
  }

  end(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
