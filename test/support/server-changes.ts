/** What becomes of entities on the server past every SDK. */
import assert from 'node:assert/strict';
import type { Sandbox, SandboxAccount } from '../../sandbox';
import type { CollectionKind, StoredDocument } from '../../sandbox/store/document';
import type { EntityName } from '../../src/model/entities';
import { isJsonObject, type JsonObject } from '../../src/model/json';
import { objectsIn } from '../../src/sdk/wire/entity-json';
import { RestClient } from '../sandbox/rest';

/** Where the server keeps them. */
const KINDS: Readonly<Record<EntityName, CollectionKind>> = {
  Patient: 'patient',
  DataSample: 'contact',
  HealthcareElement: 'helement',
  Notification: 'maintenancetask',
  User: 'user',
};

/** What the server has of an entity, as it has it; of a data sample, the contacts that it lies in. */
function documentsOf(sandbox: Sandbox, entity: EntityName, id: string): StoredDocument[] {
  return sandbox
    .documents(KINDS[entity])
    .filter((document) =>
      entity === 'DataSample'
        ? Array.isArray(document.services) &&
          document.services.some((service) => isJsonObject(service) && service.id === id)
        : document.id === id,
    );
}

/** Removes an entity for good. @param account who may write it */
export async function purge(sandbox: Sandbox, account: SandboxAccount, entity: EntityName, id: string): Promise<void> {
  const client = await RestClient.of(sandbox, account);
  const documents = documentsOf(sandbox, entity, id);
  assert.notEqual(documents.length, 0);
  for (const { id: document, rev } of documents) {
    await client.ask('DELETE', `/${KINDS[entity]}/purge/${document}?rev=${rev}`);
  }
}

/** Takes somebody's access to an entity away. */
export function unshare(sandbox: Sandbox, entity: EntityName, id: string, dataOwnerId: string): void {
  for (const stored of documentsOf(sandbox, entity, id)) {
    const document = structuredClone(stored);
    for (const delegations of [document.delegations, secureDelegations(document)].filter(isJsonObject)) {
      for (const [key, delegation] of Object.entries(delegations)) {
        if (key === dataOwnerId || (isJsonObject(delegation) && delegation.delegate === dataOwnerId)) {
          Reflect.deleteProperty(delegations, key);
        }
      }
    }
    sandbox.overwrite(KINDS[entity], document);
  }
}

/** Takes the keys out of an entity, as if it had been encrypted for keys that nobody has any more. */
export function seal(sandbox: Sandbox, entity: EntityName, id: string): void {
  for (const stored of documentsOf(sandbox, entity, id)) {
    const document = structuredClone(stored);
    if (isJsonObject(document.encryptionKeys)) document.encryptionKeys = {};
    for (const delegation of objectsIn(secureDelegations(document))) delegation.encryptionKeys = [];
    sandbox.overwrite(KINDS[entity], document);
  }
}

function secureDelegations({ securityMetadata }: JsonObject): JsonObject | undefined {
  const delegations = isJsonObject(securityMetadata) ? securityMetadata.secureDelegations : undefined;
  return isJsonObject(delegations) ? delegations : undefined;
}
