/**
 * Decrypts entities as they come from the wire.
 *
 * The SDK decrypts only its own model objects, which cannot be made from wire JSON (other names of enum values, other forms in 2.x). So it gets
 * a shell: an object with the encryption metadata and one encrypted part. What the SDK makes of it is taken in wire form, where its
 * `jsonPatcher` shows it, and laid over the JSON from the wire. Encrypted parts may be nested (the notes of a patient, the samples inside a
 * compound value): all are encrypted with the entity's key, so each gets a shell of its own.
 */
import { randomUUID } from 'node:crypto';
import type { CardinalSdk } from '@icure/cardinal-sdk' with { 'resolution-mode': 'import' };
import type { Failure } from '../../model/failure';
import type { JsonObject } from '../../model/json';
import type { Renewable } from '../session/renewable';
import { decryptParts, METADATA_FIELDS, type Decryption, type EncryptedEntity } from '../wire/encryption';
import type { Instance } from './adapter';
import { decryptOneOrList } from './compatibility';
import { readMetadata, type EncryptionMetadata } from './encryption-metadata';
import type { CardinalModule } from './sdk';

interface Shell extends EncryptionMetadata {
  readonly id: string;
  /** Names the decryption, so that its result can be told from others that run at the same time. */
  readonly rev: string;
  readonly encryptedSelf: string | undefined;
}

/** Not part of what the decryption of a shell gives. */
const SHELL_FIELDS: ReadonlySet<string> = new Set(['id', 'rev', 'encryptedSelf', ...METADATA_FIELDS]);

/** A data sample is decrypted as its contact: on the wire it carries the contact's metadata, and it is encrypted with the contact's key. */
const DECRYPT: Readonly<
  Record<EncryptedEntity, (module: CardinalModule, sdk: CardinalSdk, shell: Shell) => Promise<void>>
> = {
  Patient: (module, sdk, shell) => decryptOneOrList(sdk.patient, new module.EncryptedPatient(shell)),
  DataSample: async (module, sdk, shell) => {
    await sdk.contact.decrypt(new module.EncryptedContact(shell));
  },
  HealthcareElement: (module, sdk, shell) =>
    decryptOneOrList(sdk.healthElement, new module.EncryptedHealthElement(shell)),
  Notification: async (module, sdk, shell) => {
    await sdk.maintenanceTask.decrypt(new module.EncryptedMaintenanceTask(shell));
  },
};

export class Decryptor {
  /** By the `rev` of the shell. */
  readonly #results = new Map<string, JsonObject>();

  constructor(private readonly module: CardinalModule) {}

  /** For the SDK's `jsonPatcher`: takes what came out of a shell and lets everything else pass. */
  readonly onDecrypted = (json: JsonObject): JsonObject => {
    if (typeof json.rev !== 'string' || !this.#results.has(json.rev)) return json;
    this.#results.set(json.rev, json);
    // The SDK need not make sense of content that it did not write, nor refuse it.
    return { id: json.id };
  };

  /**
   * @param id the entity's; of a data sample, the contact's
   * @throws FailureError when the session has become useless
   */
  async decrypt(
    instances: Renewable<Instance>,
    entity: EncryptedEntity,
    id: string,
    wire: JsonObject,
  ): Promise<Decryption> {
    const metadata = readMetadata(this.module, wire);
    const open = async (encryptedSelf: string | undefined): Promise<JsonObject | undefined> => {
      const outcome = await instances.use('Decrypting', ({ sdk }) =>
        this.#decryptShell(sdk, entity, { ...metadata, id, rev: randomUUID(), encryptedSelf }),
      );
      switch (outcome.kind) {
        case 'done':
          return outcome.result;
        case 'no-access':
          return undefined;
        case 'refused':
          throw new Undecryptable(outcome.failure);
        default:
          return outcome satisfies never;
      }
    };
    try {
      return await decryptParts(wire, open);
    } catch (error) {
      if (error instanceof Undecryptable) return { wire, decrypted: false, problem: error.failure };
      throw error;
    }
  }

  async #decryptShell(sdk: CardinalSdk, entity: EncryptedEntity, shell: Shell): Promise<JsonObject> {
    this.#results.set(shell.rev, {});
    try {
      await DECRYPT[entity](this.module, sdk, shell);
      const result = this.#results.get(shell.rev) ?? {};
      return Object.fromEntries(Object.entries(result).filter(([name]) => !SHELL_FIELDS.has(name)));
    } finally {
      this.#results.delete(shell.rev);
    }
  }
}

class Undecryptable extends Error {
  constructor(readonly failure: Failure) {
    super(failure.message);
  }
}
