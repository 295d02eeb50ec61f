/** A sandbox with something to look at: patients with names, data samples with labels, and an account whose private key is at hand. */
import type { Sandbox, SandboxAccount, Writer } from '../../sandbox';
import { newPrivateKey } from './private-key';

/** The note in each patient, encrypted. */
export const NOTE = 'planted-note-4471';

export const PASSWORD = 'planted-password-9930';

export interface NamedPatient {
  readonly firstName: string;
  readonly lastName: string;
  /** `YYYYMMDD` */
  readonly dateOfBirth: number;
}

export const PATIENTS: readonly NamedPatient[] = [
  { firstName: 'Marie', lastName: 'Peeters', dateOfBirth: 19800214 },
  { firstName: 'Noé', lastName: 'Lefèvre', dateOfBirth: 20011130 },
  { firstName: 'Marie', lastName: 'Dubois', dateOfBirth: 19550000 },
];

export class StockedSandbox {
  private constructor(
    readonly sandbox: Sandbox,
    readonly account: SandboxAccount,
    /** PEM */
    readonly privateKey: string,
    readonly writer: Writer,
    /** In the order of `PATIENTS`. */
    readonly patients: readonly string[],
  ) {}

  static of(sandbox: Sandbox): StockedSandbox {
    const account = sandbox.addAccount({
      login: 'ward@sandbox.local',
      password: PASSWORD,
      kind: 'hcp',
      name: 'Ward 3',
    });
    const privateKey = newPrivateKey();
    sandbox.registerPublicKey(account.dataOwnerId, privateKey);
    const writer = sandbox.createWriter({ readers: [account.dataOwnerId] });
    const patients = PATIENTS.map((names) => {
      const { id } = writer.create('Patient', { text: NOTE });
      const document = sandbox.documents('patient').find((patient) => patient.id === id);
      if (document !== undefined) sandbox.overwrite('patient', { ...document, ...names });
      return id;
    });
    for (const code of ['HEART', 'HEART', 'WEIGHT']) {
      writer.create('DataSample', { labels: [{ type: 'IC-TEST', code }] });
    }
    writer.create('DataSample', { codes: [{ type: 'LOINC', code: '8867-4' }], labels: [{ type: 'WARD', code: '3' }] });
    return new StockedSandbox(sandbox, account, privateKey, writer, patients);
  }

  /** The values of the account's dialog. */
  get values(): Readonly<Record<string, unknown>> {
    return {
      serverUrl: this.sandbox.url,
      sdk: 'cardinal',
      secretKind: 'password',
      createKeyPair: true,
      minReconnectDelay: 100,
      maxReconnectDelay: 500,
      openTimeout: 20_000,
      silenceTimeout: 20_000,
      userName: this.account.login,
      secret: PASSWORD,
      privateKey: this.privateKey,
    };
  }
}
