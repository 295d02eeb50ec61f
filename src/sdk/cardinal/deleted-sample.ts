/** Looks up what a data sample was before it was deleted. */
import type { EncryptedService } from '@icure/cardinal-sdk' with { 'resolution-mode': 'import' };
import type { JsonObject } from '../../model/json';
import { newestVersion, versionNotFound, type Lookup } from '../wire/deleted-sample';
import type { RenewableSdk } from './renewable-sdk';
import type { CardinalModule } from './sdk';

/**
 * @param id of the service
 * @throws FailureError when the session has become useless
 */
export async function findBeforeDeletion(module: CardinalModule, sdk: RenewableSdk, id: string): Promise<Lookup> {
  const outcome = await sdk.use('Looking up a deleted data sample', async ({ contact }) => {
    const ids = await contact.matchContactsBy(module.ContactFilters.byServiceIds([id]));
    return ids.length === 0 ? [] : contact.encrypted.getContacts(ids);
  });
  const service = outcome.kind === 'done' ? newestVersion(outcome.result, id) : undefined;
  if (service !== undefined) return { kind: 'found', wire: toWire(service) };
  return versionNotFound(outcome.kind === 'refused' ? outcome.failure.code : 'protocol');
}

/** What filters ask for has the same form in the SDK's objects as on the wire. */
function toWire({ tags, codes, identifier }: EncryptedService): JsonObject {
  return {
    tags: tags.map(({ type, code }) => ({ type, code })),
    codes: codes.map(({ type, code }) => ({ type, code })),
    identifier: identifier.map(({ system, value }) => ({ system, value })),
  };
}
