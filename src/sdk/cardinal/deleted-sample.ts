/**
 * Looks up what a data sample was before it was deleted. The server keeps no service documents: a deletion is a new contact with a stub of the
 * service, while the contact that holds the service itself stays.
 */
import type { EncryptedContact, EncryptedService } from '@icure/cardinal-sdk' with { 'resolution-mode': 'import' };
import type { JsonObject } from '../../model/json';
import type { Lookup } from '../wire/event-reader';
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
  return {
    kind: 'not-found',
    failure: {
      code: outcome.kind === 'refused' ? outcome.failure.code : 'protocol',
      message:
        'A deleted data sample is passed on although the filter could not be applied to it: what it was before could not be found on the server.',
    },
  };
}

/** Of the versions that had not ended; the same order as the server's: by time of modification. */
function newestVersion(contacts: readonly EncryptedContact[], id: string): EncryptedService | undefined {
  return contacts
    .flatMap(({ services, modified }) =>
      services.map((service) => ({ service, modified: service.modified ?? modified ?? 0 })),
    )
    .filter(({ service }) => service.id === id && service.endOfLife === undefined)
    .sort((one, other) => other.modified - one.modified)[0]?.service;
}

/** What filters ask for has the same form in the SDK's objects as on the wire. */
function toWire({ tags, codes, identifier }: EncryptedService): JsonObject {
  return {
    tags: tags.map(({ type, code }) => ({ type, code })),
    codes: codes.map(({ type, code }) => ({ type, code })),
    identifier: identifier.map(({ system, value }) => ({ system, value })),
  };
}
