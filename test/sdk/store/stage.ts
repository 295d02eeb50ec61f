/** A sandbox, an account whose store is tried, and others that work with the unmodified SDK. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { createSandbox, type Sandbox, type SandboxAccount } from '../../../sandbox';
import type { SavableEntity } from '../../../src/model/entities';
import type { JsonObject } from '../../../src/model/json';
import { NO_CHANGES } from '../../../src/model/label-changes';
import type { StoredEntity } from '../../../src/model/stored-entity';
import type { AccountSettings, ItemFailure, SaveOutcome, SaveRequest, SdkSession } from '../../../src/sdk/port';
import { Writer } from '../../support/writer';
import { Sessions, settingsFor } from '../cardinal/driver';

export const SAVABLE = ['Patient', 'DataSample', 'HealthcareElement', 'Notification'] as const;

export class StoreStage {
  readonly sessions = new Sessions();
  readonly #writers: Writer[] = [];

  private constructor(readonly sandbox: Sandbox) {}

  static async open(): Promise<StoreStage> {
    return new StoreStage(await createSandbox({ pingInterval: 200 }));
  }

  newAccount(kind: SandboxAccount['kind'] = 'hcp'): SandboxAccount {
    return this.sandbox.addAccount({ login: `${randomUUID()}@sandbox.local`, password: 'sandbox', kind });
  }

  connect(account: SandboxAccount, others: Partial<AccountSettings> = {}): Promise<SdkSession> {
    return this.sessions.connect(settingsFor(this.sandbox, account, this.sessions.keyFolder(), others));
  }

  /** Somebody else, with the real SDK and a key. */
  async writer(...readers: readonly string[]): Promise<Writer> {
    const writer = await Writer.of(this.sandbox, readers);
    this.#writers.push(writer);
    return writer;
  }

  async end(): Promise<void> {
    await this.sessions.end();
    for (const writer of this.#writers) writer.end();
    await this.sandbox.stop();
  }

  /** What the server has of an entity; of a data sample, the newest contact that it is in. */
  document(entity: SavableEntity, id: string): JsonObject {
    const kind = {
      Patient: 'patient',
      DataSample: 'contact',
      HealthcareElement: 'helement',
      Notification: 'maintenancetask',
    } as const;
    const found = this.sandbox
      .documents(kind[entity])
      .filter((document) => document.id === id || JSON.stringify(document.services ?? []).includes(id))
      .at(-1);
    assert(found);
    return found;
  }
}

export function saveRequest(
  entity: SavableEntity,
  payloads: readonly JsonObject[],
  others: Partial<SaveRequest> = {},
): SaveRequest {
  return { entity, payloads, shareWith: [], changes: NO_CHANGES, retries: 0, ...others };
}

export function saved(outcome: SaveOutcome | undefined): StoredEntity {
  assert(outcome?.kind === 'saved', JSON.stringify(outcome));
  return outcome.stored;
}

export function failure(outcome: { kind: string; failure?: ItemFailure } | undefined): ItemFailure {
  assert(outcome?.failure, JSON.stringify(outcome));
  return outcome.failure;
}

/** Saves one entity. */
export async function save(
  session: SdkSession,
  entity: SavableEntity,
  payload: JsonObject,
  others: Partial<SaveRequest> = {},
): Promise<StoredEntity> {
  const [outcome] = await session.store.save(saveRequest(entity, [payload], others));
  return saved(outcome);
}

/** Saves one entity, which goes wrong. */
export async function failingSave(
  session: SdkSession,
  entity: SavableEntity,
  payload: JsonObject,
  others: Partial<SaveRequest> = {},
): Promise<ItemFailure> {
  const [outcome] = await session.store.save(saveRequest(entity, [payload], others));
  return failure(outcome);
}

/** A text that is looked for where it must not be. */
export const SECRET = 'Strictly-confidential-finding';

/** A payload of each entity with a secret in every field that is encrypted. */
export const WITH_SECRETS: Readonly<Record<SavableEntity, JsonObject>> = {
  Patient: { firstName: 'Arya', lastName: 'Stark', note: SECRET, notes: [{ id: 'n', markdown: { en: SECRET } }] },
  DataSample: {
    labels: [{ id: 'IC-TEST|TEST|1', type: 'IC-TEST', code: 'TEST', version: '1' }],
    content: { en: { stringValue: SECRET, measureValue: { value: 12345.678, unit: SECRET } } },
    notes: [{ id: 'n', markdown: { en: SECRET } }],
  },
  HealthcareElement: { description: SECRET, note: SECRET, notes: [{ id: 'n', markdown: { en: SECRET } }] },
  Notification: {
    type: 'OTHER',
    status: 'ongoing',
    properties: [
      { id: SECRET, type: { identifier: SECRET, type: 'STRING' }, typedValue: { type: 'STRING', stringValue: SECRET } },
    ],
  },
};
